using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Backline.Server.Features.CloudPartners;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Over HTTP: POST incidents with a key of its own, GET incidents/{number}.</summary>
internal sealed class HttpCloudConnector(IHttpClientFactory clients) : ICloudPartnerConnector
{
    public const string ClientName = "cloud-partners";

    /// <summary>For one answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of the longest answer.</summary>
    public const long LongestAnswer = 4 << 20;

    public Task<RemoteIncident> OpenAsync(CloudConnector partner, RemoteRequest request, CancellationToken stop) => AskAsync(partner, () =>
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(partner.BaseUrl, "incidents")) { Content = JsonContent.Create(request, options: JsonSerializerOptions.Web) };
        // sent again after a lost answer, it is the same request
        message.Headers.Add("Idempotency-Key", request.Reference);
        return message;
    }, stop);

    public Task<RemoteIncident> FollowAsync(CloudConnector partner, string number, CancellationToken stop) =>
        AskAsync(partner, () => new(HttpMethod.Get, new Uri(partner.BaseUrl, "incidents/" + Uri.EscapeDataString(number))), stop);

    private async Task<RemoteIncident> AskAsync(CloudConnector partner, Func<HttpRequestMessage> ask, CancellationToken stop)
    {
        try
        {
            using var message = ask();
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", partner.Token);
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.SendAsync(message, stop);
            if (!answer.IsSuccessStatusCode) throw new ConnectorException($"{message.Method} {message.RequestUri!.AbsolutePath}: {((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)}");
            var incident = await answer.Content.ReadFromJsonAsync<RemoteIncident>(JsonSerializerOptions.Web, stop);
            return incident is { Number.Length: > 0 and <= 100, State.Length: > 0 } ? incident with { Updates = incident.Updates ?? [] } : throw new ConnectorException("The answer names no incident.");
        }
        catch (JsonException e)
        {
            throw new ConnectorException(e.Path is { } place ? $"The answer can't be read at {place}." : "The answer can't be read.", e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ConnectorException($"The answer is longer than {(LongestAnswer >> 20).ToString(CultureInfo.InvariantCulture)} MB.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException)
        {
            throw new ConnectorException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new ConnectorException($"No answer in {Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds.", e);
        }
    }
}
