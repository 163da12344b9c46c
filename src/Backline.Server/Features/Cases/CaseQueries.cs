using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Devices;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Cases;

/// <summary>What the queue can be narrowed to.</summary>
/// <param name="State">active (open or waiting), open, waiting, resolved, closed.</param>
/// <param name="Assignee">Id of a person, me, or none.</param>
/// <param name="Q">Number of a case (C-2026-000013, 2026-000013 or 13), a site (S-1001) or an account (MA-204817), a device's serial number, the beginning of a site's or an account's name (of each the cases that are next), or words of subject and messages.</param>
/// <param name="Waits">For whom or what it waits: customer, cloud-partner, carrier, site-access, parts, agreed-date.</param>
/// <param name="OpenedBy">me.</param>
/// <param name="Sort">next (the default): priority first, then what is due next; due: what is due next, with priority or without; or newest.</param>
public sealed record CaseFilter(
    string? State = null, string? Severity = null, string? Desk = null, Guid? AccountId = null, Guid? SiteId = null, string? Assignee = null, bool? Priority = null, string? Q = null, string? Sort = null, string? Waits = null, string? OpenedBy = null)
{
    public static IReadOnlyList<string> Sorts { get; } = ["next", "due", "newest"];
}

/// <param name="NextAt">When the desk looks next: what is due first, or the follow-up of a wait; null: nothing is to come.</param>
public sealed record CaseRow(
    Guid Id, string Number, CaseTier Desk, Guid AccountId, string AccountNumber, string Account, Guid? SiteId, string? Site, string Subject, Severity Severity, CaseState State, bool Priority,
    Guid? AssigneeId, string? Assignee, DateTimeOffset OpenedAt, DateTimeOffset? NextAt, long Version)
{
    internal DateTimeOffset At { get; init; }
    internal IReadOnlyList<CaseWait> Waits { get; init; } = [];
}

/// <summary>How many cases there are of a queue, and how many of them somebody should have looked at by now; beyond <see cref="Most"/> there may be others.</summary>
public sealed record QueueCount(int Count, int Missed)
{
    public const int Most = 100;
}

/// <summary>The queue, by what is due next, a page at a time.</summary>
internal sealed partial class CaseQueries(Session session)
{
    // sites or accounts whose name was typed, and of each those that are next
    private const int MostPlaces = 20;
    private const int MostOfPlace = 200;

    private const string Columns =
        """
        c.id, c.number, c.tier, c.account_id, c.account_number, coalesce(a.name, c.account_name), c.site_id, s.name, c.subject, c.severity, c.state, c.is_priority, c.assignee_id, shown_name(c.assignee), c.opened_at, c.next_at, c.version, c.waits::text
        """;

    private const string Named = "left join account a on a.account_id = c.account_id left join site s on s.account_id = c.account_id and s.id = c.site_id";

    /// <summary>Which of its own side's cases somebody of a customer sees: all but those that are private to others, who opened them or watch them, or are the contact that writes a mail.</summary>
    /// <param name="alias">Of support_case.</param>
    /// <param name="person">Placeholder of the person; of a key, null.</param>
    /// <param name="name">Placeholder of the name of who asks.</param>
    public static string SeenBy(string alias, string person, string name) =>
        $"(not {alias}.is_private or current_user = 'backline_partner' and {alias}.front_id is not null or {alias}.opened_by_id is not distinct from {person} and {alias}.opened_by = {name} or exists (select from case_watcher w where w.account_id = {alias}.account_id and w.case_id = {alias}.id and w.person_id = {person}) or coalesce({alias}.contact_id = nullif(current_setting('backline.contact_id', true), '')::uuid, false))";

    /// <summary>Whoever asks sees the case.</summary>
    public Task<bool> IsSeenAsync(Guid id, CancellationToken stop) => session.ScalarAsync<bool>(
        $"select exists (select from support_case c where c.id = $1 and ($2 or {SeenBy("c", "$3", "$4")}))", stop, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);

    /// <summary>Cases that are not closed in which this contact of the account is told what is answered, the newest first: those that whoever asks sees.</summary>
    public Task<List<(Guid Id, string Number)>> ToldToContactAsync(Guid accountId, Guid contactId, int most, CancellationToken stop) => session.ListAsync(
        $"select c.id, c.number from support_case c where c.account_id = $1 and c.contact_id = $2 and c.state <> 'closed' and ($3 or {SeenBy("c", "$4", "$5")}) order by c.id desc limit $6",
        row => (row.GetGuid(0), row.GetString(1)), stop, accountId, contactId, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name, most);

    /// <exception cref="InvalidInputException">A word, or the cursor, is not of this list.</exception>
    public async Task<Page<CaseRow>> ListAsync(CaseFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        Check(filter);
        var (sql, args) = Question(filter, cursor, limit);
        var rows = await session.ListAsync(sql, Row, stop, args);
        return filter.Sort switch
        {
            "newest" => Cursor.Cut(rows, limit, Cursor.At(cursor, 1), row => Cursor.Of(row.Id)),
            "due" => Cursor.Cut(rows, limit, Cursor.At(cursor, 2), row => Cursor.Of(row.At, row.Id)),
            _ => Cursor.Cut(rows, limit, Cursor.At(cursor, 3), row => Cursor.Of(row.Priority ? 0 : 1, row.At, row.Id)),
        };
    }

