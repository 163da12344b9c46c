using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Backline.Server.Platform.Identity;

/// <summary>Sign-in of people: whoever is disabled stays out, by whatever door, and the moment of the last sign-in is noted.</summary>
internal sealed class PersonSignIn(UserManager<Person> people, IHttpContextAccessor accessor, IUserClaimsPrincipalFactory<Person> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Person> confirmation, IdentityDb db, TimeProvider clock)
    : SignInManager<Person>(people, accessor, claims, options, logger, schemes, confirmation)
{
    public override Task<bool> CanSignInAsync(Person user) => Task.FromResult(user.DisabledAt is null);

    /// <summary>Of whoever is disabled no cookie is good, whatever its stamp.</summary>
    public override async Task<Person?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) => await base.ValidateSecurityStampAsync(principal) is { DisabledAt: null } person ? person : null;

    public override async Task SignInWithClaimsAsync(Person user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var now = clock.GetUtcNow();
        await db.Users.Where(person => person.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(person => person.LastSignedInAt, now));
        await base.SignInWithClaimsAsync(user, authenticationProperties, additionalClaims);
    }

    // passkeys and second factors come through here, and past the check that passwords pass
    protected override async Task<SignInResult> SignInOrTwoFactorAsync(Person user, bool isPersistent, string? loginProvider = null, bool bypassTwoFactor = false) =>
        await CanSignInAsync(user) ? await base.SignInOrTwoFactorAsync(user, isPersistent, loginProvider, bypassTwoFactor) : SignInResult.NotAllowed;
}
