using Backline.Server.Platform.Access;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Access;

/// <summary>Who asks a list for another's account is told nothing: not of it, and not of their own instead.</summary>
public sealed class ForeignAccountTests(Programme programme) : IClassFixture<Programme>
{
    [Theory]
    [InlineData("baseline-checks")]
    [InlineData("true-ups")]
    [InlineData("quotes")]
    [InlineData("orders")]
    [InlineData("imports")]
    public async Task A_list_of_another_account_is_empty(string list)
    {
        var (own, other) = (await programme.Seed.AccountAsync("Own"), await programme.Seed.AccountAsync("Other"));
        await programme.YearAsync(own);
        await programme.FleetAsync(own, 230);
        await programme.ReportAsync(own, Programme.Day(3, 16));
        await programme.CheckAsync(own, Programme.Day(3, 17));
        var api = new ApiClient(programme.CreateClient(), await programme.Seed.KeyAsync(Roles.CustomerAdministrator, own));
        var quote = await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", own);
        await api.PostAsync("/api/v1/orders", new { quoteId = quote, customerOrder = "4500187" }, Guid.NewGuid().ToString());

        Assert.NotEqual(0, (await api.GetAsync($"/api/v1/{list}"))["items"].GetArrayLength());
        Assert.NotEqual(0, (await api.GetAsync($"/api/v1/{list}?accountId={own}"))["items"].GetArrayLength());
        Assert.Equal(0, (await api.GetAsync($"/api/v1/{list}?accountId={other}"))["items"].GetArrayLength());
    }
}
