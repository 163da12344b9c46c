using System.Security.Cryptography;
using System.Text;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.DataProtection;

namespace Backline.Server.Ui;

/// <summary>
/// A form that creates carries a token (Once.razor). Sent twice, as by a double click, it is carried out once: where the first landed is kept in the
/// transaction of its effect, for as long as the answers of the interface are, and the second waits for it and lands there too. With other content it is
/// another form: whoever goes back and changes what was typed means it.
/// </summary>
internal static class PostedOnce
{
    public const string Field = "once";

    /// <summary>Of the form that is being posted; null when it has none.</summary>
    public static async Task<Guid?> TokenAsync(HttpContext http) =>
        http.Request.HasFormContentType && Guid.TryParse((await http.Request.ReadFormAsync(http.RequestAborted))[Field], out var token) ? token : null;

    /// <summary>Does the work unless the same form was carried out before; either way its answer. The caller saves.</summary>
    public static async Task<string> DoAsync(HttpContext http, Session session, Func<Task<string>> work)
    {
        if (await KeyAsync(http) is not { } key) return await work();
        if (await FirstAnswerAsync(http, session, key) is { } first) return first;
        var answer = await work();
        await KeepAsync(http, session, key, answer);
        return answer;
    }

    /// <summary>What the first form of the key was answered, after waiting for it; null when this is the first.</summary>
    public static async Task<string?> FirstAnswerAsync(HttpContext http, Session session, string key)
    {
        var (owner, stop) = (IdempotencyFilter.OwnerOf(session), http.RequestAborted);
        await session.ExecuteAsync("select set_config('backline.asker', $1, true)", stop, owner);
        var inserted = await session.ExecuteAsync("insert into idempotency_key (owner, key, request_hash, status, body, created_at) values ($1, $2, '', 0, '', $3) on conflict do nothing",
            stop, owner, key, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        return inserted == 1 ? null : await KeptAsync(http, session, owner, key);
    }

    /// <summary>What the posted form was answered before; null when it was not, or is being carried out. For pages that show what the form took away.</summary>
    public static async Task<string?> AnsweredAsync(HttpContext http, Session session)
    {
        if (await KeyAsync(http) is not { } key) return null;
        var owner = IdempotencyFilter.OwnerOf(session);
        await session.ExecuteAsync("select set_config('backline.asker', $1, true)", http.RequestAborted, owner);
        return await KeptAsync(http, session, owner, key);
    }

    /// <summary>Keeps the answer of the first. It may hold what is told once, so it is sealed.</summary>
    public static Task KeepAsync(HttpContext http, Session session, string key, string answer) => session.ExecuteAsync("update idempotency_key set body = $3 where owner = $1 and key = $2",
        http.RequestAborted, IdempotencyFilter.OwnerOf(session), key, IdempotencyFilter.Seal(http).Protect(Encoding.UTF8.GetBytes(answer)));

    private static async Task<string?> KeptAsync(HttpContext http, Session session, string owner, string key) =>
        await session.ScalarAsync<byte[]>("select body from idempotency_key where owner = $1 and key = $2", http.RequestAborted, owner, key) is { } kept ? Encoding.UTF8.GetString(IdempotencyFilter.Seal(http).Unprotect(kept)) : null;

    private static async Task<string?> KeyAsync(HttpContext http) => await TokenAsync(http) is { } token ? $"form {token} {await HashOfAsync(http)}" : null;

    private static async Task<string> HashOfAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(http.Request.Path);
        foreach (var (name, values) in form.Where(field => field.Key is not (Field or "__RequestVerificationToken")).OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Text(name);
            foreach (var value in values) Text(value ?? "");
        }
        foreach (var file in form.Files)
        {
            await using var content = file.OpenReadStream();
            hash.AppendData(await SHA256.HashDataAsync(content, http.RequestAborted));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
    }
}
