using Backline.Domain.Common;
using Backline.Server.Features.Partners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Features.Identity;

/// <summary>What happened at the door. There is one answer to a wrong address, a wrong password, a locked and a disabled person, so that none of them can be told apart.</summary>
internal enum SignInAnswer { In, CodeNeeded, Refused }

/// <summary>What is done before anybody is signed in.</summary>
internal sealed class Doorstep(UserManager<Person> people, SignInManager<Person> signIn, IPasswordHasher<Person> hasher, IServiceScopeFactory scopes, PublicAddress address, TimeProvider clock)
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 200;

    /// <summary>Longer than checking a password takes, and a refusal takes a whole number of times: its time says nothing either.</summary>
    private static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(350);

    private static string? nobodys;

    public async Task<SignInAnswer> SignInAsync(string? email, string? password, bool stay, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var result = SignInResult.Failed;
        if (password?.Length <= LongestPassword && !string.IsNullOrWhiteSpace(email))
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

    /// <summary>The same of an invitation.</summary>
    public async Task<(Guid? AccountId, Guid? PartnerId)> InvitedAsync(string token, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("sign-in");
        return await scope.ServiceProvider.GetRequiredService<InvitationQueries>().FindAsync(InvitationOperations.HashOf(token), stop) is { } invitation ? (invitation.AccountId, invitation.PartnerId) : default;
    }

    /// <exception cref="RefusedException">The link is used, old or not ours.</exception>
    public async Task ResetAsync(string? personId, string? token, string? password, CancellationToken stop)
    {
        CheckPassword(password).ThrowIfAny();
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

    /// <summary>Null when the link is not, or no longer, good.</summary>
    public async Task<InvitationRow?> InvitationAsync(string token, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("sign-in");
        return await scope.ServiceProvider.GetRequiredService<InvitationQueries>().FindAsync(InvitationOperations.HashOf(token), stop) is { State: "open" } open
            ? open.ShownUnder(await scope.ServiceProvider.GetRequiredService<ServedBrands>().OfAsync(open.AccountId, open.PartnerId, stop)) : null;
    }

    /// <summary>The invited person exists from here, and is signed in.</summary>
    public async Task AcceptAsync(string token, string? name, string? password, string? timeZone, CancellationToken stop)
    {
        CheckPassword(password).Text(name, "/name").Refuse(!TimeZones.Has(timeZone), "/timeZone", "person.time-zone-unknown").ThrowIfAny();
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using (var scope = scopes.CreateProgrammeScope(name!.Trim()))
        {
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            var invitation = await scope.ServiceProvider.GetRequiredService<InvitationQueries>().FindAsync(InvitationOperations.HashOf(token), stop);
            if (invitation is not { State: "open" }) throw new RefusedException(new("invitation.link-dead"));
            if (await InsertAsync(session, id, invitation, name.Trim(), password!, timeZone!, stop) == 0) throw new RefusedException(new("invitation.already-a-person"));
            await session.ExecuteAsync("update invitation set accepted_at = $2 where id = $1", stop, invitation.Id, clock.GetUtcNow());
            session.Audit(await OnPeople.ActAsync(session, invitation.AccountId, invitation.PartnerId, "person.joined", "person", id, invitation.Email, null,
                new { name = name.Trim(), invitation.Email, invitation.Role, invitation.InvitedBy }, stop));
            await session.SaveAsync(stop);
        }
        await signIn.SignInAsync((await people.FindByIdAsync(id.ToString()))!, isPersistent: false);
    }

    private Task<int> InsertAsync(Session session, Guid id, InvitationRow invitation, string name, string password, string timeZone, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into person (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp, phone_number_confirmed,
            two_factor_enabled, lockout_enabled, access_failed_count, name, role, account_id, partner_id, language, time_zone, created_at)
        values ($1, $2, $3, $2, $3, true, $4, $5, $6, false, false, true, 0, $7, $8, $9, $10, $11, $12, $13) on conflict (normalized_user_name) do nothing
        """, stop, id, invitation.Email, people.NormalizeEmail(invitation.Email), hasher.HashPassword(null!, password), PeopleOperations.NewStamp(), PeopleOperations.NewStamp(),
        name, invitation.Role, invitation.AccountId, invitation.PartnerId, invitation.Language, timeZone, clock.GetUtcNow());

    public static InputErrors CheckPassword(string? password) => new InputErrors()
        .Refuse(password is null || password.Length < ShortestPassword, "/password", "person.password-short", ShortestPassword)
        .Refuse(password?.Length > LongestPassword, "/password", "input.too-long", LongestPassword);

    private async Task WaitUntilAsync(long began, CancellationToken stop)
    {
        await Task.Delay(RefusalTakes - new TimeSpan(clock.GetElapsedTime(began).Ticks % RefusalTakes.Ticks), clock, stop);
    }
}
