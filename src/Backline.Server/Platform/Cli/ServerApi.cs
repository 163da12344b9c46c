using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Platform.Http;

namespace Backline.Server.Platform.Cli;

/// <summary>A running server that a command talks to instead of the database: --server URL --key KEY, or BACKLINE_SERVER and BACKLINE_KEY.</summary>
internal sealed class ServerApi : IDisposable
{
    public static Option<string?> Server { get; } = new("--server") { Description = "Ask a running server instead of the data folder (or BACKLINE_SERVER).", HelpName = "URL" };

    public static Option<string?> Key { get; } = new("--key") { Description = "API key for --server (or BACKLINE_KEY).", HelpName = "KEY" };

    private readonly HttpClient http;

    private ServerApi(Uri server, string key)
    {
        // an upload or a month's check takes what it takes; Ctrl+C ends it
        http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Null: no server was named. A server without a key is an <see cref="IOException"/> that says so.</summary>
    public static ServerApi? From(ParseResult parsed)
    {
        var server = parsed.GetValue(Server) ?? Environment.GetEnvironmentVariable("BACKLINE_SERVER");
        if (string.IsNullOrEmpty(server)) return null;
        var key = parsed.GetValue(Key) ?? Environment.GetEnvironmentVariable("BACKLINE_KEY");
        if (string.IsNullOrEmpty(key)) throw new IOException("--server needs --key (or BACKLINE_KEY): make one under API keys in the portal.");
        return Uri.TryCreate(server, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") ? new(address, key) : throw new IOException($"--server {server} is no address. Write it as http://host:port or https://host.");
    }

    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<TAnswer> PostAsync<TRequest, TAnswer>(string path, TRequest request, CancellationToken stop)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(request, options: BacklineJson.Options) };
        message.Headers.Add("Idempotency-Key", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString());
        return await SendAsync<TAnswer>(message, stop);
    }

    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<TAnswer> GetAsync<TAnswer>(string path, CancellationToken stop)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync<TAnswer>(message, stop);
    }

    /// <summary>A change of what was read with this version.</summary>
    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<TAnswer> PutAsync<TRequest, TAnswer>(string path, long version, TRequest request, CancellationToken stop)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(request, options: BacklineJson.Options) };
        message.Headers.IfMatch.Add(new($"\"{version}\""));
        return await SendAsync<TAnswer>(message, stop);
    }

    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<TAnswer> DeleteAsync<TAnswer>(string path, long version, CancellationToken stop)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, path);
        message.Headers.IfMatch.Add(new($"\"{version}\""));
        return await SendAsync<TAnswer>(message, stop);
    }

    /// <summary>The file as it is, read while it is sent.</summary>
    /// <exception cref="IOException">The server refused or can't be reached; the message says why.</exception>
    public async Task<TAnswer> UploadAsync<TAnswer>(string path, Stream file, CancellationToken stop)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(file) };
        message.Content.Headers.ContentType = new("application/octet-stream");
        message.Headers.Add("Idempotency-Key", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString());
        return await SendAsync<TAnswer>(message, stop);
    }

    private async Task<TAnswer> SendAsync<TAnswer>(HttpRequestMessage message, CancellationToken stop)
    {
        try
        {
            using var answer = await http.SendAsync(message, stop);
            if (!answer.IsSuccessStatusCode) throw new IOException(await ProblemAsync(answer, stop));
            return await answer.Content.ReadFromJsonAsync<TAnswer>(BacklineJson.Options, stop) ?? throw new IOException("The server answered nothing.");
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{http.BaseAddress}: {e.Message}", e);
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        try
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
            var errors = problem.TryGetProperty("errors", out var list) ? list.EnumerateArray().Select(error => $"{error.GetProperty("pointer")}: {error.GetProperty("detail")}") : [];
            return string.Join('\n', errors.Prepend($"{(int)answer.StatusCode}: {problem.GetProperty("detail")}"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return $"The server answered {(int)answer.StatusCode}.";
        }
    }
}
