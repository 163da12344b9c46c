using System.Net;
using System.Text.Json;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Access;

/// <summary>PO-2: who is served under a brand sees the brand, and none of the people behind it.</summary>
public sealed class FrontingTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private const string VendorPerson = "Agatha Backstage";
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Theory]
    [InlineData("Front Care", ShippedPlans.PartnerBranded, false)]
    [InlineData("Front Care", ShippedPlans.PolyPlusEnterprise, true)]
    [InlineData(null, ShippedPlans.PartnerBranded, true)]
    public async Task A_customer_sees_the_brand_where_there_is_one(string? brand, string plan, bool seesTheVendor)
    {
        var partner = await seed.PartnerAsync("Front Partner", brand: brand);
        var account = await seed.AccountAsync("Served Ltd", partner);
        await seed.ContractAsync(account, plan);
        await seed.ExecuteAsync("update account set success_manager = $2 where account_id = $1", account, VendorPerson);
        await app.ActAsync(account, partner, VendorPerson, new { name = "a", successManager = "Somebody" }, new { name = "b", successManager = VendorPerson });
        var key = await seed.KeyAsync(Roles.CustomerAdministrator, account);

        foreach (var path in (string[])["/", "/account", "/audit", "/audit/export", $"/api/v1/accounts/{account}", "/api/v1/audit-entries"])
        {
            var text = await ReadAsync(key, path);
            Assert.True(text.Contains(VendorPerson, StringComparison.Ordinal) == seesTheVendor, path);
            if (brand is not null) Assert.True(text.Contains(brand, StringComparison.Ordinal) != seesTheVendor, path);
        }
    }

    [Theory]
    [InlineData("active", -30, 300, true)]
    [InlineData("draft", -30, 300, false)]
    [InlineData("active", 2, 300, false)]
    [InlineData("active", -300, -2, false)]
    [InlineData("ended", -30, 300, false)]
    public async Task The_brand_stands_on_the_portal_while_a_branded_contract_is_in_force(string state, int begins, int ends, bool branded)
    {
        var account = await seed.AccountAsync("Served Ltd", await seed.PartnerAsync("Front Partner", brand: "Front Care"));
        await seed.ContractAsync(account, ShippedPlans.PartnerBranded, state, begins, ends);

        var page = await ReadAsync(await seed.KeyAsync(Roles.CustomerUser, account), "/devices");

        Assert.Equal(branded, page.Contains("Front Care", StringComparison.Ordinal));
        Assert.Equal(!branded, page.Contains("Backline</a>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partner_sees_its_brand_whatever_its_customers_have()
    {
        var partner = await seed.PartnerAsync("Front Partner", brand: "Front Care");

        Assert.Contains("Front Care", await ReadAsync(await seed.KeyAsync(Roles.Partner, null, partner), "/devices"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backstage", 0)]
    [InlineData("front care", 1)]
    public async Task Whoever_is_hidden_is_not_found_by_name(string actor, int found)
    {
        var partner = await seed.PartnerAsync("Front Partner", brand: "Front Care");
        var account = await seed.AccountAsync("Served Ltd", partner);
        await seed.ContractAsync(account, ShippedPlans.PartnerBranded);
        await app.ActAsync(account, partner, VendorPerson, new { name = "a", successManager = "Somebody" }, new { name = "b", successManager = VendorPerson });

        var text = await ReadAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account), $"/api/v1/audit-entries?actor={actor}");

        using var page = JsonDocument.Parse(text);
        Assert.Equal(found, page.RootElement.GetProperty("items").GetArrayLength());
    }

    private async Task<string> ReadAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", key) } };
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
