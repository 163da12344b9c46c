using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Backline.Simulator;

/// <summary>Where messages go, and what signs them.</summary>
public sealed record Subscription(string? Url, string? Secret);

/// <summary>Tells whoever subscribed that an incident changed, in signed messages: id, time and body under HMAC-SHA256.</summary>
public sealed class Messenger(FaultSwitch faults, TimeProvider clock, IHttpClientFactory clients)
{
    private (CloudTicket Ticket, CloudUpdate Update)? held;

    public Subscription Subscription { get; set; } = new(null, null);

    public async Task TellAsync(CloudTicket ticket, CancellationToken stop)
    {
        if (Subscription is not { Url: { } url, Secret: { } secret } || faults.Now.Silent) return;
        var news = (ticket, ticket.Updates[^1]);
        if (faults.Now.OutOfOrder && held is null)
        {
            held = news;
            return;
        }
        await SendAsync(url, secret, news, stop);
        if (held is not { } older) return;
        held = null;
        await SendAsync(url, secret, older, stop);
    }

    private async Task SendAsync(string url, string secret, (CloudTicket Ticket, CloudUpdate Update) news, CancellationToken stop)
    {
        var body = JsonSerializer.Serialize(new { number = news.Ticket.Number, reference = news.Ticket.Reference, sequence = news.Update.Sequence, state = news.Update.State, text = news.Update.Text }, JsonSerializerOptions.Web);
        var id = $"msg_{news.Ticket.Number}_{news.Update.Sequence.ToString(CultureInfo.InvariantCulture)}";
        for (var time = 0; time < (faults.Now.Duplicates ? 2 : 1); time++)
        {
            var at = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", at);
            request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{at}.{body}"))));
            try
            {
                using var client = clients.CreateClient("messages");
                using var answer = await client.SendAsync(request, stop);
            }
            catch (HttpRequestException)
            {
                // nobody listens: who follows by asking finds it anyway
            }
        }
    }
}
