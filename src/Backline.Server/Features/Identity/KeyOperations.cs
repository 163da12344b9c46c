using System.Globalization;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;

namespace Backline.Server.Features.Identity;

/// <param name="Scopes">Permissions, of which the maker must hold each.</param>
internal sealed record NewKey(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt = null);

/// <param name="Secret">The key itself: this answer is the only place where it ever stands.</param>
internal sealed record MadeKey(KeyRow Key, string Secret);

/// <summary>Keys of programs. A key acts for its maker's account, partner or programme, and may never more than its maker.</summary>
internal sealed class KeyOperations(Session session, KeyQueries keys, ApiKeys known, TimeProvider clock)
{
    /// <summary>Ten years: longer than any programme it was made for.</summary>
    public const int MostDays = 3650;

    /// <summary>The moment so many days from now, as a form has them; null for nothing, which is never.</summary>
    /// <exception cref="InvalidInputException">Not a number of days from 1 to <see cref="MostDays"/>.</exception>
    public static DateTimeOffset? ExpiryIn(string? days, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(days)) return null;
        var read = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        new InputErrors().Refuse(!read || number is < 1 or > MostDays, "/days", "key.days-out-of-range", MostDays).ThrowIfAny();
        return now.AddDays(number);
    }

    public async Task<MadeKey> MakeAsync(NewKey asked, CancellationToken stop)
    {
        var reader = session.Reader;
        var now = clock.GetUtcNow();
        string[] scopes = [.. (asked.Scopes ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        new InputErrors().Text(asked.Name, "/name", 100)
            .Refuse(scopes.Length == 0, "/scopes", "key.scopes-needed")
            .Refuse(scopes.Any(scope => !reader.May(scope)), "/scopes", "key.scope-not-yours", string.Join(", ", scopes.Where(scope => !reader.May(scope))))
            .Refuse(asked.ExpiresAt <= now, "/expiresAt", "key.expiry-past").Moment(asked.ExpiresAt, "/expiresAt").ThrowIfAny();
        var id = Guid.CreateVersion7(now);
        var secret = ApiKeys.Make();
        var (account, partner) = PeopleQueries.Own(reader);
        await session.ExecuteAsync(
            """
            insert into api_key (id, name, prefix, hash, role, account_id, partner_id, scopes, created_by, created_at, expires_at, created_by_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, stop, id, asked.Name!.Trim(), secret[..12], ApiKeys.HashOf(secret), reader.IsProgramme ? Roles.ProgrammeAdministrator : reader.Role, account, partner, scopes, reader.Name, now, asked.ExpiresAt?.ToUniversalTime(), reader.PersonId);
        var key = await keys.GetAsync(id, stop);
        session.Audit(await OnPeople.ActAsync(session, account, partner, "api-key.made", "api-key", id, key.Prefix, null, new { key.Name, key.Scopes, key.ExpiresAt }, stop));
        return new(key, secret);
    }

    /// <summary>Stops here at once, on other nodes within ten seconds. A key can't be revived.</summary>
    public async Task RevokeAsync(Guid id, CancellationToken stop)
    {
        var key = await keys.GetAsync(id, stop);
        if (await session.ExecuteAsync("update api_key set revoked_at = $2 where id = $1 and revoked_at is null", stop, id, clock.GetUtcNow()) == 0) return;
        session.Audit(await OnPeople.ActAsync(session, key.AccountId, key.PartnerId, "api-key.revoked", "api-key", id, key.Prefix, new { key.Name }, null, stop));
        session.AfterCommit(known.Forget);
    }
}
