using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Ui.Components;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>A line of the thread: something said, or something that happened.</summary>
/// <param name="Key">Stays when the page is read again.</param>
/// <param name="Event">What happened, in words; null: something was said.</param>
public sealed record CaseLine(DateTimeOffset At, string Key, MessageView? Message, string? Event);

/// <summary>What the page of a case shows beside the case itself.</summary>
internal sealed class CaseSheet(Session session, CaseRecords records, IStringLocalizer<CaseTexts> texts)
{
    private const int MostPeople = 500;

    /// <summary>What was said with what happened between, in the order of time.</summary>
    public async Task<IReadOnlyList<CaseLine>> ThreadAsync(CaseView one, Platform.Http.Page<MessageView> messages, CancellationToken stop)
    {
        var said = messages.Items.Select(message => new CaseLine(message.At, $"m-{message.Id:N}", message, null));
        var (from, until) = (messages.Back is null ? DateTimeOffset.MinValue : messages.Items[0].At, messages.Next is null ? DateTimeOffset.MaxValue : messages.Items.Count == 0 ? DateTimeOffset.MinValue : messages.Items[^1].At);
        var happened = (await records.EntriesAsync(one.AccountId, one.Id, stop)).Select((entry, number) => (entry.At, Key: $"e-{number}", Entry: entry)).Where(entry => entry.At >= from && entry.At <= until)
            .Select(entry => (entry.At, entry.Key, Words: Event(entry.Entry))).Where(entry => entry.Words is not null).Select(entry => new CaseLine(entry.At, entry.Key, null, entry.Words));
        return [.. said.Concat(happened).OrderBy(line => line.At)];
    }

    /// <summary>Who can be asked to work on it: those of the reader's own desk.</summary>
    public async Task<IReadOnlyList<Choice>> PeopleAsync(CancellationToken stop)
    {
        var people = await session.ListAsync(
            "select id, name, role from person where account_id is null and partner_id is not distinct from $1 and disabled_at is null order by lower(name), id limit $2",
            row => (Id: row.GetGuid(0), Name: row.GetString(1), Role: row.GetString(2)), stop, Parameters.OrNull(session.Reader.PartnerId), MostPeople);
        return [.. people.Where(person => Permissions.Of(person.Role).Contains(Permissions.CasesWork)).Select(person => new Choice(person.Id.ToString(), person.Name))];
    }

    /// <summary>The number of a case the reader sees; null when it doesn't.</summary>
    public Task<string?> NumberAsync(Guid id, CancellationToken stop) => session.ScalarAsync<string>("select number from support_case where id = $1", stop, id);

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
