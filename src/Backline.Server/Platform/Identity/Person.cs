using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Platform.Identity;

/// <summary>Somebody who signs in. Role says what they are; account or partner says for whom, neither for the vendor's own people.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public required string Name { get; set; }
    public required string Role { get; set; }
    public Guid? AccountId { get; set; }
    public Guid? PartnerId { get; set; }

    /// <summary>BCP 47: en, es, it, de, vi or ko.</summary>
    public required string Language { get; set; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; set; }

    /// <summary>light, dark or auto.</summary>
    public string Theme { get; set; } = "auto";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastSignedInAt { get; set; }

    /// <summary>Set: may no longer sign in; what they did stays.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}
