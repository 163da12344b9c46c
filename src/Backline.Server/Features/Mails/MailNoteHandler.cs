using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Jobs;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>What those of the desk are told of a mail that is not in the case as it came.</summary>
internal sealed record MailNote(string DueKind, string Text)
{
    /// <summary>It was longer than a message may be.</summary>
    public static MailNote Cut { get; } = new("mail-cut", "cut");

    /// <summary>A part of it can't be read.</summary>
    public static MailNote Broken { get; } = new("mail-broken", "broken");
}

/// <summary>Tells those of the desk by a note what is missing of a mail, and where all of it stands.</summary>
internal sealed class MailNoteHandler(MailNote note, Session session, CaseOperations cases, PublicAddress address, IStringLocalizer<MailTexts> notes) : IDueHandler
{
    public string Kind => note.DueKind;

    public bool Ready => true;

    public static IDueHandler Of(IServiceProvider scope, MailNote note) => ActivatorUtilities.CreateInstance<MailNoteHandler>(scope, note);

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        var found = await session.ListAsync("select m.case_id, m.sender from inbound_mail m join support_case c on c.account_id = $1 and c.id = m.case_id where m.id = $2", row => (Case: row.GetGuid(0), Sender: row.GetString(1)), stop, item.AccountId!.Value, item.SubjectId);
        if (found is [var mail]) await cases.NoteAsync(mail.Case, notes[note.Text, mail.Sender, address.Of($"/mail/{item.SubjectId}")], stop);
    }
}
