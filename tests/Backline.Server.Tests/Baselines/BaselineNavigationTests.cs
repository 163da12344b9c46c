using System.Net;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Baselines;

/// <summary>Baselines and quotes are offered to whoever has a contract that counts (PL-1, BL-2).</summary>
public sealed class BaselineNavigationTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Theory]
    [InlineData(ShippedPlans.PolyPlus, "active", false)]
    [InlineData(ShippedPlans.PolyPlusEnterprise, "active", true)]
    [InlineData(ShippedPlans.PolyPlusEnterprise, "ended", true)]
    [InlineData(ShippedPlans.PolyPlusEnterprise, "draft", false)]
    public async Task A_customer_is_offered_baselines_where_a_contract_has_one(string plan, string state, bool offered)
    {
        var account = await seed.AccountAsync("Counted Ltd");
        await seed.ContractAsync(account, plan, state);

        var page = await ReadAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account), "/devices");

        Assert.Equal(offered, page.Contains("href=\"/baselines\"", StringComparison.Ordinal));
        Assert.Equal(offered, page.Contains("href=\"/quotes\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_comes_there_by_serial_numbers_reads_that_the_plan_has_no_baseline()
    {
        var account = await seed.AccountAsync("Serial Ltd");
        await seed.ContractAsync(account, ShippedPlans.PolyPlus);
        await seed.ContractAsync(account, ShippedPlans.PolyPlusEnterprise, "draft");

        var page = await ReadAsync(await seed.KeyAsync(Roles.CustomerAdministrator, account), "/baselines");

        Assert.Contains("No baseline in your plan", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/contracts\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vendor_is_always_offered_them() =>
        Assert.Contains("href=\"/baselines\"", await ReadAsync(await seed.VendorKeyAsync(), "/devices"), StringComparison.Ordinal);

    private async Task<string> ReadAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", key) } };
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
