using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Escalations;

/// <param name="Hours">What is due in so many hours, 1 to 168; 8 when left out. What is overdue is always there.</param>
/// <param name="Assignee">Id of a person, or none.</param>
public sealed record BreachFilter(int? Hours = null, string? Severity = null, string? Assignee = null)
{
    public const int Usual = 8;
    private const int Most = 168;

    internal void Check() => new InputErrors().Refuse(Hours is < 1 or > Most, "hours", "escalation.amount", 1, Most).Word(Severity, "severity", Words.All<Severity>())
        .Refuse(Assignee is { Length: > 0 } assignee && assignee != "none" && !Guid.TryParse(assignee, out _), "assignee", "input.unknown-value", "none").ThrowIfAny();
}

/// <summary>A promise that will be missed unless somebody keeps it, or is missed already.</summary>
/// <param name="EscalationId">Of the case, while it is open.</param>
public sealed record BreachView(Guid CaseId, string CaseNumber, string Subject, Severity Severity, Guid AccountId, string Account, MilestoneKind Milestone, DateTimeOffset DueAt, bool Overdue, Guid? AssigneeId, string? Assignee, Guid? EscalationId)
{
    /// <summary>Nobody has decided yet about the escalation.</summary>
    internal bool IsAskedFor { get; init; }
}

/// <summary>Who has how much: cases they work on, and promises of those due in the hours looked at.</summary>
public sealed record LoadView(Guid? PersonId, string? Name, long OpenCases, long Due, long Overdue);

/// <summary>What is at stake of a desk in the next hours. Promises are counted: a case has several.</summary>
/// <param name="Cases">How many cases the promises are of.</param>
/// <param name="ByHour">Promises due, by whole hours from now; the first is what is overdue.</param>
public sealed record BreachSummary(long Overdue, long Due, long Cases, IReadOnlyDictionary<string, long> BySeverity, IReadOnlyList<long> ByHour, long OpenEscalations, long Unanswered, IReadOnlyList<LoadView> Load);

/// <summary>What the reader's own desk will miss in the next hours unless somebody acts.</summary>
internal sealed class BreachQueries(Session session, TimeProvider time)
{
    // behind every severity
    private const string NotOverdue = "p9";

    private const string From = "from case_clock k join support_case c on c.account_id = k.account_id and c.id = k.case_id left join account a on a.account_id = c.account_id";

    /// <summary>What is overdue first, of it the gravest; then what is due next.</summary>
    public async Task<Page<BreachView>> ListAsync(BreachFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        filter.Check();
        var now = time.GetUtcNow();
        var place = Cursor.At(cursor, 4);
        var (where, way) = (Narrowed(filter, now), place.Way());
        var (moment, most) = (where.Arg(now), where.Arg(limit + 1));
        var from = place.Values is { } at ? $"{place.Beyond()} ({where.Arg(at[0].GetString())}, {where.Arg(at[1].GetDateTimeOffset().ToUniversalTime())}, {where.Arg(at[2].GetGuid())}, {where.Arg(at[3].GetString())})" : null;
        // what is to come is read in the order of its index: there may be very many of them
        var rows = await session.ListAsync($"select * from ({Half("k.due_at <", "c.severity")} union all {Half("k.due_at >=", $"'{NotOverdue}'")}) u order by grave {way}, due_at {way}, id {way}, milestone {way} limit {most}", Row, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Overdue ? row.Severity.Word() : NotOverdue, row.DueAt, row.CaseId, row.Milestone.Word()));

