using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Escalations;

/// <summary>Who is on duty, in the tests of what calls them.</summary>
internal static class EscalationDuties
{
    public static async Task<(Guid Id, string Mail)> OnDutyAsync(this CaseApp app, ApiClient manager, string duty, bool onCall = true)
    {
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var id = await app.Seed.PersonAsync(mail, Roles.Specialist);
        Assert.Equal(200, (await manager.PutAsync($"/api/v1/desk-people/{id}", new { skills = new[] { "video" }, languages = new[] { "de" }, duties = new[] { new { duty, onCall } } }, "\"0\"")).Status);
        return (id, mail);
    }

    /// <summary>Whoever is on call for another test would let everybody else of this one sleep.</summary>
    public static Task NobodyOnCallAsync(this CaseApp app) => app.Seed.ExecuteAsync("delete from desk_duty");

    /// <summary>An escalation of an account of another test would remind everybody of this one.</summary>
    public static Task NoAccountUpdateDueAsync(this CaseApp app) => app.Seed.ExecuteAsync("update escalation set next_update_at = $1 where kind = 'account'", app.Clock.Now.AddDays(90));
}
