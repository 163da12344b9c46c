using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Backline.Server.Platform.Identity;

/// <summary>
/// Keys of programs: "blk_" and 43 letters; the database has only their hash. A key found is remembered for ten seconds, which is how long a
/// revoked one, or one whose maker was shut out, can still do what it did; the moment of its last use is written at most once a minute.
/// </summary>
public sealed class ApiKeys(NpgsqlDataSource source, TimeProvider clock)
{
    public const string Prefix = "blk_";
    private const int Length = 47;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    private sealed record Known(ClaimsPrincipal? Principal, DateTimeOffset Until);

    public static string Make() => Prefix + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>A key revoked here stops here at once; other nodes forget it within ten seconds.</summary>
    public void Forget() => known.Clear();

    public async ValueTask<ClaimsPrincipal?> FindAsync(string key, CancellationToken stop)
    {
        // what can't be a key is neither looked up nor remembered
        if (key.Length != Length) return null;
        var now = clock.GetUtcNow();
        if (known.TryGetValue(key, out var entry) && entry.Until > now) return entry.Principal;
        if (known.Count > 10_000) known.Clear();
        var principal = await LoadAsync(HashOf(key), now, stop);
        known[key] = new(principal, now + Remembered);
        return principal;
    }

    private async Task<ClaimsPrincipal?> LoadAsync(byte[] hash, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = source.CreateCommand(
            """
            select id, name, role, account_id, partner_id, scopes, last_used_at, created_by_id from api_key
            where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
            """);
        command.Parameters.Add(new() { Value = hash });
        command.Parameters.Add(new() { Value = now });
        Guid id;
        Guid? account, partner, maker;
        string name, role;
        string[] scopes;
        DateTimeOffset? used;
        await using (var row = await command.ExecuteReaderAsync(stop))
        {
            if (!await row.ReadAsync(stop)) return null;
            (id, name, role, scopes) = (row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(5));
            account = row.IsDBNull(3) ? null : row.GetGuid(3);
            partner = row.IsDBNull(4) ? null : row.GetGuid(4);
            used = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6);
            maker = row.IsDBNull(7) ? null : row.GetGuid(7);
        }
        if (used is null || now - used > UseNotedEvery) await NoteUseAsync(id, now, stop);
        IEnumerable<Claim> whose = account is { } customer
            ? [new(BacklineClaims.Account, customer.ToString()), .. (await AccountStanding.OfAsync(source, customer, now, stop)).Claims()]
            : partner is { } own ? [new(BacklineClaims.Partner, own.ToString())] : [];
        var withheld = Permissions.LettingIn.Except(await LettingInAsync(maker, now, stop)).Select(permission => new Claim(BacklineClaims.Withheld, permission));
        return Principal(id, name, role, [.. whose, .. withheld], scopes);
    }

    /// <summary>Those of <see cref="Permissions.LettingIn"/> that the maker of a key has, and the maker of that key, up to a person or the command line: who was shut out lets nobody in.</summary>
    private async Task<HashSet<string>> LettingInAsync(Guid? maker, DateTimeOffset now, CancellationToken stop)
    {
        var may = Permissions.LettingIn.ToHashSet(StringComparer.Ordinal);
        while (maker is not null && may.Count > 0)
        {
            await using var command = source.CreateCommand(
                """
                select role, '{}'::text[], null::uuid from person where id = $1 and disabled_at is null
                union all select role, scopes, created_by_id from api_key where id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
                """);
            command.Parameters.Add(new() { Value = maker });
            command.Parameters.Add(new() { Value = now });
            await using var row = await command.ExecuteReaderAsync(stop);
            if (!await row.ReadAsync(stop)) return [];
            may.IntersectWith(Permissions.Of(row.GetString(0)));
            if (row.GetFieldValue<string[]>(1) is { Length: > 0 } scopes) may.IntersectWith(scopes);
            maker = row.IsDBNull(2) ? null : row.GetGuid(2);
        }
        return may;
    }

    private async Task NoteUseAsync(Guid id, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = source.CreateCommand("update api_key set last_used_at = $2 where id = $1");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(stop);
    }

    private static ClaimsPrincipal Principal(Guid id, string name, string role, IEnumerable<Claim> whose, string[] scopes)
    {
        IEnumerable<Claim> claims = [new(BacklineClaims.Role, role), new(BacklineClaims.Name, $"API key {name}"), new(ClaimTypes.NameIdentifier, id.ToString()), .. scopes.Select(scope => new Claim(BacklineClaims.Scope, scope)), .. whose];
        return new(new ClaimsIdentity(claims, ApiKeyAuthentication.Scheme));
    }
}

/// <summary>Authorization: Bearer blk_…</summary>
internal sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys, ProblemTexts texts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer " + ApiKeys.Prefix, StringComparison.Ordinal)) return AuthenticateResult.NoResult();
        return await keys.FindAsync(header["Bearer ".Length..], Context.RequestAborted) is { } principal
            ? AuthenticateResult.Success(new(principal, Scheme))
            : AuthenticateResult.Fail("unknown, expired or revoked");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems.Result(Context, 401, "unauthenticated", texts["unauthenticated"]).ExecuteAsync(Context);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties) => await Forbidden.AnswerAsync(Context, texts);
}

internal static class Forbidden
{
    /// <summary>403 that names the permission the route asks for.</summary>
    public static Task AnswerAsync(HttpContext http, ProblemTexts texts)
    {
        var needed = string.Join(", ", http.GetEndpoint()?.Metadata.GetOrderedMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Select(data => data.Policy).OfType<string>().Where(policy => policy != Access.Policies.SignedIn).Distinct() ?? []);
        return Problems.Result(http, 403, "forbidden", texts["forbidden", needed]).ExecuteAsync(http);
    }
}
