using Backline.Domain.Common;

namespace Backline.Domain.CloudIncidents;

/// <summary>Whose somebody is who is invited to a joint call. Customer: of the one the incident is about. Others: of another customer or partner. Elsewhere: nobody knows them, such as those of the cloud partner.</summary>
public enum CloudCallGuest { Vendor, Partner, Customer, Others, Elsewhere }

/// <summary>Who may be invited to a joint call (EC-5).</summary>
public static class CloudCallGuests
{
    /// <param name="email">By which they would be invited.</param>
    public static Refusal? WhyNotInvite(this CloudIncident incident, CloudCallGuest guest, string email) => guest switch
    {
        // a call names the case, which is nobody's business but theirs
        CloudCallGuest.Others => new("cloud-call.of-others", email),
        CloudCallGuest.Customer when !incident.IsLetAcross => new("cloud-call.partner-decides", email),
        _ => null,
    };
}
