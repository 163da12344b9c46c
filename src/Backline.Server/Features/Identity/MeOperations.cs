using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Features.Identity;

internal sealed record Profile(string? Name, string? Language, string? TimeZone, string? Theme);

/// <summary>What people change about their own access. Identity commits on a connection of its own; the audit entry follows in the session.</summary>
internal sealed class MeOperations(UserManager<Person> people, SignInManager<Person> signIn, Session session, IdentityMails mails)
{
    public const int RecoveryCodes = 10;

    /// <exception cref="RefusedException">An API key asks: it has no profile.</exception>
    public async Task<Person> PersonAsync() =>
        session.Reader.PersonId is { } id && await people.FindByIdAsync(id.ToString()) is { } person ? person : throw new RefusedException(new("me.not-a-person"));

    /// <summary>
    /// Whoever changes something here gets a cookie with the stamp of now. A session that was ended, by its owner or because the person may no longer sign in, still works
    /// for a few seconds, and must not renew itself in them.
    /// </summary>
    private async Task<Person> SignedInAsync()
    {
        await PersonAsync();
        return await signIn.ValidateSecurityStampAsync(signIn.Context.User) ?? throw new RefusedException(new("me.session-ended"));
    }

    public async Task<Person> SaveProfileAsync(Profile profile, CancellationToken stop)
    {
        new InputErrors().Text(profile.Name, "/name")
            .Refuse(!Languages.Has(profile.Language), "/language", "input.unknown-value", string.Join(", ", Languages.All.Select(language => language.Code)))
            .Refuse(!TimeZones.Has(profile.TimeZone), "/timeZone", "person.time-zone-unknown")
            .Refuse(profile.Theme is not ("light" or "dark" or "auto"), "/theme", "input.unknown-value", "light, dark, auto").ThrowIfAny();
        var person = await SignedInAsync();
        var before = new Profile(person.Name, person.Language, person.TimeZone, person.Theme);
        (person.Name, person.Language, person.TimeZone, person.Theme) = (profile.Name!.Trim(), profile.Language!, profile.TimeZone!, profile.Theme!);
        await SucceedAsync(people.UpdateAsync(person));
        await signIn.RefreshSignInAsync(person);
        await AuditAsync(person, "person.profile-changed", before, profile, stop);
        return person;
    }

    /// <summary>Ends the person's other sessions.</summary>
    public async Task ChangePasswordAsync(string? current, string? next, CancellationToken stop)
    {
        Passwords.Check(next).ThrowIfAny();
        var person = await SignedInAsync();
        if (!(await people.ChangePasswordAsync(person, current ?? "", next!)).Succeeded) throw new InvalidInputException(new InputError("/current", "person.password-wrong"));
        await AfterAsync(person, "person.password-changed", "password", stop);
    }

    /// <summary>A fresh secret for the authenticator app; it counts from the first right code.</summary>
    public async Task BeginTwoFactorAsync()
    {
        var person = await SignedInAsync();
        if (person.TwoFactorEnabled) return;
        await SucceedAsync(people.ResetAuthenticatorKeyAsync(person));
        await signIn.RefreshSignInAsync(person);
    }

    /// <returns>The recovery codes: shown once, kept nowhere.</returns>
    public async Task<IReadOnlyList<string>> ConfirmTwoFactorAsync(string? code, CancellationToken stop)
    {
        var person = await SignedInAsync();
        var given = (code ?? "").Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (!await people.VerifyTwoFactorTokenAsync(person, TokenOptions.DefaultAuthenticatorProvider, given)) throw new InvalidInputException(new InputError("/code", "person.code-wrong"));
        await SucceedAsync(people.SetTwoFactorEnabledAsync(person, true));
        var codes = await people.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? [];
        await AfterAsync(person, "person.two-factor-on", "two-factor-on", stop);
        return [.. codes];
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(string? password, CancellationToken stop)
    {
        var person = await WithPasswordAsync(password);
        var codes = await people.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? [];
        await AuditAsync(person, "person.recovery-codes-made", null, null, stop);
        return [.. codes];
    }

    public async Task EndTwoFactorAsync(string? password, CancellationToken stop)
    {
        var person = await WithPasswordAsync(password);
        await SucceedAsync(people.SetTwoFactorEnabledAsync(person, false));
        await people.ResetAuthenticatorKeyAsync(person);
        await people.GenerateNewTwoFactorRecoveryCodesAsync(person, 0);
        await AfterAsync(person, "person.two-factor-off", "two-factor-off", stop);
    }

    public async Task AddPasskeyAsync(string? credential, string? name, CancellationToken stop)
    {
        var person = await SignedInAsync();
        var made = string.IsNullOrEmpty(credential) ? null : await Passkeys.TryAsync(() => signIn.PerformPasskeyAttestationAsync(credential));
        if (made is not { Succeeded: true }) throw new RefusedException(new("passkey.not-made"));
        made.Passkey.Name = string.IsNullOrWhiteSpace(name) ? "Passkey" : name.Trim()[..Math.Min(name.Trim().Length, 60)];
        await SucceedAsync(people.AddOrUpdatePasskeyAsync(person, made.Passkey));
        await AuditAsync(person, "person.passkey-added", null, new { made.Passkey.Name }, stop);
        await mails.ChangedAsync(person, "passkey-added", stop);
    }

    public async Task RemovePasskeyAsync(byte[] credentialId, CancellationToken stop)
    {
        var person = await SignedInAsync();
        var passkey = await people.GetPasskeyAsync(person, credentialId) ?? throw new NotFoundException("passkey", Convert.ToHexString(credentialId));
        await SucceedAsync(people.RemovePasskeyAsync(person, credentialId));
        await AuditAsync(person, "person.passkey-removed", new { passkey.Name }, null, stop);
    }

    /// <summary>Every other browser is asked to sign in again within ten seconds.</summary>
    public async Task SignOutElsewhereAsync(CancellationToken stop)
    {
        var person = await SignedInAsync();
        await SucceedAsync(people.UpdateSecurityStampAsync(person));
        await signIn.RefreshSignInAsync(person);
        await AuditAsync(person, "person.signed-out-everywhere", null, null, stop);
    }

    private async Task<Person> WithPasswordAsync(string? password)
    {
        var person = await SignedInAsync();
        return await people.CheckPasswordAsync(person, password ?? "") ? person : throw new InvalidInputException(new InputError("/password", "person.password-wrong"));
    }

    /// <summary>The stamp changed with it: this browser stays signed in, and a mail tells the person.</summary>
    private async Task AfterAsync(Person person, string action, string mail, CancellationToken stop)
    {
        await signIn.RefreshSignInAsync(person);
        await AuditAsync(person, action, null, null, stop);
        await mails.ChangedAsync(person, mail, stop);
    }

    private async Task AuditAsync(Person person, string action, object? before, object? after, CancellationToken stop) =>
        session.Audit(await OnPeople.ActAsync(session, person.AccountId, person.PartnerId, action, "person", person.Id, person.Email!, before, after, stop));

    /// <summary>The same person changed in two windows at once: the later one is told.</summary>
    private static async Task SucceedAsync(Task<IdentityResult> work)
    {
        if (!(await work).Succeeded) throw new StaleVersionException();
    }
}