    /// <summary>How many there are of a filter, and how many of them are missed: of those with priority, and of those without, the first that are due.</summary>
    public async Task<QueueCount> CountAsync(CaseFilter filter, DateTimeOffset now, CancellationToken stop)
    {
        var where = Narrowed(filter).Add("c.rank = r.rank");
        return await session.FirstAsync(
            $"""
            select count(*), count(*) filter (where next.next_at <= {where.Arg(now)})
            from (values (0::smallint), (1::smallint)) r (rank) cross join lateral (select c.next_at from support_case c {where.Where} order by c.next_at limit {where.Arg(QueueCount.Most + 1)}) next
            """, row => new QueueCount((int)row.GetInt64(0), (int)row.GetInt64(1)), stop, where.Args) ?? new(0, 0);
    }

    // only the conditions in use, so that each has its index
    internal (string Sql, object?[] Args) Question(CaseFilter filter, string? cursor, int limit)
    {
        if (filter.Sort == "due") return QuestionByDue(filter, cursor, limit);
        var newest = filter.Sort == "newest";
        var place = Cursor.At(cursor, newest ? 1 : 3);
        var where = Narrowed(filter);
        if (place.Values is { } from && newest) where.Add($"c.id {place.Beyond(descending: true)} {{0}}", from[0].GetGuid());
        else if (place.Values is { } after) where.Add($"(c.rank, c.next_at, c.id) {place.Beyond()} ({{0}}::smallint, {{1}}, {{2}})", after[0].GetInt32(), after[1].GetDateTimeOffset().ToUniversalTime(), after[2].GetGuid());
        var order = newest ? $"c.id {place.Way(descending: true)}" : $"c.rank {place.Way()}, c.next_at {place.Way()}, c.id {place.Way()}";
        return ($"select {Columns} from support_case c {Named} {where.Where} order by {order} limit {where.Arg(limit + 1)}", where.Args);
    }

    // the indexes have those with priority before the others: the beginnings of both are put together
    private (string Sql, object?[] Args) QuestionByDue(CaseFilter filter, string? cursor, int limit)
    {
        var place = Cursor.At(cursor, 2);
        var where = Narrowed(filter).Add("c.rank = r.rank");
        if (place.Values is { } after) where.Add($"(c.next_at, c.id) {place.Beyond()} ({{0}}, {{1}})", after[0].GetDateTimeOffset().ToUniversalTime(), after[1].GetGuid());
        var (order, most) = ($"order by c.next_at {place.Way()}, c.id {place.Way()}", where.Arg(limit + 1));
        return ($"select {Columns} from (values (0::smallint), (1::smallint)) r (rank) cross join lateral (select c.* from support_case c {where.Where} {order} limit {most}) c {Named} {order} limit {most}", where.Args);
    }

    private Conditions Narrowed(CaseFilter filter)
    {
        var reader = session.Reader;
        var where = reader.Side switch
        {
            Side.Vendor => new Conditions().AddIf(!reader.IsProgramme, "c.tier = 'vendor'"),
            Side.Partner => new Conditions().Add("c.served_id = {0}", reader.PartnerId),
            _ => new Conditions().Add("c.account_id = {0}", reader.AccountId),
        };
        where.AddIf(!reader.IsVendor, SeenBy("c", "{0}", "{1}"), Parameters.OrNull(reader.PersonId), reader.Name);
        where.AddIf(filter.State == "active", "c.state in ('open', 'waiting')").AddIf(!string.IsNullOrEmpty(filter.State) && filter.State != "active", "c.state = {0}", filter.State)
            .AddIf(!string.IsNullOrEmpty(filter.Severity), "c.severity = {0}", filter.Severity)
            .AddIf(!string.IsNullOrEmpty(filter.Desk), "c.tier = {0}", filter.Desk)
            .AddIf(filter.AccountId is not null, "c.account_id = {0}", filter.AccountId)
            .AddIf(filter.SiteId is not null, "c.site_id = {0}", filter.SiteId)
            .AddIf(filter.Priority is not null, "c.rank = {0}::smallint", filter.Priority == true ? 0 : 1)
            .AddIf(!string.IsNullOrEmpty(filter.Waits), "c.waits @> jsonb_build_array(jsonb_build_object('reason', {0}::text))", filter.Waits)
            .AddIf(filter.OpenedBy == "me", "c.opened_by_id is not distinct from {0} and c.opened_by = {1}", Parameters.OrNull(reader.PersonId), reader.Name)
            .AddIf(filter.Assignee == "none", "c.assignee_id is null")
            .AddIf(filter.Assignee == "me", "c.assignee_id = {0}", Parameters.OrNull(reader.PersonId))
            .AddIf(Guid.TryParse(filter.Assignee, out var person), "c.assignee_id = {0}", person);
        return Found(where, filter.Q?.Trim() ?? "", reader);
    }

