using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Incidents;

/// <summary>Cases that share something stand above the queue as likely of one cause, and become one incident.</summary>
public sealed class LikelyCauseTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static Match LineOf(string page) => Regex.Match(page, "id=\"likely-cause\" href=\"([^\"]+)\"");

    [Fact]
    public async Task Three_that_share_words_become_an_incident_and_are_proposed_no_more()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var cases = new List<ApiAnswer>();
        foreach (var subject in new[] { "Phones lose registration", "Registration of all phones lost", "The phones show no registration" })
        {
            Assert.False(LineOf(await agent.PageAsync("/desk")).Success);
            cases.Add(await app.Customer.OpenAsync(new { subject, text = "y" }));
        }
        await app.Customer.OpenAsync(new { subject = "A camera turns away", text = "y" });

        var line = LineOf(await agent.PageAsync("/desk"));
        Assert.True(line.Success);
        Assert.Contains("phones, registration", await agent.PageAsync("/desk/queue"));
        Assert.Contains("This case and others, 3 in all", await agent.PageAsync("/cases/" + cases[0]["id"].GetString()));
        var from = line.Groups[1].Value;
        var form = await agent.PageAsync(from);
        foreach (var one in cases) Assert.Contains(one["number"].GetString()!, form);
        Assert.DoesNotContain("A camera turns away", form);
        var opened = await agent.SubmitAsync(from, new() { ["_handler"] = "act", ["act"] = "incident-open", ["incident-open.title"] = "Registration", ["incident-open.publicText"] = "We look.", ["incident-open.case"] = cases[0]["id"].GetString()! });
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        Assert.Contains(cases[0]["number"].GetString()!, await agent.PageAsync(opened.Location!));

        // two are left: no longer more than a coincidence, until one more comes
        Assert.False(LineOf(await agent.PageAsync("/desk")).Success);
        await app.Customer.OpenAsync(new { subject = "Again phones without registration", text = "y" });
        from = LineOf(await agent.PageAsync("/desk")).Groups[1].Value;
        var joined = await agent.SubmitAsync(from, new() { ["_handler"] = "act", ["act"] = "incident-join", ["incident-join.incident"] = opened.Location!.Split('/')[^1], ["incident-join.case"] = cases[1]["id"].GetString()! });
        Assert.Equal((HttpStatusCode.Found, opened.Location), (joined.Status, joined.Location));
        Assert.Equal(2L, await app.Seed.ScalarAsync<long>("select count(*) from major_incident_case where incident_id = $1", Guid.Parse(opened.Location!.Split('/')[^1])));
    }

    [Fact]
    public async Task A_desk_sees_its_own_and_neither_what_is_old_nor_what_is_done()
    {
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, null, app.Meridian));
        using var other = app.Browser(await app.Seed.KeyAsync(Roles.Partner, null, await app.Seed.PartnerAsync("Other desk")));
        var cases = new List<ApiAnswer>();
        for (var count = 0; count < 3; count++) cases.Add(await app.LucentiCustomer.OpenAsync(new { subject = "Wallaby headset hums", text = "y" }));

        Assert.Contains("headset, hums", await partner.PageAsync("/desk"));
        Assert.False(LineOf(await other.PageAsync("/desk")).Success);
        await app.Partner.DoAsync(cases[0], "resolution", new { outcome = "fixed", text = "x" });
        Assert.False(LineOf(await partner.PageAsync("/desk")).Success);
    }

    [Fact]
    public async Task What_cases_always_share_says_nothing_of_a_cause()
    {
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, null, app.Meridian));
        app.Pass(25 * 60);
        await OpenAsync("Dingo speaker", 3);
        app.Pass(25 * 60);

        await OpenAsync("Dingo speaker", 3);
        Assert.False(LineOf(await partner.PageAsync("/desk")).Success);
        await app.LucentiCustomer.OpenAsync(new { subject = "Another matter", text = "y" });
        await OpenAsync("Dingo speaker whistles", 3);
        Assert.Contains("dingo, whistles", await partner.PageAsync("/desk"));
        // what else is tested here is of the day after
        app.Pass(25 * 60);

        async Task OpenAsync(string subject, int count)
        {
            for (; count > 0; count--) await app.LucentiCustomer.OpenAsync(new { subject, text = "y" });
        }
    }
}
