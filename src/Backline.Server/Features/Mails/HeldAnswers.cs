using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>
/// Tells whoever is known by their address that their mail is held: that somebody looks at it or, whoever works at the desk and answered by mail, that nobody got
/// it, since an answer of the desk is written in the case. An address is told once a day,
/// and once an hour when it writes more than is sorted.
/// </summary>
internal sealed class HeldAnswers(Session session, MailOutbox outbox, PublicAddress address, IStringLocalizer<CaseMailTexts> texts, TimeProvider time)
{
    // not where its sender may be somebody else (spoofed, same-id); two machines that write to each other get no further than one an hour
    private static readonly string[] answered = [MailVerdict.OfDesk, MailVerdict.TooMany, "not-theirs", "several-accounts", "which-account", "refused"];

    private static readonly TimeSpan pause = TimeSpan.FromDays(1);
    private static readonly TimeSpan pauseOfMany = TimeSpan.FromHours(1);

    private sealed record Held(string Reason, Guid? DeskId, string? Brand, string Language);

    /// <param name="of">The case it names, if it may be told of it.</param>
    public async Task TellAsync(Guid id, IncomingMail mail, MailSender sender, NamedCase? of, CancellationToken stop)
    {
        // two of one sender may be sorted at once
        await session.OneAtATimeAsync("answering mails of", mail.Sender, stop);
        var now = time.GetUtcNow();
        if (await FindAsync(id, sender, now, stop) is not { } held) return;
        using var _ = Spoken.InMail(held.Language);
        var worker = held.Reason == MailVerdict.OfDesk ? of : null;
        await outbox.AddAsync((worker is null ? Looked(mail, held) : Unsent(mail, held, worker)) with
        {
            AccountId = of?.AccountId ?? sender.AccountId, InReplyTo = mail.MessageId, References = mail.MessageId is { } original ? [original] : [], AboutId = worker?.Id, DeskId = held.DeskId,
        }, stop);
        await session.ExecuteAsync("update inbound_mail set answered_at = $2 where id = $1", stop, id, now);
    }

    private Task<Held?> FindAsync(Guid id, MailSender sender, DateTimeOffset now, CancellationToken stop) => session.FirstAsync(
        """
        select m.reason, m.desk_id, coalesce(d.brand_name, d.name), coalesce(p.language, k.language, 'en')
        from inbound_mail m left join partner d on d.id = m.desk_id left join person p on p.id = $2 left join contact k on k.account_id = $3 and k.id = $4
        where m.id = $1 and m.state = 'held' and m.reason = any ($5) and not exists (select from inbound_mail told where told.sender = m.sender and told.answered_at > case when m.reason = $6 then $7::timestamptz else $8::timestamptz end)
        """, row => new Held(row.GetString(0), row.Nullable<Guid>(1), row.Text(2), row.GetString(3)), stop, id, Parameters.OrNull(sender.PersonId), Parameters.OrNull(sender.AccountId), Parameters.OrNull(sender.ContactId), answered, MailVerdict.TooMany, now - pauseOfMany, now - pause);

    private Mail Looked(IncomingMail mail, Held held)
    {
        var subject = mail.Subject.Length == 0 ? texts["no-subject"].Value : mail.Subject.Length > 200 ? mail.Subject[..200] : mail.Subject;
        return new(mail.Sender, held.Language, texts["held.subject", subject], string.Join('\n', texts[held.Reason == MailVerdict.TooMany ? "held-many" : "held", subject].Value.Trim(), "", "-- ", held.Brand ?? Brand.Own.Name), Sender: held.Brand);
    }

    private Mail Unsent(IncomingMail mail, Held held, NamedCase of) =>
        new(mail.Sender, held.Language, texts["held-answer.subject", of.Number], texts["held-answer", of.Number, of.Subject, address.Of($"/cases/{of.Id}")].Value.Trim());
}
