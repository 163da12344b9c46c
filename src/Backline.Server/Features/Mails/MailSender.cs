using Backline.Server.Platform.Access;

namespace Backline.Server.Features.Mails;

/// <summary>Somebody who is known by the address of a mail: a person, or a contact of an account.</summary>
/// <param name="PartnerId">Of a partner's people their partner; of a customer's the one it buys from.</param>
internal sealed record MailSender(Guid? PersonId, Guid? ContactId, string Name, string Role, Guid? AccountId, Guid? PartnerId, string TimeZone)
{
    /// <summary>Their own; null: that of the account.</summary>
    public string? Language { get; init; }

    public Side Side => Roles.SideOf(Role);

    /// <summary>As whom the mail is put into a case: with the same right, and under the same row security, as if it had been written on the page.</summary>
    public Reader Reader => new(PersonId, Name, Role, Side, AccountId, Side == Side.Vendor ? null : PartnerId, Permissions.Of(Role), TimeZone) { ContactId = ContactId };

    /// <summary>Somebody nobody knows, for whom a desk answers.</summary>
    public static MailSender Of(string name, Guid account, Guid? partner) => new(null, null, name, Roles.CustomerUser, account, partner, "UTC");
}

/// <summary>A case a mail names, by what it answers or by its number.</summary>
internal sealed record NamedCase(Guid Id, string Number, Guid AccountId, string Tier, Guid? FrontId, Guid? ServedId, bool IsPrivate, Guid? OpenedById, string OpenedBy, Guid? ContactId, string Subject, string State, IReadOnlyList<Guid> Watchers)
{
    /// <summary>The partner asks the vendor.</summary>
    public bool IsBehindPartner => Tier == "vendor" && FrontId is not null;

    /// <summary>Those who ask in this case: its desk answers.</summary>
    public bool IsAskedBy(MailSender sender) => sender.Side switch
    {
        Side.Customer => sender.AccountId == AccountId && !IsBehindPartner && (!IsPrivate || (sender.ContactId is { } contact && contact == ContactId) || (sender.PersonId == OpenedById && sender.Name == OpenedBy) || (sender.PersonId is { } person && Watchers.Contains(person))),
        Side.Partner => Tier == "vendor" && sender.PartnerId == ServedId,
        _ => false,
    };

    public bool IsOfDesk(MailSender sender) => Tier == "vendor" ? sender.Side == Side.Vendor : sender.Side == Side.Partner && sender.PartnerId == FrontId;
}
