using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Quotes;

/// <summary>BL-5: purchase orders go to the authorised distributor, and the quote says which that is.</summary>
public class DistributorTests(Programme programme) : IClassFixture<Programme>
{
    [Theory]
    [InlineData(true, "Noordkade Distribution")]
    [InlineData(true, null)]
    [InlineData(false, null)]
    public async Task A_quote_through_the_partner_names_the_distributor_it_orders_from(bool throughPartner, string? distributor)
    {
        var partner = await programme.Seed.PartnerAsync("Ordering partner");
        await programme.Seed.ExecuteAsync("update partner set distributor = $2 where id = $1", partner, distributor ?? (throughPartner ? null : "Nobody's"));
        var account = await programme.Seed.AccountAsync("Orders", throughPartner ? partner : null);
        await programme.YearAsync(account, partner: throughPartner ? partner : null);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var id = await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account);
        var key = await programme.Seed.VendorKeyAsync();

        var quote = await new ApiClient(programme.Client, key).GetAsync($"/api/v1/quotes/{id}");

        Assert.Equal(distributor, quote.Body.TryGetProperty("distributor", out var named) ? named.GetString() : null);
        Assert.Contains(distributor is null ? "the order goes to the vendor." : "the order goes to Noordkade Distribution, the authorised distributor.", await PageAsync(await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account), $"/quotes/{id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_keeps_the_distributor_it_was_issued_with()
    {
        var partner = await programme.Seed.PartnerAsync("Changing partner");
        await programme.Seed.ExecuteAsync("update partner set distributor = 'First' where id = $1", partner);
        var account = await programme.Seed.AccountAsync("Keeps", partner);
        await programme.YearAsync(account, partner: partner);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));

        await programme.Seed.ExecuteAsync("update partner set distributor = 'Second' where id = $1", partner);

        Assert.Equal("First", await programme.Seed.ScalarAsync<string>("select distributor from quote where account_id = $1", account));
    }

    private async Task<string> PageAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", key) } };
        using var answer = await programme.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
