using System.Runtime.CompilerServices;
using System.Text.Json;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Audit;

/// <param name="AccountId">The chain: an account, a partner, or zeros for the programme.</param>
/// <param name="Account">Number and name, when it is an account's.</param>
/// <param name="Actor">Null when the details were erased.</param>
public sealed record AuditEntryRow(Guid Id, Guid AccountId, string? Account, long Sequence, DateTimeOffset At, string Action, string SubjectType, Guid SubjectId, string? SubjectNumber,
    string? Actor, Guid? ActorId, JsonElement? Before, JsonElement? After, bool Erased, string Hash);

/// <param name="Account">Number of the account: MA-204817.</param>
/// <param name="Subject">Number or id of what was changed.</param>
/// <param name="From">First moment.</param>
/// <param name="To">The moment after the last.</param>
internal sealed record AuditFilter(string? Account = null, Guid? AccountId = null, string? Subject = null, string? Action = null, string? Actor = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

internal sealed class AuditQueries(Session session)
{
    private const string Select =
        """
        select e.id, e.account_id, a.number || ' ' || a.name, e.sequence, e.at, e.action, e.subject_type, e.subject_id, e.subject_number, shown_name(d.actor), d.actor_id, shown_details(d.before)::text, shown_details(d.after)::text, d.salt is null, e.hash
        from audit_entry e left join audit_detail d on d.account_id = e.account_id and d.sequence = e.sequence left join account a on a.account_id = e.account_id
        where
        """;

    // "offset 0": looked for entry by entry; else all cases there are would be read for one page
    private static readonly (string Subject, string Table)[] keptByADesk = [("case", "support_case"), ("escalation", "escalation"), ("incident", "major_incident"), ("mail", "inbound_mail")];

    /// <summary>Newest first.</summary>
    public async Task<Page<AuditEntryRow>> ListAsync(AuditFilter filter, string? cursor, int? asked, CancellationToken stop)
    {
        var limit = Cursor.Limit(asked);
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var (where, args) = await WhereAsync(filter, stop);
        if (after is not null)
        {
            args.AddRange([after[0].GetDateTimeOffset().ToUniversalTime(), after[1].GetGuid()]);
            where.Add($"(e.at, e.id) {place.Beyond(descending: true)} (${args.Count - 1}, ${args.Count})");
        }
        args.Add(limit + 1);
        var rows = await session.ListAsync($"{Select} {Joined(where)} order by e.at {place.Way(descending: true)}, e.id {place.Way(descending: true)} limit ${args.Count}", Read, stop, [.. args]);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.At, row.Id));
    }

    /// <summary>Everything the filter lets through, newest first, as it comes.</summary>
    public async IAsyncEnumerable<AuditEntryRow> AllAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        var (where, args) = await WhereAsync(filter, stop);
        await using var command = await session.CommandAsync($"{Select} {Joined(where)} order by e.at desc, e.id desc", stop, [.. args]);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) yield return Read(row);
    }

    // only the conditions in use, so that each has its index
    private async Task<(List<string> Where, List<object?> Args)> WhereAsync(AuditFilter filter, CancellationToken stop)
    {
        var (where, args) = (new List<string>(), new List<object?>());
        void And(string condition, object value)
        {
            args.Add(value);
            where.Add(condition.Replace("$", $"${args.Count}", StringComparison.Ordinal));
        }
        var reader = session.Reader;
        if (reader.Side == Side.Customer) And("e.account_id = $", reader.AccountId!.Value);
        if (reader.Side == Side.Partner) And("e.partner_id = $", reader.PartnerId!.Value);
        if (!reader.IsVendor)
        {
            args.AddRange([Parameters.OrNull(reader.PersonId), reader.Name]);
            where.Add($"not (e.subject_type = 'case' and exists (select from support_case c where c.account_id = e.account_id and c.id = e.subject_id and not {CaseQueries.SeenBy("c", $"${args.Count - 1}", $"${args.Count}")} offset 0))");
        }
        // what a partner's desk keeps to itself the vendor reads nowhere (PO-2); the row security of each says whose it is
        else if (!reader.IsProgramme) where.AddRange(keptByADesk.Select(kind => $"(e.subject_type <> '{kind.Subject}' or exists (select from {kind.Table} s where s.id = e.subject_id offset 0))"));
        if (filter.AccountId is { } id) And("e.account_id = $", id);
        if (Guid.TryParse(filter.Account, out var account)) And("e.account_id = $", account);
        else if (!string.IsNullOrWhiteSpace(filter.Account))
            And("e.account_id = $", await session.FirstAsync("select account_id from account where number = $1", row => (Guid?)row.GetGuid(0), stop, filter.Account.Trim().ToUpperInvariant()) ?? Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff"));
        if (!string.IsNullOrWhiteSpace(filter.Action)) And("e.action = $", filter.Action.Trim());
        if (!string.IsNullOrWhiteSpace(filter.Actor)) await AndActorAsync(filter.Actor.Trim());
        if (Guid.TryParse(filter.Subject, out var subject)) And("e.subject_id = $", subject);
        else if (!string.IsNullOrWhiteSpace(filter.Subject)) And("e.subject_number = $", filter.Subject.Trim());
        if (filter.From is { } from) And("e.at >= $", from.ToUniversalTime());
        if (filter.To is { } to) And("e.at < $", to.ToUniversalTime());
        return (where, args);

        async Task AndActorAsync(string actor)
        {
            // by the names as they are shown: whoever is hidden behind a brand is not found by name
            if (reader.Side == Side.Customer)
            {
                And("shown_name(d.actor) ilike '%' || $ || '%'", actor);
                return;
            }
            var people = SearchWords.Of(actor) is { } words ? await session.ListAsync("select people_called($1)", row => row.GetGuid(0), stop, words) : [];
            var key = actor.ToLowerInvariant();
            args.AddRange([people.ToArray(), key, key + "\U0010FFFF"]);
            where.Add($"(d.actor_id = any(${args.Count - 2}) or (d.actor_key >= ${args.Count - 1} and d.actor_key < ${args.Count}))");
        }
    }

    private static string Joined(List<string> where) => where.Count == 0 ? "true" : string.Join(" and ", where);

    private static AuditEntryRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.Text(2), row.GetInt64(3), row.GetFieldValue<DateTimeOffset>(4), row.GetString(5), row.GetString(6), row.GetGuid(7),
        row.Text(8), row.Text(9), row.Nullable<Guid>(10), Json(row.Text(11)), Json(row.Text(12)), row.GetBoolean(13), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(14)));

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
