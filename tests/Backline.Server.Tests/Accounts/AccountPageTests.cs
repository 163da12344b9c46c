using System.Net;

namespace Backline.Server.Tests.Accounts;

public class AccountPageTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    [Fact]
    public async Task Every_page_of_accounts_sites_contacts_and_partners_opens_for_who_may_see_it()
    {
        var contact = (await (await app.Vendor.Post("/api/v1/contacts", new { accountId = app.Nordhaven, name = "Lena Vogt", email = "lena@nordhaven.example", siteId = app.NordhavenSite })).Json()).GetProperty("id").GetGuid();
        string[] pages =
        [
            "/accounts", "/accounts?q=nord&country=DE&partnerId=&sort=-name", "/accounts/new", $"/accounts/{app.Nordhaven}", $"/accounts/{app.Nordhaven}?tab=sites", $"/accounts/{app.Nordhaven}?tab=contacts",
            $"/accounts/{app.Nordhaven}?tab=people", $"/accounts/{app.Nordhaven}/edit", "/sites", $"/sites?accountId={app.Nordhaven}&state=open", $"/sites/{app.NordhavenSite}", $"/sites/{app.NordhavenSite}/edit",
            $"/sites/new?accountId={app.Nordhaven}", $"/sites/list?accountId={app.Nordhaven}", $"/contacts/new?accountId={app.Nordhaven}", $"/contacts/{contact}/edit", "/partners", "/partners/new", $"/partners/{app.Meridian}", $"/partners/{app.Meridian}/edit",
        ];

        foreach (var page in pages) Assert.Equal((page, HttpStatusCode.OK), (page, (await app.Vendor.Get(page)).StatusCode));
        foreach (var page in new[] { "/account", "/account?tab=people", $"/sites/{app.NordhavenSite}", "/sites/new", "/sites/list" }) Assert.Equal((page, HttpStatusCode.OK), (page, (await app.Customer.Get(page)).StatusCode));
    }

    [Fact]
    public async Task Pages_of_others_are_not_found()
    {
        foreach (var page in new[] { $"/accounts/{app.Brera}", $"/sites/{app.BreraSite}", $"/sites/{app.BreraSite}/edit", $"/sites/new?accountId={app.Brera}" })
        {
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await app.Customer.Get(page)).StatusCode));
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await app.Partner.Get(page)).StatusCode));
        }
    }

    [Fact]
    public async Task A_new_account_names_the_next_steps_of_who_reads_it()
    {
        var account = (await (await app.Vendor.Post("/api/v1/accounts", new { name = "Fresh start", country = "DE", language = "de", currency = "EUR", inventorySource = "report" })).Json()).GetProperty("id").GetGuid();

        var page = await (await app.Vendor.Get($"/accounts/{account}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        string[] steps = [$"/accounts/{account}/edit#manager", "/invitations/new?for=MA-", $"/sites/new?accountId={account}", $"/imports/new?account={account}", $"/contracts/new?account={account}"];
        Assert.All(steps, step => Assert.Contains(step, page, StringComparison.Ordinal));
        foreach (var (tab, step) in new[] { ("sites", $"/sites/new?accountId={account}"), ("contacts", $"/contacts/new?accountId={account}"), ("people", "/invitations/new?for=MA-") })
            Assert.Contains(step, await (await app.Vendor.Get($"/accounts/{account}?tab={tab}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var reader = await (await app.CustomerUser.Get("/account")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("/contracts/new", reader, StringComparison.Ordinal);
        Assert.DoesNotContain("/imports/new", reader, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_invite_the_first_person_is_told_who_does()
    {
        var account = await app.Seed.AccountAsync("Nobody Yet");
        using var manager = app.With(await app.Seed.KeyAsync(Backline.Server.Platform.Access.Roles.SuccessManager));

        var people = await manager.GetStringAsync($"/accounts/{account}?tab=people", TestContext.Current.CancellationToken);
        var overview = await manager.GetStringAsync($"/accounts/{account}", TestContext.Current.CancellationToken);

        Assert.Contains("A programme administrator invites the first administrator of this account", people, StringComparison.Ordinal);
        Assert.DoesNotContain("/invitations/new", people, StringComparison.Ordinal);
        Assert.Contains("Ask a programme administrator to invite the first administrator.", overview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_country_brings_its_parts_to_choose_from()
    {
        var of = async (string country) => await (await app.Customer.Get($"/sites/subdivision?Input.Country={country}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("<option value=\"DE-BY\">Bayern</option>", await of("DE"), StringComparison.Ordinal);
        Assert.Contains("<option value=\"JP-27\">Ōsaka</option>", System.Net.WebUtility.HtmlDecode(await of("JP")), StringComparison.Ordinal);
        Assert.DoesNotContain("<option", await of("VN"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_where_holidays_differ_from_part_to_part_is_it_said()
    {
        var of = async (string country) => await (await app.Customer.Get($"/sites/subdivision?Input.Country={country}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Public holidays differ", await of("DE"), StringComparison.Ordinal);
        Assert.DoesNotContain("Public holidays differ", await of("IT"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_country_without_a_list_takes_a_code_or_none()
    {
        Assert.Equal(HttpStatusCode.Created, (await app.Customer.Post("/api/v1/sites", new { name = "Hanoi without", country = "VN" })).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await app.Customer.Post("/api/v1/sites", new { name = "Hanoi", country = "VN", subdivision = "hn" })).StatusCode);
        Assert.Equal(["/subdivision place.subdivision-unknown"], await (await app.Customer.Post("/api/v1/sites", new { name = "Hanoi by name", country = "VN", subdivision = "Hanoi City" })).Codes());
    }

    [Fact]
    public async Task A_part_kept_before_the_parts_were_known_is_shown_not_lost()
    {
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Lyon", "FR", "Europe/Paris");
        await app.Seed.ExecuteAsync("update site set subdivision = 'FR-69' where id = $1", site);

        var page = await (await app.Customer.Get($"/sites/{site}/edit")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("<option value=\"FR-69\" selected", page, StringComparison.Ordinal);
    }

    // two constructors, and the page fails only when somebody posts
    [Fact]
    public void What_a_form_is_read_into_has_one_constructor() => Assert.All(
        typeof(Backline.Server.BacklineApp).Assembly.GetTypes().Where(type => type.IsNested && type.Name.EndsWith("Form", StringComparison.Ordinal) && type.Namespace?.EndsWith(".Pages", StringComparison.Ordinal) == true),
        type => Assert.Single(type.GetConstructors()));
}
