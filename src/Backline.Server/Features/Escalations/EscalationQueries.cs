using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Escalations;

/// <param name="Kind">case or account.</param>
/// <param name="State">open (requested or active), requested, active, declined, ended.</param>
/// <param name="Owner">Id of a person, me, or none.</param>
public sealed record EscalationFilter(string? Kind = null, string? State = null, Guid? AccountId = null, Guid? CaseId = null, string? Owner = null, string? Trend = null);

/// <param name="Desk">Whose it is: each desk escalates its own.</param>
/// <param name="Reason">Null for others than the desk, unless they gave it.</param>
/// <param name="Level">Of the matrix; 0: none was reached.</param>
/// <param name="Ending">Of one that is ended: de-escalated (by somebody, who gave the reason), case-ended (with its case) or rating-changed.</param>
/// <param name="Rating">What whoever asked says now of the case, 1 to 5; for its desk alone.</param>
/// <param name="AnswerBy">By when those who are called are to answer; null: nobody is called, or somebody answered. For its desk alone.</param>
/// <param name="Cases">How many cases of an account belong to it, and how many of them are open.</param>
public sealed record EscalationView(
    Guid Id, string Number, EscalationKind Kind, CaseTier Desk, Guid AccountId, string AccountNumber, string Account, Guid? CaseId, string? CaseNumber, Severity? Severity, EscalationTrigger Trigger, string Title, string? Reason,
    EscalationState State, int Level, EscalationTrend? Trend, string? Plan, Guid? OwnerId, string? Owner, DateTimeOffset RequestedAt, string RequestedBy, DateTimeOffset? StartedAt, DateTimeOffset? NextUpdateAt,
    DateTimeOffset? EndedAt, string? EndReason, EscalationEnding? Ending, int? Rating, int Cases, int OpenCases, long Version, DateTimeOffset? AnswerBy) : IVersioned
{
    internal long DueOrder { get; init; }

    /// <summary>Of its case; null: of an account.</summary>
    internal CaseState? CaseState { get; init; }

    /// <summary>Of the desk the reader works at.</summary>
    internal bool IsOwn { get; init; }
    internal bool IsOpen => State is EscalationState.Requested or EscalationState.Active;
}

/// <param name="Word">The cause, the trend, a number or a name; what it is, the kind says.</param>
public sealed record EscalationLine(DateTimeOffset At, string Kind, string Actor, string? Word, string? Text);

public sealed record EscalationCase(Guid Id, string Number, string Subject, Severity Severity, CaseState State, string? Assignee);

public sealed record EscalationWatcher(Guid PersonId, string Name);

/// <summary>Reads of escalations. Others than the desk see that a case of theirs is escalated, by whom, and until when.</summary>
internal sealed class EscalationQueries(Session session)
{
    // of a cursor
    private const int Keys = 3;

    private const string From =
        """
        select e.id, e.number, e.kind, e.tier, e.account_id, e.account_number, coalesce(a.name, e.account_name), e.case_id, e.case_number, c.severity, e.trigger, e.title, e.reason, e.state, e.level, e.trend, e.plan, e.owner_id,
               shown_name(e.owner), e.requested_at, shown_name(e.requested_by), e.started_at, e.next_update_at, e.ended_at, e.end_reason,
               (select count(*) from escalation_case l where l.account_id = e.account_id and l.escalation_id = e.id),
               (select count(*) from escalation_case l join support_case o on o.account_id = l.account_id and o.id = l.case_id where l.account_id = e.account_id and l.escalation_id = e.id and o.state in ('open', 'waiting')), e.version, e.ending, r.score::integer, e.is_over, e.due_order, e.answer_by, c.state
        from escalation e left join account a on a.account_id = e.account_id left join support_case c on c.account_id = e.account_id and c.id = e.case_id
            left join case_rating r on r.account_id = e.account_id and r.case_id = e.case_id
        """;

    /// <summary>What is open: calls that wait for an answer by when it is due, then what is due next, what is asked for among it since it was, of what is due at once the gravest first; then what is over, the newest first.</summary>
    /// <exception cref="InvalidInputException">A word, or the cursor, is not of this list.</exception>
    public async Task<Page<EscalationView>> ListAsync(EscalationFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        var (sql, args) = Question(filter, cursor, limit);
        var rows = await session.ListAsync(sql, Row, stop, args);
        return Cursor.Cut(rows, limit, Cursor.At(cursor, Keys), row => Cursor.Of(row.IsOpen ? 0 : 1, row.DueOrder, row.Id));
    }

