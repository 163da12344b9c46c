using Backline.Domain.Common;
using Backline.Server.Features.Partners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Features.Identity;

/// <summary>What the link of an invitation leads to: nobody is signed in yet, and the person does not exist.</summary>
internal sealed class InvitationAcceptance(UserManager<Person> people, SignInManager<Person> signIn, IPasswordHasher<Person> hasher, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>Null when the link is not, or no longer, good.</summary>
    public async Task<InvitationRow?> InvitationAsync(string token, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("sign-in");
        return await scope.ServiceProvider.GetRequiredService<InvitationQueries>().FindAsync(InvitationOperations.HashOf(token), stop) is { State: "open" } open
            ? open.ShownUnder(await scope.ServiceProvider.GetRequiredService<ServedBrands>().OfAsync(open.AccountId, open.PartnerId, stop)) : null;
    }

    /// <summary>Whose side the invited person of a link is on, whatever became of the link.</summary>
    public async Task<(Guid? AccountId, Guid? PartnerId)> InvitedAsync(string token, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("sign-in");
        return await scope.ServiceProvider.GetRequiredService<InvitationQueries>().FindAsync(InvitationOperations.HashOf(token), stop) is { } invitation ? (invitation.AccountId, invitation.PartnerId) : default;
    }

    /// <summary>The invited person exists from here, and is signed in.</summary>
    public async Task AcceptAsync(string token, string? name, string? password, string? timeZone, CancellationToken stop)
    {
        Passwords.Check(password).Text(name, "/name").Refuse(!TimeZones.Has(timeZone), "/timeZone", "person.time-zone-unknown").ThrowIfAny();
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
}
