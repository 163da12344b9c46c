using System.Net;
using Backline.Server.Features.Devices;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Audit;

/// <summary>The audit is read by people: in serial numbers and amounts, and without what did not change.</summary>
public sealed class AuditPageTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Fact]
    public async Task Devices_changed_together_are_named_by_their_serial_numbers()
    {
        var account = await seed.AccountAsync("Removed together");
        Guid[] ids = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        await seed.ExecuteAsync(
            """
            insert into device (account_id, id, category, model_name, serial, serial_key, mac, source, first_seen_at, updated_at)
            values ($1, $2, 'video', 'x', '8G-REMOVED', '8GREMOVED', null, 'by-hand', now(), now()), ($1, $3, 'video', 'x', null, null, '0004f2aabbcc', 'by-hand', now(), now())
            """, account, ids[0], ids[1]);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
            await scope.ServiceProvider.GetRequiredService<DeviceBulkOperations>().RemoveAsync(ids, "Stolen", TestContext.Current.CancellationToken);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        }

        var page = await ReadAsync(account);

        Assert.Contains("0004f2aabbcc, 8G-REMOVED", page, StringComparison.Ordinal);
        Assert.DoesNotContain(ids[0].ToString(), page, StringComparison.Ordinal);
        Assert.DoesNotContain(">device", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Number of the thing", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_of_a_contract_is_told_with_its_currency_and_a_figure_that_stayed_is_not()
    {
        var account = await seed.AccountAsync("Priced anew");
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        object Terms(decimal price) => new { planCode = "poly-plus-enterprise", startsOn = "2026-01-01", endsOn = "2026-12-31", categories = new[] { new { category = "video", counted = 10, advancePercent = 0, unitPrice = price } } };
        var drafted = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(30) });
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{drafted["id"].GetGuid()}", Terms(1350), drafted.Etag)).Status);

        var changed = await ReadAsync(account, "contract.changed");

        Assert.Contains("30.00 EUR", changed, StringComparison.Ordinal);
        Assert.Contains("1,350.00 EUR", changed, StringComparison.Ordinal);
        Assert.DoesNotContain("advance percent", changed, StringComparison.Ordinal);
    }

    private async Task<string> ReadAsync(Guid account, string action = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/audit?account={account}&action={action}") { Headers = { Authorization = new("Bearer", await seed.VendorKeyAsync()) } };
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
