using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.CloudIncidents;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>A moment that the clock on the wall shows never or twice is no other moment: it is said, wherever one is typed.</summary>
public sealed class TypedMomentTests(CaseApp app) : IClassFixture<CaseApp>
{
    private async Task<CasePerson> BerlinAsync()
    {
        var person = await CasePerson.OfAsync(app, Roles.ServiceManager);
        await app.Seed.ExecuteAsync("update person set time_zone = 'Europe/Berlin' where id = $1", person.Id);
        return person;
    }

    [Theory]
    [InlineData("2026-03-29T02:30", "02:30 does not exist on 2026-03-29 in Europe/Berlin: clocks go from 02:00 to 03:00 then. Choose another time, such as 03:30.")]
    [InlineData("2026-10-25T02:30", "02:30 comes twice on 2026-10-25 in Europe/Berlin: clocks go back from 03:00 to 02:00 then. Choose a time before 02:00, or from 03:00 on.")]
    [InlineData("soon", "“soon” is no day with a time.")]
    public async Task Every_form_says_it(string typed, string said)
    {
        using var manager = await BerlinAsync();
        var one = await app.Customer.OpenAsync();
        var escalation = await (await app.ApiAsync(Roles.ServiceManager)).PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), trigger = "complexity", reason = "Hard." });
        await app.PapersAsync(app.Customer);
        var incident = await app.OpenedAsync(await app.Customer.OpenAsync(), $"2611200040{(uint)Guid.NewGuid().GetHashCode() % 1_000_000:D6}");
        var version = one["version"].GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);

        foreach (var (page, act, fields) in new (string, string, Dictionary<string, string>)[]
        {
            ($"/cases/{one["id"].GetString()}", "wait", new() { ["wait.reason"] = "customer", ["wait.followUpAt"] = typed, ["version"] = version }),
            ($"/escalations/{escalation["id"].GetString()}", "update", new() { ["update.text"] = "On it.", ["update.nextUpdateAt"] = typed, ["version"] = "1" }),
            ($"/cloud-incidents/{incident["id"].GetString()}", "cloud-contact", new() { ["cloud-contact.text"] = "They look.", ["cloud-contact.nextContactAt"] = typed }),
            ($"/cloud-incidents/{incident["id"].GetString()}", "cloud-call", new() { ["cloud-call.title"] = "Call", ["cloud-call.startsAt"] = typed, ["cloud-call.minutes"] = "30", ["cloud-call.participants"] = "a@b.example" }),
        })
        {
            var answer = await manager.ActAsync(page, act, fields);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains(said, answer.Html, StringComparison.Ordinal);
        }
        Assert.Equal("open", (await app.Agent.GetAsync(one.Location!))["state"].GetString());
    }

    [Fact]
    public async Task What_the_wall_shows_once_is_kept_as_it_was_meant()
    {
        using var manager = await BerlinAsync();
        var one = await app.Customer.OpenAsync();

        var answer = await manager.ActAsync($"/cases/{one["id"].GetString()}", "wait", new() { ["wait.reason"] = "customer", ["wait.followUpAt"] = "2026-03-29T03:30", ["version"] = "1" });

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Contains("2026-03-29T01:30:00", (await app.Agent.GetAsync(one.Location!)).Body.GetRawText(), StringComparison.Ordinal);
    }
}
