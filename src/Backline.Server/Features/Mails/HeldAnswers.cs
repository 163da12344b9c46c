using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>Tells whoever works at the desk and answered by mail that nobody got it: an answer of the desk is written in the case.</summary>
internal sealed class HeldAnswers(Session session, MailOutbox outbox, PublicAddress address, IStringLocalizer<CaseMailTexts> texts)
{
    public async Task TellAsync(IncomingMail mail, MailSender sender, NamedCase of, CancellationToken stop)
    {
        var language = await session.ScalarAsync<string>("select language from person where id = $1", stop, Parameters.OrNull(sender.PersonId)) ?? "en";
        using var _ = Spoken.InMail(language);
        await outbox.AddAsync(new(mail.Sender, language, texts["held-answer.subject", of.Number], texts["held-answer", of.Number, of.Subject, address.Of($"/cases/{of.Id}")].Value.Trim(), AccountId: of.AccountId)
        {
            InReplyTo = mail.MessageId, References = mail.MessageId is { } answered ? [answered] : [], AboutId = of.Id, DeskId = of.Tier == "partner" ? of.FrontId : null,
        }, stop);
    }
}
