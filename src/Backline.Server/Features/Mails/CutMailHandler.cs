using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Jobs;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>Tells those of the desk by a note that a mail was longer than a message may be, and where all of it stands.</summary>
internal sealed class CutMailHandler(Session session, CaseOperations cases, PublicAddress address, IStringLocalizer<MailTexts> notes) : IDueHandler
{
    public const string DueKind = "mail-cut";

    public string Kind => DueKind;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        var found = await session.ListAsync("select m.case_id, m.sender from inbound_mail m join support_case c on c.account_id = $1 and c.id = m.case_id where m.id = $2", row => (Case: row.GetGuid(0), Sender: row.GetString(1)), stop, item.AccountId!.Value, item.SubjectId);
        if (found is [var mail]) await cases.NoteAsync(mail.Case, notes["cut", mail.Sender, address.Of($"/mail/{item.SubjectId}")], stop);
    }
}
