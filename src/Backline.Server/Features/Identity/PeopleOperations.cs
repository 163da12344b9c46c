using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;

namespace Backline.Server.Features.Identity;

/// <summary>What an administrator does to other people's access.</summary>
internal sealed class PeopleOperations(Session session, PeopleQueries people, ApiKeys keys, TimeProvider clock)
{
    public async Task<PersonRow> ChangeRoleAsync(Guid id, string? role, CancellationToken stop)
    {
        new InputErrors().Refuse(!Roles.All.Contains(role), "/role", "input.unknown-value", string.Join(", ", PeopleRules.RolesToGive(session.Reader))).ThrowIfAny();
        var (person, others) = await LockAsync(id, stop);
        PeopleRules.WhyNotChangeRole(session.Reader, person, role!, others).ThrowIfRefused();
        if (role == person.Role) return person;
        // the new stamp ends the sessions that still carry the old role
        await session.ExecuteAsync("update person set role = $2, security_stamp = $3, version = version + 1 where id = $1", stop, id, role, NewStamp());
        session.AfterCommit(keys.Forget);
        await AuditAsync(person, "person.role-changed", new { person.Role }, new { role }, stop);
        return await people.GetAsync(id, stop);
    }

    /// <summary>Ends every session of the person within ten seconds; what they did stays.</summary>
    public async Task<PersonRow> DisableAsync(Guid id, CancellationToken stop)
    {
        var (person, others) = await LockAsync(id, stop);
        PeopleRules.WhyNotDisable(session.Reader, person, others).ThrowIfRefused();
        if (person.DisabledAt is not null) return person;
        await session.ExecuteAsync("update person set disabled_at = $2, security_stamp = $3, version = version + 1 where id = $1", stop, id, clock.GetUtcNow(), NewStamp());
        session.AfterCommit(keys.Forget);
        await AuditAsync(person, "person.disabled", null, null, stop);
        return await people.GetAsync(id, stop);
    }

    public async Task<PersonRow> EnableAsync(Guid id, CancellationToken stop)
    {
        var (person, _) = await LockAsync(id, stop);
        if (person.DisabledAt is null) return person;
        await session.ExecuteAsync("update person set disabled_at = null, lockout_end = null, access_failed_count = 0, version = version + 1 where id = $1", stop, id);
        session.AfterCommit(keys.Forget);
        await AuditAsync(person, "person.enabled", null, null, stop);
        return await people.GetAsync(id, stop);
    }

    /// <summary>What the pages ask before they offer a button.</summary>
    public async Task<(Refusal? Role, Refusal? Disable)> RefusalsAsync(Guid id, CancellationToken stop)
    {
        var (person, others) = await LockAsync(id, stop);
        var other = Roles.Of(Roles.SideOf(person.Role)).FirstOrDefault(role => role != person.Role) ?? person.Role;
        return (PeopleRules.WhyNotChangeRole(session.Reader, person, other, others), PeopleRules.WhyNotDisable(session.Reader, person, others));
    }

    /// <summary>The person, and how many other administrators its side of the house has: locked together, so that two who disable each other at once can't both succeed.</summary>
    private async Task<(PersonRow Person, int OtherAdministrators)> LockAsync(Guid id, CancellationToken stop)
    {
        var person = await people.GetAsync(id, stop);
        var administrators = await session.ListAsync(
            """
            select id from person where role = $1 and disabled_at is null and account_id is not distinct from $2 and partner_id is not distinct from $3
            order by id for update
            """, row => row.GetGuid(0), stop, Roles.AdministratorOf(Roles.SideOf(person.Role)), person.AccountId, person.PartnerId);
        // read again: whoever held the lock may have changed it
        return (await people.GetAsync(id, stop), administrators.Count(administrator => administrator != id));
    }

    private async Task AuditAsync(PersonRow person, string action, object? before, object? after, CancellationToken stop) =>
        session.Audit(await OnPeople.ActAsync(session, person.AccountId, person.PartnerId, action, "person", person.Id, person.Email, before, after, stop));

    /// <summary>A new security stamp ends the sessions of the person within ten seconds.</summary>
    public static string NewStamp() => System.Security.Cryptography.RandomNumberGenerator.GetHexString(32, lowercase: true);
}
