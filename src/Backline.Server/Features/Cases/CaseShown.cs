using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Cases;

/// <summary>The case about the same matter at the other desk.</summary>
/// <param name="SaidAt">When its other side wrote last; null: not yet.</param>
/// <param name="SaidId">That message.</param>
/// <param name="Waits">It waits for whoever asked.</param>
public sealed record CaseAcross(Guid Id, string Number, CaseState State, DateTimeOffset? SaidAt, string? Excerpt, Guid? SaidId, bool Waits);

/// <summary>All that the page of a case shows, read once.</summary>
/// <param name="LastSaid">The newest public message that this page shows: what a reply answers.</param>
/// <param name="Language">Of whoever reads what the desk writes; null: the reader does not work there.</param>
/// <param name="Passed">What the vendor said, to be told the customer in words that can be changed before.</param>
public sealed record CaseShown(
    CaseView One, Page<MessageView> Messages, IReadOnlyList<CaseLine> Lines, CaseClockSheets Sheets, IReadOnlyList<Choice> People, string? Merged, CaseAcross? Across, Guid? LastSaid, string? Language, string? Passed, Reader Reader)
{
    public bool OfDesk => Reader.IsOfDesk(One.Desk);

    /// <summary>The reader is of the desk that has the case, and works there.</summary>
    public bool Works => Reader.WorksAt(One.Desk);
    public bool Writes => One.State != CaseState.Closed && Reader.May(Permissions.CasesOpen) && (Works || !OfDesk);
    public bool Acts => Writes && (Works || !OfDesk);

    /// <summary>Who is told by mail of what the desk answers; null: the reader does not work there, or the case is closed.</summary>
    public IReadOnlyList<string>? Hearers { get; init; }

    /// <summary>Whom an answer goes to: the contact, if they are told of it; null: nobody is.</summary>
    public string? Hearer => Hearers?.FirstOrDefault(name => name == One.Contact) ?? Hearers?.FirstOrDefault(name => name == One.OpenedBy) ?? (Hearers is [var first, ..] ? first : null);
    public string? EarlierHref { get; init; }
    public string? NewestHref { get; init; }

    // a form that is not there, because of what somebody else did meanwhile, can't say what is wrong with it
    public bool Has(string? act) => act switch
    {
        "reply" => Writes,
        "note" or "call" => Writes && Works,
        "assign" => Acts && Works,
        "reopen" or "close" => Acts && One.State == CaseState.Resolved,
        "withdraw" => Acts && !Works && One.State != CaseState.Resolved,
        "resolve" or "wait" or "severity" or "merge" => Acts && Works && One.State != CaseState.Resolved,
        "hand-on" => Acts && Works && One is { State: not CaseState.Resolved, Desk: CaseTier.Partner, VendorCaseId: null },
        _ => false,
    };

    /// <summary>The form that reports it again, with what is known filled in.</summary>
    public string AgainHref => "/cases/new" + QueryString.Create((KeyValuePair<string, string?>[])[
        new("account", One.AccountId.ToString()), new("site", One.SiteId?.ToString()), new("device", One.DeviceId?.ToString()), new("subject", One.Subject)]);
}

/// <summary>Reads what the page of a case shows.</summary>
internal sealed class CaseShelf(CaseDetails details, CaseSheet sheet, CaseRecipientQueries recipients, DeskWorkerQueries workers, DeskAddress address, Platform.Database.Session session)
{
    /// <summary>Messages in view; those before are a page away.</summary>
    public const int MessagesShown = 50;

    /// <param name="pass">A message of the vendor's case, to begin a reply with.</param>
    /// <exception cref="Platform.Database.NotFoundException"/>
    public async Task<CaseShown> LoadAsync(Guid id, string? before, Guid? pass, CancellationToken stop)
    {
        var one = await details.GetAsync(id, stop);
        var works = session.Reader.WorksAt(one.Desk);
        var messages = await details.LatestAsync(id, string.IsNullOrEmpty(before) ? null : before, MessagesShown, stop);
        return new(
            one, messages, await sheet.ThreadAsync(one, messages, stop), await details.NewestSheetsAsync(id, stop),
            works ? await workers.ListAsync(stop) : [],
            one.MergedIntoId is { } into ? await sheet.NumberAsync(into, stop) : null, await sheet.AcrossAsync(one, stop), messages.Items.LastOrDefault(message => message.Visibility == "public")?.Id,
            works ? await recipients.LanguageAsync(id, stop) : null, works && pass is { } said ? await sheet.PassedAsync(one, said, stop) : null, session.Reader)
        {
            Hearers = works && one.State != CaseState.Closed ? await recipients.HearersAsync(one.AccountId, id, stop) : null,
            EarlierHref = messages.Back is { } earlier ? address.Case(id, null, ("before", earlier)) : null,
            NewestHref = messages.Next is null ? null : address.Case(id),
        };
    }
}
