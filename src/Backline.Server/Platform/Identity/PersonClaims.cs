using System.Security.Claims;
using Backline.Server.Platform.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Backline.Server.Platform.Identity;

/// <summary>What the cookie says of a person: everything a request needs to know, so that no request asks for it again.</summary>
internal sealed class PersonClaims(UserManager<Person> people, IOptions<IdentityOptions> options, NpgsqlDataSource source, TimeProvider clock) : UserClaimsPrincipalFactory<Person>(people, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new(BacklineClaims.Role, user.Role));
        identity.AddClaim(new(BacklineClaims.Name, user.Name));
        identity.AddClaim(new(BacklineClaims.TimeZone, user.TimeZone));
        identity.AddClaim(new(BacklineClaims.Culture, user.Language));
        if (user.PartnerId is { } partner) identity.AddClaim(new(BacklineClaims.Partner, partner.ToString()));
        if (user.AccountId is { } account)
        {
            identity.AddClaim(new(BacklineClaims.Account, account.ToString()));
            identity.AddClaims((await AccountStanding.OfAsync(source, account, clock.GetUtcNow(), CancellationToken.None)).Claims());
        }
        return identity;
    }
}
