using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;

namespace Backline.Server.Tests.Escalations;

/// <summary>Who is proposed as a specialist, and who sees the people of a desk.</summary>
public sealed class DeskPeopleTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task Specialists_are_proposed_with_their_reasons()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (id, _) = await app.OnDutyAsync(manager, "executive");
        var one = await app.Customer.OpenAsync(new { subject = "No VIDEO in room 2", text = "y" });
        var found = await app.Agent.GetAsync($"{one.Location}/specialists");

        Assert.Contains("video", found["skills"].EnumerateArray().Select(skill => skill.GetString()));
        Assert.Contains(id.ToString(), found["proposals"].EnumerateArray().Where(proposal => proposal.GetProperty("skills").GetArrayLength() == 1).Select(proposal => proposal.GetProperty("personId").GetString()));
        Assert.Equal(403, (await app.Customer.GetAsync($"{one.Location}/specialists")).Status);
        Assert.Equal(404, (await app.OtherPartner.GetAsync($"{one.Location}/specialists")).Status);
    }

    [Fact]
    public async Task A_partner_sees_its_own_people_alone()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var (id, _) = await app.OnDutyAsync(manager, "team-lead");
        Assert.DoesNotContain(id.ToString(), (await app.Partner.GetAsync("/api/v1/desk-people")).Body.ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (await app.Partner.GetAsync($"/api/v1/desk-people/{id}")).Status);
        Assert.Equal(412, (await manager.PutAsync($"/api/v1/desk-people/{id}", new { }, "\"0\"")).Status);
    }

    [Theory]
    [InlineData(false, null, null, false, null, null, false)]
    [InlineData(false, "2026-03-01", "2026-03-10", false, "2026-03-10", null, false)]
    [InlineData(false, null, null, true, "2026-03-01", "2026-03-07", true)]
    [InlineData(true, "2026-03-01", "2026-03-07", true, "2026-03-08", "2026-03-14", true)]
    public async Task A_duty_stands_once_for_the_same_days(bool onCall, string? from, string? until, bool again, string? next, string? last, bool taken)
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var id = await app.Seed.PersonAsync($"{Guid.NewGuid():N}@vendor.example", Roles.Specialist);

        var answer = await manager.PutAsync($"/api/v1/desk-people/{id}", new { duties = new[] { new { duty = "team-lead", onCall, from, until }, new { duty = "team-lead", onCall = again, from = next, until = last } } }, "\"0\"");

        Assert.Equal(taken ? 200 : 400, answer.Status);
        if (!taken) Assert.Equal(("escalation.duty-twice", "/duties/1/duty"), (answer["errors"][0].GetProperty("code").GetString(), answer["errors"][0].GetProperty("pointer").GetString()));
    }
}
