using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>A line of the thread: something said, or something that happened.</summary>
/// <param name="Key">Stays when the page is read again.</param>
/// <param name="Event">What happened, in words; null: something was said.</param>
public sealed record CaseLine(DateTimeOffset At, string Key, MessageView? Message, string? Event);

/// <summary>What the page of a case shows beside the case itself.</summary>
internal sealed class CaseSheet(Session session, CaseRecords records, IStringLocalizer<CaseTexts> texts)
{
    private const int LongestExcerpt = 200;

    /// <summary>What was said with what happened between, in the order of time.</summary>
    public async Task<IReadOnlyList<CaseLine>> ThreadAsync(CaseView one, Platform.Http.Page<MessageView> messages, CancellationToken stop)
    {
        var said = messages.Items.Select(message => new CaseLine(message.At, $"m-{message.Id:N}", message, null));
        var (from, until) = (messages.Back is null ? DateTimeOffset.MinValue : messages.Items[0].At, messages.Next is null ? DateTimeOffset.MaxValue : messages.Items.Count == 0 ? DateTimeOffset.MinValue : messages.Items[^1].At);
        var happened = (await records.EntriesAsync(one.AccountId, one.Id, stop)).Select((entry, number) => (entry.At, Key: $"e-{number}", Entry: entry)).Where(entry => entry.At >= from && entry.At <= until)
            .Select(entry => (entry.At, entry.Key, Words: Event(entry.Entry))).Where(entry => entry.Words is not null).Select(entry => new CaseLine(entry.At, entry.Key, null, entry.Words));
        return [.. said.Concat(happened).OrderBy(line => line.At)];
    }

    /// <summary>The number of a case the reader sees; null when it doesn't.</summary>
    public Task<string?> NumberAsync(Guid id, CancellationToken stop) => session.ScalarAsync<string>("select number from support_case where id = $1", stop, id);

    /// <summary>The same matter at the other desk, for the partner who works between the two.</summary>
    public async Task<CaseAcross?> AcrossAsync(CaseView one, CancellationToken stop) => (one.VendorCaseId ?? one.PartnerCaseId) is not { } other ? null : await session.FirstAsync(
        """
        select c.number, c.state, said.at, said.body, said.id, c.state = 'waiting' and c.waits @> '[{"reason": "customer"}]' from support_case c left join lateral (
            select id, at, left(body, $4) as body from case_message m where m.account_id = $1 and m.case_id = $2 and m.visibility = 'public' and m.direction = $3 order by m.seq desc limit 1) said on true
        where c.account_id = $1 and c.id = $2
        """, row => new CaseAcross(other, row.GetString(0), Words.Parse<CaseState>(row.GetString(1)), row.Nullable<DateTimeOffset>(2), row.Text(3), row.Nullable<Guid>(4), row.GetBoolean(5)), stop, one.AccountId, other, one.VendorCaseId is null ? "inbound" : "outbound", LongestExcerpt);

    /// <summary>What the vendor said to the partner in the case that this one was handed on as: this, and what came before it since the customer was told last; null when it was not said there.</summary>
    public Task<string?> PassedAsync(CaseView one, Guid message, CancellationToken stop) => session.ScalarAsync<string>(
        """
        select string_agg(m.body, E'\n\n' order by m.seq) from case_message m join case_message until on until.account_id = m.account_id and until.case_id = m.case_id and until.id = $3 and m.seq <= until.seq
        where m.account_id = $1 and m.case_id = $2 and m.visibility = 'public' and m.direction = 'outbound' and until.visibility = 'public' and until.direction = 'outbound' and (m.id = $3 or m.at > coalesce(
            (select told.at from case_message told where told.account_id = $1 and told.case_id = $4 and told.visibility = 'public' and told.direction = 'outbound' order by told.seq desc limit 1), '-infinity'))
        """, stop, one.AccountId, Parameters.OrNull(one.VendorCaseId), message, one.Id);

    private string? Event(LedgerEntry entry) => entry switch
    {
        CasePaused paused => texts["line.waits", texts["wait." + paused.Reason.Word()]].Value,
        CaseResumed resumed => texts["line.resumed", texts["wait." + resumed.Reason.Word()]].Value,
        SeverityChanged changed => texts["line.severity", changed.Severity.ToString(), texts["severity." + changed.Severity.Word()]].Value,
        TermsChanged => texts["line.terms"].Value,
        CaseMarked { Mark: ClockMark.Planned or ClockMark.WorkedAround or ClockMark.Resolved or ClockMark.Reopened or ClockMark.Closed } marked => texts["line." + marked.Mark.Word()].Value,
        _ => null,
    };
}