    private static Conditions Found(Conditions where, string q, Reader reader)
    {
        if (q.Length == 0) return where;
        var number = q.ToUpperInvariant();
        if (number.StartsWith("C-", StringComparison.Ordinal)) return where.Add("c.number >= {0} and c.number < {1}", number, Conditions.After(number));
        if (number.StartsWith("S-", StringComparison.Ordinal)) return where.Add("c.site_id = any (array(select id from site where number = {0}))", number);
        if (number.StartsWith("MA-", StringComparison.Ordinal)) return where.Add("c.account_id = any (array(select account_id from account where number = {0}))", number);
        return CaseWordsSought.Of(q) is { } words ? where.Add($"c.id = any (array({string.Join(" union all ", Ways(where, q, words, reader))}))") : where.Add("false");
    }

    // each by an index of its own
    private static IEnumerable<string> Ways(Conditions where, string q, string words, Reader reader)
    {
        // the vendor's thread has an index of its words; others look through what is theirs
        var thread = reader.Side switch
        {
            Side.Vendor when !reader.IsProgramme => "case_message_vendor m where",
            Side.Vendor => "case_message m where",
            Side.Partner => $"case_message m where m.served_id = {where.Arg(reader.PartnerId)} and",
            _ => $"case_message m where m.account_id = {where.Arg(reader.AccountId)} and",
        };
        yield return $"select m.case_id from {thread} m.words @@ case_words_sought({where.Arg(words)})";
        if (Number().Match(q) is { Success: true } number)
        {
            var year = number.Groups["year"] is { Success: true, ValueSpan: var given } ? int.Parse(given, CultureInfo.InvariantCulture) : (int?)null;
            var counted = int.Parse(number.Groups["count"].ValueSpan, CultureInfo.InvariantCulture).ToString("000000", CultureInfo.InvariantCulture);
            var years = year is { } one ? [one] : Enumerable.Range(ProgrammeYears.First, ProgrammeYears.Last - ProgrammeYears.First + 1);
            yield return $"select n.id from support_case n where n.number = any ({where.Arg(years.Select(of => $"C-{of.ToString(CultureInfo.InvariantCulture)}-{counted}").ToArray())})";
        }
        if (SerialKey.From(q) is { } serial && q.Any(char.IsDigit)) yield return $"select n.id from device d join support_case n on n.device_id = d.id where d.serial_key = {where.Arg(serial)}";
        var place = LikeText.Escape(q.ToLowerInvariant()) + "%";
        yield return $"select n.id from (select s.id from site s where s.name_key like {where.Arg(place)} limit {MostPlaces}) s cross join lateral (select c.id from support_case c where c.site_id = s.id order by c.rank, c.next_at, c.id limit {MostOfPlace}) n";
        if (reader.Side == Side.Customer) yield break;
        yield return $"select n.id from (select a.account_id from account a where a.words @@ to_tsquery('simple', {where.Arg(SearchWords.Of(q) ?? "")}) limit {MostPlaces}) a cross join lateral (select c.id from support_case c where c.account_id = a.account_id order by c.rank, c.next_at, c.id limit {MostOfPlace}) n";
    }

    // a number without its head, or without the year as well
    [GeneratedRegex(@"^(?:(?<year>20\d\d)-)?(?<count>\d{1,9})$", RegexOptions.None, 1000)]
    private static partial Regex Number();

    private static void Check(CaseFilter filter) => new InputErrors()
        .Word(filter.State, "state", ["active", .. Words.All<CaseState>()]).Word(filter.Severity, "severity", Words.All<Severity>()).Word(filter.Desk, "desk", Words.All<CaseTier>())
        .Word(filter.Sort, "sort", CaseFilter.Sorts).Word(filter.Waits, "waits", Words.All<Domain.Clocks.PauseReason>()).Word(filter.OpenedBy, "openedBy", ["me"]).Refuse(filter.Assignee is { Length: > 0 } assignee && assignee is not ("me" or "none") && !Guid.TryParse(assignee, out _), "assignee", "input.unknown-value", "me, none").ThrowIfAny();

    private static CaseRow Row(NpgsqlDataReader row)
    {
        var next = row.GetFieldValue<DateTimeOffset>(15);
        return new(
            row.GetGuid(0), row.GetString(1), Words.Parse<CaseTier>(row.GetString(2)), row.GetGuid(3), row.GetString(4), row.GetString(5), row.Nullable<Guid>(6), row.Text(7), row.GetString(8),
            Words.Parse<Severity>(row.GetString(9)), Words.Parse<CaseState>(row.GetString(10)), row.GetBoolean(11), row.Nullable<Guid>(12), row.Text(13), row.GetFieldValue<DateTimeOffset>(14),
            CaseClocks.Shown(next), row.GetInt64(16)) { At = next, Waits = JsonSerializer.Deserialize<List<CaseWait>>(row.GetString(17), BacklineJson.Options)! };
    }
}
