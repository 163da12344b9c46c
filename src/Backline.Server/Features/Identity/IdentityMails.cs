using Backline.Server.Features.Partners;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Identity;

/// <summary>The mails about access, each in its recipient's language and under the brand that serves them (PO-2).</summary>
internal sealed class IdentityMails(MailOutbox outbox, ServedBrands brands, IStringLocalizer<IdentityTexts> texts)
{
    public async Task InvitedAsync(InvitationRow invitation, string link, CancellationToken stop)
    {
        var brand = await brands.OfAsync(invitation.AccountId, invitation.PartnerId, stop);
        var (shown, service) = (invitation.ShownUnder(brand), brand?.Name ?? Brand.Own.Name);
        // the brand itself invites: it is not named twice
        var form = shown.InvitedBy == service ? "mail.invited.brand" : "mail.invited";
        using var _ = new Spoken(shown.Language);
        await outbox.AddAsync(new(
            shown.Email, shown.Language, texts[form + ".subject", shown.InvitedBy, service],
            texts[form + ".text", shown.Name, shown.InvitedBy, shown.Account ?? shown.Partner ?? texts["vendor"].Value, link, Formats.PlainDay(DateOnly.FromDateTime(shown.ExpiresAt.UtcDateTime)), service],
            AccountId: shown.AccountId, Sender: brand?.Name), stop);
    }

    public async Task ForgottenAsync(Person person, string link, CancellationToken stop)
    {
        var brand = await brands.OfAsync(person.AccountId, person.PartnerId, stop);
        using var _ = new Spoken(person.Language);
        await outbox.AddAsync(new(
            person.Email!, person.Language, texts["mail.forgotten.subject"], texts["mail.forgotten.text", person.Name, link, brand?.Name ?? Brand.Own.Name], AccountId: person.AccountId, Sender: brand?.Name), stop);
    }

    /// <summary>Somebody changed what lets this person in: they learn it even when it was not them.</summary>
    public async Task ChangedAsync(Person person, string what, CancellationToken stop)
    {
        var brand = await brands.OfAsync(person.AccountId, person.PartnerId, stop);
        var service = brand?.Name ?? Brand.Own.Name;
        using var _ = new Spoken(person.Language);
        await outbox.AddAsync(new(
            person.Email!, person.Language, texts["mail.changed.subject", service], texts["mail.changed.text", person.Name, texts["mail.changed." + what].Value, service], AccountId: person.AccountId, Sender: brand?.Name), stop);
    }
}
