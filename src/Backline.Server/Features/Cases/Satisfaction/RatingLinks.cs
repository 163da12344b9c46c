using System.Security.Cryptography;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace Backline.Server.Features.Cases.Satisfaction;

/// <summary>Links that name one case, signed and sealed by this installation; the time they are good for stands with the case.</summary>
internal sealed class RatingLinks(IDataProtectionProvider protection, PublicAddress address)
{
    private readonly IDataProtector protector = protection.CreateProtector("rating");

    public string Of(Guid account, Guid one) => address.Of("/ratings/" + protector.Protect($"{account}:{one}"));

    public (Guid Account, Guid Case)? Read(string token)
    {
        try
        {
            return protector.Unprotect(token).Split(':') is [var account, var one] ? (Guid.Parse(account), Guid.Parse(one)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