    /// <summary>What <see cref="ListAsync"/> asks the database.</summary>
    internal (string Sql, object?[] Args) Question(EscalationFilter filter, string? cursor, int limit)
    {
        Check(filter);
        var place = Cursor.At(cursor, Keys);
        var where = Narrowed(filter).AddIf(place.Values is not null, $"(e.is_over, e.due_order, e.id) {place.Beyond()} ({{0}}::boolean, {{1}}, {{2}})", place.Values?[0].GetInt32() == 1, place.Values?[1].GetInt64(), place.Values?[2].GetGuid());
        return ($"{From} {where.Where} order by e.is_over {place.Way()}, e.due_order {place.Way()}, e.id {place.Way()} limit {where.Arg(limit + 1)}", where.Args);
    }

    /// <exception cref="NotFoundException"/>
    public async Task<EscalationView> GetAsync(Guid id, CancellationToken stop)
    {
        var where = Visible().Add("e.id = {0}", id);
        return await session.FirstAsync($"{From} {where.Where}", Row, stop, where.Args) ?? throw new NotFoundException("escalation", id);
    }

    /// <summary>That of a case, the newest first.</summary>
    public async Task<IReadOnlyList<EscalationView>> OfCaseAsync(Guid caseId, CancellationToken stop) => (await ListAsync(new(CaseId: caseId), null, 20, stop)).Items;

    /// <summary>That of the account a case belongs to, while it is open; those of the desk alone see it.</summary>
    public async Task<EscalationView?> OfAccountAsync(Guid accountId, CancellationToken stop) =>
        (await ListAsync(new("account", "open", accountId), null, 1, stop)).Items is [var one, ..] ? one : null;

    /// <summary>The name of an account and the cases of it that are open at the reader's desk: what an escalation of it would be about.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<(string Name, IReadOnlyList<EscalationCase> Cases)> EscalatableAsync(Guid accountId, CancellationToken stop)
    {
        var name = await session.ScalarAsync<string>("select name from account where account_id = $1", stop, accountId) ?? throw new NotFoundException("account", accountId);
        var (tier, front) = session.Reader.Side == Side.Vendor ? (CaseTier.Vendor, (Guid?)null) : (CaseTier.Partner, session.Reader.PartnerId);
        return (name, await session.ListAsync(
            """
            select id, number, subject, severity, state, assignee from support_case where account_id = $1 and tier = $2 and ($3::uuid is null or front_id = $3) and state in ('open', 'waiting') order by severity, id limit 100
            """, Case, stop, accountId, tier.Word(), Parameters.OrNull(front)));
    }

    /// <summary>What happened, the oldest first.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<IReadOnlyList<EscalationLine>> LinesAsync(Guid id, CancellationToken stop)
    {
        var one = await GetAsync(id, stop);
        return await session.ListAsync("select at, kind, shown_name(actor), word, body from escalation_line where account_id = $1 and escalation_id = $2 order by seq",
            row => new EscalationLine(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.Text(3), row.Text(4)), stop, one.AccountId, id);
    }

    public async Task<IReadOnlyList<EscalationCase>> CasesAsync(Guid id, CancellationToken stop)
    {
        var one = await GetAsync(id, stop);
        return await session.ListAsync(
            """
            select c.id, c.number, c.subject, c.severity, c.state, shown_name(c.assignee) from escalation_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id
            where l.account_id = $1 and l.escalation_id = $2 order by c.severity, c.id
            """, Case, stop, one.AccountId, id);
    }

    public async Task<IReadOnlyList<EscalationWatcher>> WatchersAsync(Guid id, CancellationToken stop)
    {
        var one = await GetAsync(id, stop);
        return await session.ListAsync("select person_id, name from escalation_watcher where account_id = $1 and escalation_id = $2 order by lower(name), person_id",
            row => new EscalationWatcher(row.GetGuid(0), row.GetString(1)), stop, one.AccountId, id);
    }

    private static EscalationCase Case(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<Severity>(row.GetString(3)), Words.Parse<CaseState>(row.GetString(4)), row.Text(5));

