using System.Security.Claims;

namespace Backline.Server.Platform.Access;

/// <summary>Who asks: a person, an API key or the programme itself. Everything a query or a page needs to know about them.</summary>
/// <param name="AccountId">The customer's account; null for partner and vendor.</param>
/// <param name="PartnerId">The partner's own id, or for a customer the partner it buys from.</param>
public sealed record Reader(Guid? PersonId, string Name, string Role, Side Side, Guid? AccountId, Guid? PartnerId, IReadOnlySet<string> Permissions, string TimeZone)
{
    /// <summary>Jobs and commands on the data folder: sees everything, as the database role backline_jobs.</summary>
    public static Reader Programme(string name) => new(null, name, "programme", Side.Vendor, null, null, Access.Permissions.Of(Roles.ProgrammeAdministrator), "UTC") { IsProgramme = true };

    public bool IsProgramme { get; private init; }

    /// <summary>A customer served under its partner's brand (PO-2): it sees the brand, and none of the people behind it.</summary>
    public bool IsBranded { get; private init; }

    /// <summary>A customer with a contract that counts against a baseline.</summary>
    public bool IsCounted { get; private init; }

    /// <summary>Of a mail from somebody known as a contact: who the cases that name them are for, also where these are private.</summary>
    public Guid? ContactId { get; init; }

    public bool IsVendor => Side == Side.Vendor;
    public bool May(string permission) => Permissions.Contains(permission);

    /// <summary>Whose rows a list gives: a customer's own, else those asked for, else everybody's. Of another's there are none: no row has the empty id.</summary>
    public Guid? Listed(Guid? asked) => AccountId is { } own && asked is { } other && other != own ? Guid.Empty : AccountId ?? asked;

    /// <summary>Null when the claims are not those of a signed-in person or key.</summary>
    public static Reader? From(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(BacklineClaims.Role) is not { } role) return null;
        var may = Access.Permissions.Of(role);
        var scopes = user.FindAll(BacklineClaims.Scope).Select(claim => claim.Value).ToHashSet();
        return new(
            Id(user, ClaimTypes.NameIdentifier), user.FindFirstValue(BacklineClaims.Name) ?? "", role, Roles.SideOf(role),
            Id(user, BacklineClaims.Account), Id(user, BacklineClaims.Partner),
            may.Where(permission => (scopes.Count == 0 || scopes.Contains(permission)) && !user.HasClaim(BacklineClaims.Withheld, permission)).ToHashSet(),
            user.FindFirstValue(BacklineClaims.TimeZone) ?? "UTC") { IsBranded = user.HasClaim(claim => claim.Type == BacklineClaims.Branded), IsCounted = user.HasClaim(claim => claim.Type == BacklineClaims.Counted) };
    }

    private static Guid? Id(ClaimsPrincipal user, string type) => Guid.TryParse(user.FindFirstValue(type), out var id) ? id : null;
}

public static class BacklineClaims
{
    public const string Role = "backline:role";
    public const string Name = "backline:name";
    public const string Account = "backline:account";
    public const string Partner = "backline:partner";
    public const string Branded = "backline:branded";
    public const string Counted = "backline:counted";
    public const string TimeZone = "backline:time-zone";
    public const string Culture = "culture";
    public const string Scope = "backline:scope";

    /// <summary>A permission of the role that does not count at present.</summary>
    public const string Withheld = "backline:withheld";
}

/// <summary>The reader of this scope. Set once: by the pipeline from the request's claims, by a job or a command by hand.</summary>
public sealed class CurrentReader(IHttpContextAccessor http)
{
    private Reader? reader;

    public Reader? Known => reader ??= http.HttpContext is { } context ? Reader.From(context.User) : null;

    public Reader Required => Known ?? throw new InvalidOperationException("Nobody is signed in: the route lacks a policy, or the job did not say who it is.");

    public void Be(Reader who) => reader = who;
}
