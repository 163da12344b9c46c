using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backline.Server.Tests.Devices;

public class DevicePageTests(DevicesApp app) : IClassFixture<DevicesApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_a_device_tells_cover_count_and_history()
    {
        using var made = await DevicesApp.AddAsync(app.Customer, new { serial = "PAGE1", modelName = "Probe Station 9", siteId = app.Milano, room = "3.12" });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("device").GetProperty("id").GetGuid();

        var page = await app.Customer.GetStringAsync($"/devices/{id}", Stop);

        Assert.Contains("Probe Station 9, room 3.12", page, StringComparison.Ordinal);
        Assert.Contains("Not counted: not in the contract", page, StringComparison.Ordinal);
        Assert.Contains("Added to the fleet", page, StringComparison.Ordinal);
        Assert.Contains("bl-verdict", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_details_name_category_and_source_in_words()
    {
        using var made = await DevicesApp.AddAsync(app.Customer, new { serial = "PAGE3", modelName = "Probe Station 9" });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("device").GetProperty("id").GetGuid();
        await app.Seed.ExecuteAsync("update device set source = 'lens-inventory', last_seen_at = now() where id = $1", id);

        var page = await app.Customer.GetStringAsync($"/devices/{id}", Stop);

        Assert.Contains("Poly Lens inventory", page, StringComparison.Ordinal);
        Assert.DoesNotContain("(lens-inventory)", page, StringComparison.Ordinal);
        Assert.Contains("Last seen", page, StringComparison.Ordinal);
        Assert.Contains("On sale", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/devices/new")]
    [InlineData("/devices/models-waiting")]
    [InlineData("/devices?presence=removed")]
    [InlineData("/devices/rows?q=PAGE")]
    public async Task Every_page_opens(string href)
    {
        foreach (var client in new[] { app.Customer, app.PartnerClient, app.Vendor })
        {
            using var answer = await client.GetAsync(href, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_device_of_another_account_has_no_page()
    {
        using var made = await DevicesApp.AddAsync(app.Customer, new { serial = "PAGE2", modelName = "x" });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("device").GetProperty("id").GetGuid();

        using var answer = await app.OtherCustomer.GetAsync($"/devices/{id}", Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
