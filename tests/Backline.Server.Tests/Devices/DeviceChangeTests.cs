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

    [Fact]
    public async Task The_audit_keeps_what_changed_of_a_device_and_nothing_else()
    {
        var (id, etag) = await MadeAsync("AUDITED1");
        var known = new { serial = "AUDITED1", modelName = "x" };
        using var same = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", known, etag);
        using var changed = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { known.serial, known.modelName, room = "Aalto", siteId = app.Milano }, etag);
        using var again = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { known.serial, known.modelName, room = "Aalto", siteId = app.Milano }, changed.Headers.ETag!.Tag);

        Assert.Equal((HttpStatusCode.OK, etag), (same.StatusCode, same.Headers.ETag!.Tag));
        Assert.Equal((HttpStatusCode.OK, changed.Headers.ETag.Tag), (again.StatusCode, again.Headers.ETag!.Tag));
        Assert.Equal("""{"site":null,"room":null} {"site":"Milano","room":"Aalto"}""", await app.Seed.ScalarAsync<string>(
            "select string_agg(d.before::text || ' ' || d.after::text, '; ') from audit_entry e join audit_detail d on d.account_id = e.account_id and d.sequence = e.sequence where e.action = 'device.changed' and e.subject_id = $1", id));
        Assert.Equal(2, await app.Seed.ScalarAsync<long>("select version from device where id = $1", id));
    }

    [Fact]
    public async Task A_name_of_ones_own_beside_a_model_of_the_list_is_refused_at_its_field()
    {
        var (id, etag) = await MadeAsync("BOTH1");
        using var api = await DevicesApp.PutAsync(app.Customer, $"/api/v1/devices/{id}", new { serial = "BOTH1", modelId = app.StudioX, modelName = "Probe 9 special" }, etag);

        var form = await app.Customer.SubmitAsync($"/devices/{id}/edit", new()
        {
            ["_handler"] = "device", ["Input.Version"] = "1", ["Input.Serial"] = "BOTH1", ["Input.Model"] = app.StudioX.ToString(), ["Input.ModelName"] = "Probe 9 special",
        });

        Assert.Equal((HttpStatusCode.BadRequest, "input.invalid"), (api.StatusCode, await CodeAsync(api)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, form.Status);
        Assert.Contains("id=\"Input-ModelName-error\"", form.Html, StringComparison.Ordinal);
        Assert.Contains("Choose “Not in this list” for a name of your own", form.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Probe 9 special\"", form.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_model_of_the_catalogue_can_be_set_for_selected_devices()
    {
        await MadeAsync("SETMODEL1");
        var unseen = Guid.CreateVersion7();
        await app.Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Test', 'Nobody Has It', 'nobodyhasit', 'video', 'active')", unseen);

        var page = await app.Customer.PageAsync("/devices?q=SETMODEL1");
        var models = await app.Customer.PageAsync("/devices/models");

        // asked for when somebody opens the selection: hundreds of options on every page would be paid for by everybody
        Assert.Contains("hx-get=\"/devices/models\" hx-trigger=\"toggle once\" hx-target=\"#model\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(unseen.ToString(), page, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{unseen}\">Nobody Has It</option>", models, StringComparison.Ordinal);
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
