using Backline.Domain.Common;
using Backline.Server.Platform.Access;

namespace Backline.Server.Features.Identity;

/// <summary>Who may do what to whose access.</summary>
internal static class PeopleRules
{
    /// <summary>Roles this reader may hand out: those of its own side, the vendor every one.</summary>
    public static IReadOnlyList<string> RolesToGive(Reader by) => by.IsVendor ? Roles.All : [.. Roles.Of(by.Side)];

    /// <param name="administratorsLeft">How many others look after the people of the same account, partner or vendor.</param>
    public static Refusal? WhyNotChangeRole(Reader by, PersonRow person, string role, int administratorsLeft) =>
        person.Id == by.PersonId ? new("person.yourself")
        : !RolesToGive(by).Contains(role) || Roles.SideOf(role) != Roles.SideOf(person.Role) ? new("person.role-of-another-side", role)
        : role != person.Role && IsLast(person, administratorsLeft) ? new("person.last-administrator", person.Name)
        : null;

    public static Refusal? WhyNotDisable(Reader by, PersonRow person, int administratorsLeft) =>
        person.Id == by.PersonId ? new("person.yourself")
        : IsLast(person, administratorsLeft) ? new("person.last-administrator", person.Name)
        : null;

    private static bool IsLast(PersonRow person, int administratorsLeft) =>
        person.DisabledAt is null && person.Role == Roles.AdministratorOf(Roles.SideOf(person.Role)) && administratorsLeft == 0;
}
