using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Cases;

/// <summary>One case as its reader sees it.</summary>
/// <param name="Desk">Whose it lies on: the vendor's, or that of the partner who fronts the service.</param>
/// <param name="VendorCaseId">The case with the vendor that carries it on; for the partner alone.</param>
/// <param name="PartnerCaseId">The case at the partner's desk that it carries on; for the partner alone.</param>
public sealed record CaseView(
    Guid Id, string Number, CaseTier Desk, Guid AccountId, string AccountNumber, string Account, Guid? SiteId, string? SiteNumber, string? Site, Guid? ContactId, string? Contact,
    Guid? DeviceId, string? Serial, Guid? ModelId, string? Model, string Subject, Severity Severity, CaseState State, CaseOutcome? Outcome, bool Priority, bool Private,
    Guid? AssigneeId, string? Assignee, IReadOnlyList<CaseWait> Waits, CaseCover Coverage, IReadOnlyList<ClockView> Clocks, Guid? VendorCaseId, Guid? PartnerCaseId, Guid? MergedIntoId,
    DateTimeOffset OpenedAt, string OpenedBy, DateTimeOffset? AnsweredAt, DateTimeOffset? ResolvedAt, DateTimeOffset? ClosedAt, int Reopenings, DateTimeOffset? NextAt, long Version) : IVersioned
{
    /// <summary>At the vendor's desk, the partner who fronts the service and asks; null: the customer asks.</summary>
    public string? Partner { get; init; }
}

/// <param name="Direction">inbound: from whoever asked; outbound: from the desk; internal.</param>
/// <param name="MovedToId">The case in which it goes on, after a split.</param>
public sealed record MessageView(Guid Id, DateTimeOffset At, string Visibility, string Direction, Guid? AuthorId, string Author, string Text, Guid? MovedToId = null, string? MovedTo = null)
{
    public IReadOnlyList<AttachmentView> Attachments { get; init; } = [];
    internal long Seq { get; init; }
}

/// <summary>Reads of one case: itself, what was said, and its clocks.</summary>
internal sealed class CaseDetails(Session session, CaseRecords records, ClockQueries books, AttachmentQueries files, NextUpdates words)
{
    private static readonly string One =
        $"""
        select c.id, c.number, c.tier, c.account_id, c.account_number, coalesce(a.name, c.account_name), c.site_id, s.number, s.name, c.contact_id, c.contact, c.device_id, c.serial, c.model_id, m.name, c.subject, c.severity, c.state, c.outcome,
               c.is_priority, c.is_private, c.assignee_id, shown_name(c.assignee), c.waits::text, c.coverage::text, c.handed_to_id, c.handed_from_id, c.merged_into_id, c.opened_at, shown_name(c.opened_by),
               c.answered_at, c.resolved_at, c.closed_at, c.reopenings, c.next_at, c.version, case when c.tier = 'vendor' then p.name end
        from support_case c left join partner p on p.id = c.front_id left join account a on a.account_id = c.account_id left join site s on s.account_id = c.account_id and s.id = c.site_id left join model m on m.id = c.model_id
        where c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})
        """;

    private const string Messages = "select m.id, m.at, m.visibility, m.direction, m.author_id, shown_name(m.author), m.body, m.seq, s.to_id, s.to_number from case_message m left join case_split_message s on s.account_id = m.account_id and s.case_id = m.case_id and s.message_id = m.id";

    /// <exception cref="NotFoundException"/>
    public async Task<CaseView> GetAsync(Guid id, CancellationToken stop)
    {
        var view = await FindAsync(One, Row, id, stop);
        var (clocks, _) = await ClocksAsync(view.AccountId, id, stop);
        return view with { Clocks = [.. clocks.Select(clock => ClockView.Of(clock, view.Waits, records.Now))] };
    }

    /// <exception cref="NotFoundException"/>
    public async Task<long> VersionAsync(Guid id, CancellationToken stop) => (await PlaceAsync(id, stop)).Version;

    /// <summary>What was said, the oldest first.</summary>
    public async Task<Page<MessageView>> MessagesAsync(Guid id, string? cursor, int limit, CancellationToken stop)
    {
        var (account, _, _) = await PlaceAsync(id, stop);
        var place = Cursor.At(cursor, 1);
        var where = new Conditions().Add("m.account_id = {0}", account).Add("m.case_id = {0}", id).AddIf(place.Values is not null, $"m.seq {place.Beyond()} {{0}}", place.Values?[0].GetInt64());
        var rows = await session.ListAsync($"{Messages} {where.Where} order by m.seq {place.Way()} limit {where.Arg(limit + 1)}", Message, stop, where.Args);
        return Cursor.Cut(await CarriedAsync(account, id, rows, stop), limit, place, row => Cursor.Of(row.Seq));
    }

    /// <summary>Every clock the reader may see, with its arithmetic day by day.</summary>
    public async Task<IReadOnlyList<ClockSheet>> SheetsAsync(Guid id, CancellationToken stop)
    {
        var (account, _, waits) = await PlaceAsync(id, stop);
        var (clocks, _) = await ClocksAsync(account, id, stop);
        return [.. clocks.Select(clock => ClockSheet.Of(clock, waits, records.Now))];
    }

