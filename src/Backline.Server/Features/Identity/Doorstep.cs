using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Features.Identity;

/// <summary>What happened at the door. There is one answer to a wrong address, a wrong password, a locked and a disabled person, so that none of them can be told apart.</summary>
internal enum SignInAnswer { In, CodeNeeded, Refused }

/// <summary>How people who have access come in, and back in when they forgot their password.</summary>
internal sealed class Doorstep(UserManager<Person> people, SignInManager<Person> signIn, IPasswordHasher<Person> hasher, IServiceScopeFactory scopes, PublicAddress address, TimeProvider clock)
{
    /// <summary>Longer than checking a password takes, and a refusal takes a whole number of times: its time says nothing either.</summary>
    private static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(350);

    private static string? nobodys;

    public async Task<SignInAnswer> SignInAsync(string? email, string? password, bool stay, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var result = SignInResult.Failed;
        if (password?.Length <= Passwords.Longest && !string.IsNullOrWhiteSpace(email))
        {
            if (await people.FindByEmailAsync(email.Trim()) is { PasswordHash: not null } person && await signIn.CanSignInAsync(person) && !await people.IsLockedOutAsync(person))
                result = await signIn.PasswordSignInAsync(person, password, stay, lockoutOnFailure: true);
            // hashing is what takes long, and longer while others hash: it is done for everybody
            else hasher.VerifyHashedPassword(null!, nobodys ??= hasher.HashPassword(null!, PeopleOperations.NewStamp()), password);
        }
        if (result.Succeeded) return SignInAnswer.In;
        if (result.RequiresTwoFactor) return SignInAnswer.CodeNeeded;
        await WaitUntilAsync(began, stop);
        return SignInAnswer.Refused;
    }

    /// <summary>The second step: six digits of the app, or one of the recovery codes.</summary>
    public async Task<SignInAnswer> CodeAsync(string? code, bool recovery, bool stay, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var given = string.Concat((code ?? "").Where(char.IsAsciiLetterOrDigit));
        var result = recovery ? await signIn.TwoFactorRecoveryCodeSignInAsync(AsPrinted(given)) : await signIn.TwoFactorAuthenticatorSignInAsync(given, stay, rememberClient: false);
        if (result.Succeeded) return SignInAnswer.In;
        await WaitUntilAsync(began, stop);
        return SignInAnswer.Refused;
    }

    /// <summary>A recovery code is compared letter by letter; people type it small, without its dash, or with a space for it.</summary>
    private static string AsPrinted(string letters) => letters.Length % 2 == 0 ? $"{letters[..(letters.Length / 2)]}-{letters[(letters.Length / 2)..]}".ToUpperInvariant() : letters;

    /// <summary>Sends a link when there is such a person, and answers the same when there is not.</summary>
    public async Task ForgottenAsync(string? email, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        if (!string.IsNullOrWhiteSpace(email) && await people.FindByEmailAsync(email.Trim()) is { DisabledAt: null } person)
        {
            var token = await people.GeneratePasswordResetTokenAsync(person);
            await using var scope = scopes.CreateProgrammeScope("sign-in");
            await scope.ServiceProvider.GetRequiredService<IdentityMails>().ForgottenAsync(person,
                address.Of($"/reset{QueryString.Create(new Dictionary<string, string?> { ["person"] = person.Id.ToString(), ["token"] = token })}"), stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        }
        await WaitUntilAsync(began, stop);
    }

    /// <summary>Whose new password a link sets; null when it is not, or no longer, good.</summary>
    public async Task<Person?> ForgetfulAsync(string? personId, string? token) =>
        Guid.TryParse(personId, out _) && await people.FindByIdAsync(personId) is { DisabledAt: null } person
        && await people.VerifyUserTokenAsync(person, people.Options.Tokens.PasswordResetTokenProvider, UserManager<Person>.ResetPasswordTokenPurpose, token ?? "") ? person : null;

    /// <summary>Whose side the person of a link is on, whatever became of the link.</summary>
    public async Task<(Guid? AccountId, Guid? PartnerId)> NamedAsync(string? personId) =>
        Guid.TryParse(personId, out _) && await people.FindByIdAsync(personId) is { } person ? (person.AccountId, person.PartnerId) : default;

    /// <exception cref="RefusedException">The link is used, old or not ours.</exception>
    public async Task ResetAsync(string? personId, string? token, string? password, CancellationToken stop)
    {
        Passwords.Check(password).ThrowIfAny();
        var person = Guid.TryParse(personId, out _) ? await people.FindByIdAsync(personId) : null;
        if (person is not { DisabledAt: null } || !(await people.ResetPasswordAsync(person, token ?? "", password!)).Succeeded) throw new RefusedException(new("reset.link-dead"));
        await people.SetLockoutEndDateAsync(person, null);
        await people.ResetAccessFailedCountAsync(person);
        await using var scope = scopes.CreateProgrammeScope(person.Name);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        session.Audit(await OnPeople.ActAsync(session, person.AccountId, person.PartnerId, "person.password-reset", "person", person.Id, person.Email!, null, null, stop));
        await scope.ServiceProvider.GetRequiredService<IdentityMails>().ChangedAsync(person, "password", stop);
        await session.SaveAsync(stop);
    }

    private async Task WaitUntilAsync(long began, CancellationToken stop)
    {
        await Task.Delay(RefusalTakes - new TimeSpan(clock.GetElapsedTime(began).Ticks % RefusalTakes.Ticks), clock, stop);
    }
}
