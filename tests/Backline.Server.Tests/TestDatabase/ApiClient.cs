using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Platform.Http;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>An answer of the interface: status, code and body.</summary>
public sealed record ApiAnswer(int Status, JsonElement Body, string? Etag, string? Location)
{
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;
    public JsonElement this[string name] => Body.GetProperty(name);
}

/// <summary>Asks the interface with a key, as a client of it would.</summary>
public sealed class ApiClient(HttpClient client, string key)
{
    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);
    public Task<ApiAnswer> PostAsync(string path, object? body = null, string? idempotencyKey = null) => SendAsync(HttpMethod.Post, path, body, idempotencyKey: idempotencyKey);
    public Task<ApiAnswer> PutAsync(string path, object? body = null, string? etag = null) => SendAsync(HttpMethod.Put, path, body, etag);
    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? etag = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", key);
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-Match", etag);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null) request.Content = body as HttpContent ?? JsonContent.Create(body, options: BacklineJson.Options);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
        return new((int)answer.StatusCode, json, answer.Headers.ETag?.ToString(), answer.Headers.Location?.ToString());
    }
}