    /// <summary>For the page: of a promise that is made again and again, the newest, with how the earlier ones went; and what the next update would be if one were sent now.</summary>
    public async Task<CaseClockSheets> NewestSheetsAsync(Guid id, CancellationToken stop)
    {
        var (account, _, waits) = await PlaceAsync(id, stop);
        var (clocks, book) = await ClocksAsync(account, id, stop);
        var newest = clocks.GroupBy(clock => clock.Run.Milestone.Kind).Select(runs => runs.MaxBy(run => run.Run.Occurrence)!).ToHashSet();
        var earlier = clocks.Where(clock => !newest.Contains(clock)).Select(clock => clock.At(records.Now).State).ToList();
        var answered = words.Answered(await records.EntriesAsync(account, id, stop), book);
        return new(
            [.. clocks.Where(newest.Contains).Select(clock => ClockSheet.Of(clock, waits, records.Now)).Where(sheet => sheet.Clock.State != ClockState.Unpromised)],
            earlier.Count(state => state == ClockState.Reached), earlier.Count(state => state == ClockState.ReachedLate),
            NextUpdates.Offer(answered, book));
    }

    /// <summary>What was said last, in the order it was said; the page goes on to what was said before.</summary>
    /// <param name="before">Where a page of this began.</param>
    public async Task<Page<MessageView>> LatestAsync(Guid id, string? before, int limit, CancellationToken stop)
    {
        var (account, _, _) = await PlaceAsync(id, stop);
        var from = Cursor.Read(before, 1)?[0].GetInt64();
        var where = new Conditions().Add("m.account_id = {0}", account).Add("m.case_id = {0}", id).AddIf(from is not null, "m.seq < {0}", from);
        var rows = await session.ListAsync($"{Messages} {where.Where} order by m.seq desc limit {where.Arg(limit + 1)}", Message, stop, where.Args);
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        rows.Reverse();
        return new(await CarriedAsync(account, id, rows, stop), from is null ? null : "", more ? Cursor.Of(rows[0].Seq) : null);
    }

    private async Task<(IReadOnlyList<Clock> Clocks, ClockBook Book)> ClocksAsync(Guid accountId, Guid id, CancellationToken stop)
    {
        var entries = await records.EntriesAsync(accountId, id, stop);
        var book = await books.BookAsync(CaseClocks.TermsOf(entries), stop);
        var ofCustomer = session.Reader.Side == Side.Customer;
        return ([.. CaseClocks.Of(entries, book).Where(clock => !ofCustomer || clock.Run.Milestone.CustomerSees)], book);
    }

    private Task<(Guid AccountId, long Version, IReadOnlyList<CaseWait> Waits)> PlaceAsync(Guid id, CancellationToken stop) => FindAsync(
        $"select c.account_id, c.version, c.waits::text from support_case c where c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})",
        row => (row.GetGuid(0), row.GetInt64(1), (IReadOnlyList<CaseWait>)Json<List<CaseWait>>(row, 2)), id, stop);

    private async Task<T> FindAsync<T>(string sql, Func<NpgsqlDataReader, T> map, Guid id, CancellationToken stop)
    {
        var found = await session.ListAsync(sql, map, stop, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);
        return found is [var one, ..] ? one : throw new NotFoundException("case", id);
    }

    private async Task<List<MessageView>> CarriedAsync(Guid account, Guid id, List<MessageView> rows, CancellationToken stop)
    {
        var carried = await files.OfAsync(account, id, rows.Select(row => row.Id), stop);
        return rows.ConvertAll(row => row with { Attachments = [.. carried[row.Id]] });
    }

    private static MessageView Message(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.GetString(5), row.GetString(6), row.Nullable<Guid>(8), row.Text(9)) { Seq = row.GetInt64(7) };

    private CaseView Row(NpgsqlDataReader row)
    {
        var (next, partner) = (row.GetFieldValue<DateTimeOffset>(34), session.Reader.Side == Side.Partner);
        return new(
            row.GetGuid(0), row.GetString(1), Words.Parse<CaseTier>(row.GetString(2)), row.GetGuid(3), row.GetString(4), row.GetString(5), row.Nullable<Guid>(6), row.Text(7), row.Text(8), row.Nullable<Guid>(9), row.Text(10),
            row.Nullable<Guid>(11), row.Text(12), row.Nullable<Guid>(13), row.Text(14), row.GetString(15), Words.Parse<Severity>(row.GetString(16)), Words.Parse<CaseState>(row.GetString(17)),
            row.Text(18) is { } outcome ? Words.Parse<CaseOutcome>(outcome) : null, row.GetBoolean(19), row.GetBoolean(20), row.Nullable<Guid>(21), row.Text(22), Json<List<CaseWait>>(row, 23), Json<CaseCover>(row, 24), [],
            partner ? row.Nullable<Guid>(25) : null, partner ? row.Nullable<Guid>(26) : null, row.Nullable<Guid>(27), row.GetFieldValue<DateTimeOffset>(28), row.GetString(29), row.Nullable<DateTimeOffset>(30),
            row.Nullable<DateTimeOffset>(31), row.Nullable<DateTimeOffset>(32), row.GetInt32(33), CaseClocks.Shown(next), row.GetInt64(35)) { Partner = row.Text(36) };
    }

    private static T Json<T>(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<T>(row.GetString(column), BacklineJson.Options)!;
}