    private Conditions Narrowed(EscalationFilter filter) => Visible()
        .AddIf(!string.IsNullOrEmpty(filter.Kind), "e.kind = {0}", filter.Kind)
        .AddIf(filter.State == "open", "e.state in ('requested', 'active')").AddIf(!string.IsNullOrEmpty(filter.State) && filter.State != "open", "e.state = {0}", filter.State)
        .AddIf(filter.AccountId is not null, "e.account_id = {0}", filter.AccountId)
        .AddIf(filter.CaseId is not null, "e.case_id = {0}", filter.CaseId)
        .AddIf(!string.IsNullOrEmpty(filter.Trend), "e.trend = {0}", filter.Trend)
        .AddIf(filter.Owner == "none", "e.owner_id is null")
        .AddIf(filter.Owner == "me", "e.owner_id = {0}", Parameters.OrNull(session.Reader.PersonId))
        .AddIf(Guid.TryParse(filter.Owner, out var person), "e.owner_id = {0}", person);

    // what a desk asks of itself, and has not agreed to, is its own business
    private const string Shown = "(e.started_at is not null or e.trigger in ('customer-asks', 'partner-asks'))";

    // of a private case others of those who ask see nothing
    private Conditions Visible()
    {
        var reader = session.Reader;
        return reader.Side switch
        {
            Side.Vendor => new Conditions().AddIf(!reader.IsProgramme, "e.tier = 'vendor'"),
            Side.Partner => new Conditions().Add("e.served_id = {0}", reader.PartnerId).Add($"(e.tier = 'partner' or {Shown})").Add($"(c.id is null or {CaseQueries.SeenBy("c", "{0}", "{1}")})", Parameters.OrNull(reader.PersonId), reader.Name),
            _ => new Conditions().Add("e.account_id = {0}", reader.AccountId).Add(Shown).Add(CaseQueries.SeenBy("c", "{0}", "{1}"), Parameters.OrNull(reader.PersonId), reader.Name),
        };
    }

    private static void Check(EscalationFilter filter) => new InputErrors()
        .Word(filter.Kind, "kind", Words.All<EscalationKind>()).Word(filter.State, "state", ["open", .. Words.All<EscalationState>()]).Word(filter.Trend, "trend", Words.All<EscalationTrend>())
        .Refuse(filter.Owner is { Length: > 0 } owner && owner is not ("me" or "none") && !Guid.TryParse(owner, out _), "owner", "input.unknown-value", "me, none").ThrowIfAny();

    private EscalationView Row(NpgsqlDataReader row)
    {
        var (desk, trigger) = (Words.Parse<CaseTier>(row.GetString(3)), Words.Parse<EscalationTrigger>(row.GetString(10)));
        var state = Words.Parse<EscalationState>(row.GetString(13));
        var ofDesk = session.Reader.Side == (desk == CaseTier.Vendor ? Side.Vendor : Side.Partner);
        return new(
            row.GetGuid(0), row.GetString(1), Words.Parse<EscalationKind>(row.GetString(2)), desk, row.GetGuid(4), row.GetString(5), row.GetString(6), row.Nullable<Guid>(7), row.Text(8),
            row.Text(9) is { } severity ? Words.Parse<Severity>(severity) : null, trigger, row.GetString(11), ofDesk || trigger.IsAskedFor ? row.GetString(12) : null,
            state, row.GetInt32(14), ofDesk && row.Text(15) is { } trend ? Words.Parse<EscalationTrend>(trend) : null, ofDesk ? row.Text(16) : null, row.Nullable<Guid>(17), row.Text(18),
            row.GetFieldValue<DateTimeOffset>(19), row.GetString(20), row.Nullable<DateTimeOffset>(21), row.Nullable<DateTimeOffset>(22), row.Nullable<DateTimeOffset>(23), ofDesk || state == EscalationState.Declined ? row.Text(24) : null,
            row.Text(28) is { } ending ? Words.Parse<EscalationEnding>(ending) : null, ofDesk ? row.Nullable<int>(29) : null, (int)row.GetInt64(25), (int)row.GetInt64(26), row.GetInt64(27), ofDesk ? row.Nullable<DateTimeOffset>(32) : null) { DueOrder = row.GetInt64(31), CaseState = row.Text(33) is { } of ? Words.Parse<CaseState>(of) : null, IsOwn = ofDesk };
    }
}