        string Half(string due, string grave) =>
            $"""
            (select c.id, c.number, c.subject, c.severity, c.account_id, coalesce(a.name, c.account_name), k.milestone, k.due_at, k.due_at < {moment}, c.assignee_id, shown_name(c.assignee), e.id as escalation_id, e.state = 'requested', {grave} as grave
            {From} left join escalation e on e.account_id = c.account_id and e.case_id = c.id and e.state in ('requested', 'active') {where.Where} and {due} {moment}{(from is null ? "" : $" and ({grave}, k.due_at, k.case_id, k.milestone) {from}")}
            order by {(grave == "c.severity" ? $"c.severity {way}, " : "")}k.due_at {way}, k.case_id {way}, k.milestone {way} limit {most})
            """;
    }

    /// <param name="load">With who has how much, which looks at every open case.</param>
    public async Task<BreachSummary> SummaryAsync(BreachFilter filter, CancellationToken stop, bool load = true)
    {
        filter.Check();
        var (now, hours) = (time.GetUtcNow(), filter.Hours ?? BreachFilter.Usual);
        var where = Narrowed(filter, now);
        var dues = await session.ListAsync($"select c.severity, case when k.due_at < {where.Arg(now)} then 0 else 1 + floor(extract(epoch from k.due_at - {where.Arg(now)}) / 3600)::integer end, count(*) {From} {where.Where} group by 1, 2",
            row => (Severity: row.GetString(0), Hour: row.GetInt32(1), Count: row.GetInt64(2)), stop, where.Args);
        var byHour = new long[hours + 1];
        foreach (var due in dues) byHour[Math.Min(due.Hour, hours)] += due.Count;
        return new(byHour[0], byHour[1..].Sum(), await session.ScalarAsync<long>($"select count(distinct c.id) {From} {Narrowed(filter, now).Where}", stop, Narrowed(filter, now).Args), Words.All<Severity>().ToDictionary(word => word, word => dues.Where(due => due.Severity == word).Sum(due => due.Count)), byHour,
            await CountAsync("escalation where state in ('requested', 'active')", stop), await CountAsync("escalation_call where acknowledged_at is null and lapsed_at is null", stop), load ? await LoadAsync(now, hours, stop) : []);
    }

    private async Task<IReadOnlyList<LoadView>> LoadAsync(DateTimeOffset now, int hours, CancellationToken stop)
    {
        var where = Desk("c").Add("c.state in ('open', 'waiting')");
        return await session.ListAsync(
            $"""
            select c.assignee_id, max(shown_name(c.assignee)), count(distinct c.id), count(k.milestone) filter (where k.due_at >= {where.Arg(now)}), count(k.milestone) filter (where k.due_at < {where.Arg(now)})
            from support_case c left join case_clock k on k.account_id = c.account_id and k.case_id = c.id and k.ended_at is null and k.due_at < {where.Arg(now.AddHours(hours))}
            {where.Where} group by c.assignee_id order by 5 desc, 4 desc, 3 desc limit 30
            """, row => new LoadView(row.Nullable<Guid>(0), row.Text(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)), stop, where.Args);
    }

    private async Task<long> CountAsync(string of, CancellationToken stop) => await session.ScalarAsync<long>($"select count(*) from {of} and tier = $1 and ($2::uuid is null or front_id = $2)", stop, Tier, Parameters.OrNull(session.Reader.PartnerId));

    private Conditions Narrowed(BreachFilter filter, DateTimeOffset now) => Desk("k").Add("k.ended_at is null").Add("k.due_at < {0}", now.AddHours(filter.Hours ?? BreachFilter.Usual)).Add("c.state in ('open', 'waiting')")
        .AddIf(!string.IsNullOrEmpty(filter.Severity), "c.severity = {0}", filter.Severity)
        .AddIf(filter.Assignee == "none", "c.assignee_id is null")
        .AddIf(Guid.TryParse(filter.Assignee, out var person), "c.assignee_id = {0}", person);

    private Conditions Desk(string alias) => new Conditions().Add($"{alias}.tier = {{0}}", Tier).AddIf(session.Reader.PartnerId is not null, $"{alias}.front_id = {{0}}", session.Reader.PartnerId);

    private string Tier => (session.Reader.Side == Side.Vendor ? CaseTier.Vendor : CaseTier.Partner).Word();

    private static BreachView Row(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<Severity>(row.GetString(3)), row.GetGuid(4), row.GetString(5), Words.Parse<MilestoneKind>(row.GetString(6)),
        row.GetFieldValue<DateTimeOffset>(7), row.GetBoolean(8), row.Nullable<Guid>(9), row.Text(10), row.Nullable<Guid>(11)) { IsAskedFor = row.Nullable<bool>(12) == true };
}
