using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Calendars;

/// <summary>Calendars and promises on their pages; what is in use can't be deleted, and says by what.</summary>
public sealed class CalendarPageTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task A_version_is_added_by_its_form_and_shown()
    {
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));
        Assert.Contains("Good Friday", await browser.PageAsync("/calendars/DE?year=2026"));
        var answer = await browser.SubmitAsync("/calendars/NL", new() { ["_handler"] = "act", ["act"] = "version", ["version.from"] = "2026-12-01", ["version.week.monday"] = "8-12, 13-17", ["version.holidays"] = "2026-12-25,Christmas\n2027-04-27,King’s Day,?" });
        Assert.Equal("/calendars/NL", answer.Location);
        var page = System.Net.WebUtility.HtmlDecode(await browser.PageAsync("/calendars/NL?version=2&year=2027"));
        foreach (var shown in new[] { "08:00-12:00, 13:00-17:00", "King’s Day", "May still move" }) Assert.Contains(shown, page);

        var wrong = await browser.SubmitAsync("/calendars/NL", new() { ["_handler"] = "act", ["act"] = "version", ["version.from"] = "2026-12-05", ["version.week.monday"] = "8-12", ["version.holidays"] = "Christmas" });
        Assert.Contains("can’t be read", System.Net.WebUtility.HtmlDecode(wrong.Html));
    }

    [Fact]
    public async Task One_that_clocks_use_stays_and_says_by_what()
    {
        var admin = await app.ApiAsync(Roles.ServiceManager);
        Assert.Equal(201, (await admin.PostAsync("/api/v1/calendars", new { code = "AD", name = "Andorra", version = new { from = "2025-01-01" } })).Status);
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Ordino", "AD");
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", siteId = site.ToString() });

        var refused = await admin.DeleteAsync("/api/v1/calendars/AD");
        Assert.Equal("calendar.used-by", refused.Code);
        Assert.Contains(one["number"].GetString()!, refused.Body.ToString(), StringComparison.Ordinal);
        Assert.Equal("calendar.shipped-stays", (await admin.DeleteAsync("/api/v1/calendars/DE")).Code);
        Assert.Equal(201, (await admin.PostAsync("/api/v1/calendars", new { code = "MC", name = "Monaco", version = new { from = "2025-01-01" } })).Status);
        Assert.Equal(204, (await admin.DeleteAsync("/api/v1/calendars/MC")).Status);
        Assert.Equal(404, (await admin.GetAsync("/api/v1/calendars/MC")).Status);
    }

    [Fact]
    public async Task Promises_are_shown_by_plan_with_their_pauses()
    {
        var policies = (await app.Agent.GetAsync("/api/v1/clock-policies"))["items"].EnumerateArray().ToList();
        var resolution = policies[0].GetProperty("milestones").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "resolution");
        Assert.Equal(6, resolution.GetProperty("pauses").GetArrayLength());
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var page = await browser.PageAsync("/clock-policies");
        foreach (var shown in new[] { "First response", "whatever the case waits for", "again as soon as it was kept" }) Assert.Contains(shown, page);
    }
}
