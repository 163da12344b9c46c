using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>Tells of files that came by mail and were not taken: those of the desk by a note that says why, the sender by a mail in their language.</summary>
internal sealed class RefusedFilesHandler(Session session, CaseOperations cases, MailOutbox outbox, MailSettings settings, ProblemTexts problems, IStringLocalizer<MailTexts> notes, IStringLocalizer<CaseMailTexts> texts) : IDueHandler
{
    public const string DueKind = "mail-files-refused";

    private const int Most = 10;

    public string Kind => DueKind;

    public bool Ready => true;

    private sealed record Received(Guid CaseId, string Number, string Sender, string MessageId, IReadOnlyList<NotedFile> Files, string Language, string? Brand, Guid? DeskId, bool Bounces);

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        if (await FindAsync(item.AccountId!.Value, item.SubjectId, stop) is not { } mail) return;
        var refused = mail.Files.Where(file => file.Problem is not null).Take(Most).ToList();
        await cases.NoteAsync(mail.CaseId, notes["not-taken", mail.Sender, string.Join('\n', refused.Select(file => $"· {file.Problem}"))], stop);
        if (mail.Bounces) return;
        // one that came without an id has one of ours, which its sender does not know
        var answered = mail.MessageId.Contains('@', StringComparison.Ordinal) ? mail.MessageId : null;
        using var _ = Spoken.InMail(mail.Language);
        await outbox.AddAsync(new(mail.Sender, mail.Language, $"[{mail.Number}] {texts["not-taken.subject", mail.Number]}", Text(mail, refused), AccountId: item.AccountId, Sender: mail.Brand)
        {
            MessageId = $"refused.{item.SubjectId:N}@{settings.From.Split('@')[^1]}", InReplyTo = answered, References = answered is null ? [] : [answered], AboutId = mail.CaseId, DeskId = mail.DeskId,
        }, stop);
    }

    private string Text(Received mail, IEnumerable<NotedFile> refused) =>
        string.Join('\n', [$"{Reading.QuoteCut.Mark}{mail.Number}] ====", "", texts["not-taken", mail.Number].Value, .. refused.Select(file => $"· {file.Said(problems)}"), "", "-- ", mail.Brand ?? Brand.Own.Name]);

    private Task<Received?> FindAsync(Guid account, Guid id, CancellationToken stop) => session.FirstAsync(
        """
        select c.id, c.number, m.sender, m.message_id, m.files::text,
               coalesce((select k.language from contact k where k.account_id = $1 and lower(k.email) = m.sender order by k.id limit 1), (select p.language from person p where lower(p.email) = m.sender and p.disabled_at is null limit 1), a.language),
               case when c.tier = 'partner' then coalesce(f.brand_name, f.name) end, case when c.tier = 'partner' then c.front_id end, exists (select from mail_bounce where address = m.sender)
        from inbound_mail m join support_case c on c.account_id = $1 and c.id = m.case_id join account a on a.account_id = c.account_id left join partner f on f.id = c.front_id where m.id = $2
        """, row => new Received(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), NotedFile.Read(row.GetString(4)), row.GetString(5), row.Text(6), row.Nullable<Guid>(7), row.GetBoolean(8)), stop, account, id);
}
