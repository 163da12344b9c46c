using System.Globalization;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Identity;

/// <summary>The mails about access, each in its recipient's language.</summary>
internal sealed class IdentityMails(MailOutbox outbox, IStringLocalizer<IdentityTexts> texts)
{
    public Task InvitedAsync(InvitationRow invitation, string link, CancellationToken stop) => outbox.AddAsync(In(invitation.Language, () => new Mail(
        invitation.Email, invitation.Language, texts["mail.invited.subject", invitation.InvitedBy],
        texts["mail.invited.text", invitation.Name, invitation.InvitedBy, invitation.Account ?? invitation.Partner ?? texts["vendor"].Value, link, Formats.PlainDay(DateOnly.FromDateTime(invitation.ExpiresAt.UtcDateTime))],
        AccountId: invitation.AccountId)), stop);

    public Task ForgottenAsync(string email, string name, string language, Guid? accountId, string link, CancellationToken stop) => outbox.AddAsync(In(language, () => new Mail(
        email, language, texts["mail.forgotten.subject"], texts["mail.forgotten.text", name, link], AccountId: accountId)), stop);

    /// <summary>Somebody changed what lets this person in: they learn it even when it was not them.</summary>
    public Task ChangedAsync(string email, string name, string language, Guid? accountId, string what, CancellationToken stop) => outbox.AddAsync(In(language, () => new Mail(
        email, language, texts["mail.changed.subject"], texts["mail.changed.text", name, texts["mail.changed." + what].Value], AccountId: accountId)), stop);

    private static Mail In(string language, Func<Mail> write)
    {
        var (culture, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(language), Languages.WordsOf(language));
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        }
    }
}
