using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Devices;

public partial class DeviceChangeTests(DevicesApp app) : IClassFixture<DevicesApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_added_by_hand_is_found_counted_and_told_in_its_history()
    {
        var before = await PresentAsync();

        using var answer = await DevicesApp.AddAsync(app.Customer, new { serial = "add-1", modelName = "Probe-Station 9", siteId = app.Milano });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        var device = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("device");
        Assert.Equal("video", device.GetProperty("category").GetString());
        Assert.Equal("Milano", device.GetProperty("site").GetString());
        Assert.Equal(before + 1, await PresentAsync());
        var events = await DevicesApp.JsonAsync(app.Customer, $"/api/v1/devices/{device.GetProperty("id").GetGuid()}/events");
        Assert.Equal("added", events.GetProperty("items")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task The_same_serial_number_twice_in_an_account_is_refused()
    {
        (await DevicesApp.AddAsync(app.Customer, new { serial = "TWICE1", modelName = "x" })).Dispose();

        using var answer = await DevicesApp.AddAsync(app.Customer, new { serial = "twice 1", modelName = "x" });

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("device.serial-taken", await CodeAsync(answer));
    }

    [Theory]
    [InlineData("1.23E+15", null, "device.serial-damaged")]
    [InlineData("N/A", null, "device.serial-filler")]
    [InlineData(null, "00:00:00:00:00:00", "device.mac-invalid")]
    [InlineData(null, null, "device.no-serial-or-mac")]
    public async Task What_would_not_identify_a_device_is_refused_by_name(string? serial, string? mac, string code)
    {
        using var answer = await DevicesApp.AddAsync(app.Customer, new { serial, mac, modelName = "x" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("code").GetString() == code);
    }

    [Fact]
    public async Task A_removed_device_leaves_the_count_keeps_its_reason_and_can_be_restored()
    {
        var (id, etag) = await MadeAsync("REMOVE1");
        var before = await PresentAsync();

        using var removed = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}/removal", new { reason = "scrapped" }, etag);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal(before - 1, await PresentAsync());
        using var again = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}/removal", new { reason = "lost" }, removed.Headers.ETag!.Tag);
        Assert.Equal("device.is-removed", await CodeAsync(again));

        using var restore = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/devices/{id}/removal");
        restore.Headers.IfMatch.Add(removed.Headers.ETag);
        using var restored = await app.Customer.SendAsync(restore, Stop);
        Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        Assert.Equal(before, await PresentAsync());
    }

    [Fact]
    public async Task The_history_says_what_a_person_changed_before_and_after()
    {
        var (id, etag) = await MadeAsync("HISTORY1");
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Porto");
        using var changed = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { serial = "HISTORY2", modelId = app.StudioX, siteId = site, room = "4.02" }, etag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var moved = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { serial = "HISTORY2", modelId = app.StudioX, siteId = app.Milano, room = "4.02" }, changed.Headers.ETag!.Tag);
        using var removed = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}/removal", new { reason = "scrapped" }, moved.Headers.ETag!.Tag);

        var page = Told().Replace(WebUtility.HtmlDecode(await app.Customer.GetStringAsync($"/devices/{id}", Stop)), "");

        Assert.Contains("Serial number: HISTORY1 → HISTORY2", page, StringComparison.Ordinal);
        Assert.Contains("Room: – → 4.02", page, StringComparison.Ordinal);
        Assert.Contains("Site: Porto → Milano", page, StringComparison.Ordinal);
        Assert.Contains("State: In the fleet → Removed", page, StringComparison.Ordinal);
        // moved alone: nothing else of it was changed
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from device_event where device_id = $1 and kind = 'edited'", id));
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Told();

    [Fact]
    public async Task A_missing_device_put_back_is_missing_still()
    {
        var (id, etag) = await MadeAsync("MISSING7");
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("update device set missing_since = '2026-10-01' where id = $1", id);
        using var removed = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}/removal", new { reason = "scrapped" }, etag);
        using var restore = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/devices/{id}/removal");
        restore.Headers.IfMatch.Add(removed.Headers.ETag!);
        using var restored = await app.Customer.SendAsync(restore, Stop);

        Assert.Equal(new DateOnly(2026, 10, 1), await seed.ScalarAsync<DateOnly>("select missing_since from device where id = $1 and removed_at is null", id));
    }

    [Fact]
    public async Task A_change_names_the_version_it_is_based_on()
    {
        var (id, etag) = await MadeAsync("VERSION1");
        using var first = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { serial = "VERSION1", modelName = "x", room = "3.12" }, etag);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);

        using var second = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { serial = "VERSION1", modelName = "x", room = "4.01" }, etag);

        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
    }

    [Fact]
    public async Task A_device_of_another_account_does_not_exist()
    {
        var (id, etag) = await MadeAsync("HIDDEN1");

        using var read = await app.OtherCustomer.GetAsync($"/api/v1/devices/{id}", Stop);
        using var change = await DevicesApp.PutAsync(app.OtherCustomer, $"/api/v1/devices/{id}/removal", new { reason = "lost" }, etag);

        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, change.StatusCode);
    }

    [Fact]
    public async Task A_serial_number_of_another_account_is_taken_over_by_the_vendor_only()
    {
        var (old, _) = await MadeAsync("ROAMING1");

        using var refused = await DevicesApp.AddAsync(app.OtherCustomer, new { serial = "ROAMING1", modelName = "x" });
        Assert.Equal("device.serial-elsewhere", await CodeAsync(refused));
        using var notTheirs = await DevicesApp.AddAsync(app.OtherCustomer, new { serial = "ROAMING1", modelName = "x", takeOver = true });
        Assert.Equal("device.take-over-by-vendor", await CodeAsync(notTheirs));
        using var taken = await DevicesApp.AddAsync(app.Vendor, new { accountId = app.Other, serial = "ROAMING1", modelName = "x", takeOver = true });

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        var left = await DevicesApp.JsonAsync(app.Customer, $"/api/v1/devices/{old}");
        Assert.Equal(app.Other, left.GetProperty("movedToAccount").GetGuid());
        using var back = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/devices/{old}/removal");
        back.Headers.TryAddWithoutValidation("If-Match", "*");
        using var refusedBack = await app.Customer.SendAsync(back, Stop);
        Assert.Equal("device.moved-away", await CodeAsync(refusedBack));
    }

    [Fact]
    public async Task A_waiting_name_gets_its_model_for_every_device_at_once()
    {
        (await DevicesApp.AddAsync(app.Customer, new { serial = "WAIT1", modelName = "Prob Station IX" })).Dispose();
        (await DevicesApp.AddAsync(app.OtherCustomer, new { serial = "WAIT2", modelName = "prob-station ix" })).Dispose();
        var waiting = await DevicesApp.JsonAsync(app.Vendor, "/api/v1/waiting-models");
        Assert.Contains(waiting.GetProperty("items").EnumerateArray(), name => name.GetProperty("name").GetString() == "Prob Station IX");
        using var notTheirs = await app.Customer.PutAsJsonAsync("/api/v1/waiting-models/model", new { name = "Prob Station IX", modelId = app.StudioX }, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, notTheirs.StatusCode);

        using var answer = await app.Vendor.PutAsJsonAsync("/api/v1/waiting-models/model", new { name = "Prob Station IX", modelId = app.StudioX }, Stop);

        Assert.Equal(2, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("devices").GetInt32());
        var mine = await DevicesApp.JsonAsync(app.Customer, "/api/v1/devices?q=WAIT1");
        Assert.Equal("Probe Station 9", mine.GetProperty("items")[0].GetProperty("model").GetString());
        using var next = await DevicesApp.AddAsync(app.Customer, new { serial = "WAIT3", modelName = "PROB STATION IX" });
        Assert.Equal("video", (await next.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("device").GetProperty("category").GetString());
    }

    private async Task<int> PresentAsync() => await app.Seed.ScalarAsync<int>("select device_count from account where account_id = $1", app.Nordhaven);

    private async Task<(Guid Id, string Etag)> MadeAsync(string serial)
    {
        using var answer = await DevicesApp.AddAsync(app.Customer, new { serial, modelName = "x" });
        return ((await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("device").GetProperty("id").GetGuid(), answer.Headers.ETag!.Tag);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString();
}
