using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Outbox;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>Tells those of the desk by a note that a mail of the case can't be sent, to whom and why.</summary>
internal sealed class FailedMailHandler(Session session, CaseOperations cases, IStringLocalizer<MailTexts> notes) : IDueHandler
{
    public string Kind => MailWorker.FailedKind;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        var found = await session.ListAsync("select c.id, o.recipient, o.last_error from outbox_message o join support_case c on c.account_id = $1 and c.id = o.about_id where o.id = $2 and o.sent_at is null",
            row => (Case: row.GetGuid(0), Recipient: row.GetString(1), Error: row.Text(2)), stop, item.AccountId!.Value, item.SubjectId);
        if (found is [var mail]) await cases.NoteAsync(mail.Case, notes["failed.note", mail.Recipient, mail.Error ?? ""], stop);
    }
}
