using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Ui;

/// <summary>Where a reader is, as the navigation says it.</summary>
public sealed class NavigationTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Theory]
    [InlineData("/cases", "/cases")]
    [InlineData("/cases/new", "/cases")]
    [InlineData("/templates", "/cases")]
    [InlineData("/templates/new", "/cases")]
    [InlineData("/satisfaction", "/cases")]
    [InlineData("/breaches", "/breaches")]
    [InlineData("/escalation-matrix", "/escalations")]
    [InlineData("/desk-people", "/escalations")]
    [InlineData("/clock-policies", "/calendars")]
    [InlineData("/cloud-papers", "/cloud-partners")]
    [InlineData("/cloud-incidents", "/cloud-incidents")]
    [InlineData("/orders", "/quotes")]
    [InlineData("/price-lists", "/models")]
    [InlineData("/invitations", "/people")]
    [InlineData("/keys", "/people")]
    [InlineData("/outbox", "/mail")]
    public async Task A_page_stands_in_an_area(string page, string area)
    {
        using var browser = app.Browser(await app.Seed.VendorKeyAsync());

        Assert.Contains($"href=\"{area}\" aria-current=\"page\"", await browser.PageAsync(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.CustomerUser, true)]
    [InlineData(Roles.SuccessManager, true)]
    [InlineData(Roles.Technician, false)]
    public async Task Who_can_ask_for_incidents_with_cloud_partners_finds_them_in_the_menu(string role, bool shown)
    {
        using var browser = app.Browser(await app.Seed.KeyAsync(role, role == Roles.CustomerUser ? app.Nordhaven : null));

        Assert.Equal(shown, (await browser.PageAsync("/")).Contains("href=\"/cloud-incidents\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task From_the_cases_a_way_leads_to_what_belongs_to_them()
    {
        using var manager = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var (shown, toCustomer) = (await manager.PageAsync("/cases"), await customer.PageAsync("/cases"));

        foreach (var page in new[] { "/templates", "/satisfaction", "/breaches" })
        {
            Assert.Contains($"class=\"btn bl-btn\" href=\"{page}\"", shown, StringComparison.Ordinal);
            Assert.DoesNotContain($"href=\"{page}\"", toCustomer, StringComparison.Ordinal);
        }
    }
}
