using System.Security.Cryptography;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>
/// Writes the mails of what was said in a case: to those who asked, or to those of the desk, each in their language, under the name of whoever serves them
/// (PO-2), as part of one thread, whichever mail program shows it.
/// </summary>
internal sealed class CaseMailHandler(Session session, CaseRecipientQueries recipients, CaseOperations cases, MailOutbox outbox, MailSettings settings, PublicAddress address, IStringLocalizer<CaseMailTexts> texts, IStringLocalizer<MailTexts> notes) : IDueHandler
{
    public const string DueKind = "case-mail";

    public string Kind => DueKind;

    public bool Ready => true;

    private sealed record Said(Guid CaseId, string Event, string Number, string Subject, Guid? DeskId, string? Brand, Guid? AuthorId, string Author, bool OfDesk, string Body, string[] Files);

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        var account = item.AccountId!.Value;
        if (await FindAsync(account, item.SubjectId, stop) is not { } said) return;
        await session.ExecuteAsync("delete from case_mail where message_id = $1", stop, item.SubjectId);
        var askers = await recipients.AskersAsync(account, said.CaseId, stop);
        // what one of those who asked writes concerns the desk, and their colleagues who follow; a contact may be who wrote it
        var desk = said.Event == "asked" ? await recipients.DeskAsync(account, said.CaseId, stop) : [];
        var place = 0;
        foreach (var recipient in desk.Concat(said.Event == "asked" ? askers.Where(person => person.PersonId is not null) : askers))
        {
            // nobody is told of what they wrote themselves, but that it came in
            if (recipient.PersonId is not null && recipient.PersonId == said.AuthorId && said.Event != "opened") continue;
            if (await session.ScalarAsync<string>("select coalesce(nullif(said, ''), status) from mail_bounce where address = $1", stop, recipient.Email.ToLowerInvariant()) is { } why)
            {
                // whoever wrote would take it for sent
                if (said.OfDesk) await cases.NoteAsync(said.CaseId, notes["bounce.note.left-out", recipient.Email, why], stop);
                continue;
            }
            await WriteAsync(account, item.SubjectId, said, recipient, desk.Contains(recipient), place++, stop);
        }
    }

    private Task<Said?> FindAsync(Guid account, Guid message, CancellationToken stop) => session.FirstAsync(
        """
        select c.id, k.event, c.number, c.subject, case when c.tier = 'partner' then c.front_id end, case when c.tier = 'partner' then coalesce(p.brand_name, p.name) end, m.author_id, m.author, m.direction = 'outbound', m.body,
               array(select f.name from case_file f where f.account_id = c.account_id and f.message_id = m.id order by f.id)
        from case_mail k join support_case c on c.account_id = k.case_account_id and c.id = k.case_id join case_message m on m.account_id = c.account_id and m.case_id = c.id and m.id = k.message_id
        left join partner p on p.id = c.front_id
        where k.case_account_id = $1 and k.message_id = $2 and m.visibility = 'public'
        """, row => new Said(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.Text(5), row.Nullable<Guid>(6), row.GetString(7), row.GetBoolean(8), row.GetString(9), row.GetFieldValue<string[]>(10)), stop, account, message);

    private async Task WriteAsync(Guid account, Guid message, Said said, CaseRecipient recipient, bool ofDesk, int place, CancellationToken stop)
    {
        var host = settings.From.Split('@')[^1];
        // the case itself is the root, whether it was ever mailed or not: all of it stands in one thread
        var root = $"case.{said.CaseId:N}@{host}";
        var last = await session.ScalarAsync<string>("select message_id from inbound_mail where case_id = $1 and sender = $2 and state in ('matched', 'opened') order by id desc limit 1", stop, said.CaseId, recipient.Email.ToLowerInvariant());
        // whoever reads the case knows the message's id, and a report that a mail did not arrive is believed by its Message-ID
        var secret = RandomNumberGenerator.GetHexString(16, lowercase: true);
        using var _ = Spoken.InMail(recipient.Language);
        await outbox.AddAsync(new(recipient.Email, recipient.Language, $"[{said.Number}] {said.Subject}", Text(said, recipient, ofDesk), AccountId: account, Sender: said.Brand)
        {
            MessageId = $"{message:N}.{place}.{secret}@{host}", InReplyTo = last ?? root, References = last is null ? [root] : [root, last], AboutId = said.CaseId, DeskId = said.DeskId,
            // an answer is somebody's; that a case came in, or that somebody wrote in it, is the program's to say
            ByPerson = said is { OfDesk: true, AuthorId: not null, Event: not "opened" },
        }, stop);
    }

    private string Text(Said said, CaseRecipient recipient, bool ofDesk)
    {
        // the name of a program says nothing to whoever is served: it speaks for the desk
        var author = said is { OfDesk: true, AuthorId: null } ? said.Brand ?? Brand.Own.Name : said.Author;
        var lines = new List<string> { $"{QuoteCut.Mark}{said.Number}] ====", "", texts[said.Event, said.Number, said.Subject, author], "", said.Body, "" };
        if (said.Files.Length > 0) lines.AddRange([texts["files", string.Join(", ", said.Files)], ""]);
        lines.Add(texts[said.Event == "resolved" ? "reply.resolved" : ofDesk ? "reply.desk" : "reply"]);
        if (recipient.PersonId is not null) lines.Add(texts["link", address.Of($"/cases/{said.CaseId}")]);
        lines.AddRange(["", "-- ", said.Brand ?? Brand.Own.Name]);
        return string.Join('\n', lines);
    }
}

/// <summary>The words of mails about cases, in all languages of the product.</summary>
public sealed class CaseMailTexts;
