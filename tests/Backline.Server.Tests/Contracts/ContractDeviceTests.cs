using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>Contracts for single devices name them by serial number.</summary>
public sealed class ContractDeviceTests(AppFixture app) : ContractTests(app)
{
    [Fact]
    public async Task Each_line_of_a_list_of_serials_gets_its_verdict()
    {
        var api = await AdministratorAsync();
        var account = await Seed.AccountAsync("By serial");
        await DevicesAsync(account, "video", 2);
        await DevicesAsync(account, "infrastructure", 1);
        await Seed.ExecuteAsync("insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) select $1, gen_random_uuid(), id, category, name, 'OLD1', 'OLD1', 'by-hand', now(), now() from model where lifecycle = 'end-of-support' and category = 'video' limit 1", account);
        await Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'unknown', 'x', 'THEIRS1', 'THEIRS1', 'by-hand', now(), now())", await Seed.AccountAsync("Theirs"));
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: [new { category = "video", unitPrice = 24 }]) });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}/devices";
        await DevicesAsync(account, "headset", 1);
        await DevicesAsync(account, "room-accessory", 1);
        await Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'unknown', 'x', 'WAITS1', 'WAITS1', 'by-hand', now(), now())", account);
        await api.PostAsync(path, new { serials = new[] { "snvideo2" } });

        var answer = await api.PostAsync(path, new { serials = new[] { "SNvideo1", "sn video2", "SNVIDEO1", "ELSEWHERE9", "N/A", "1.23E+15", "SNinfrastructure1", "OLD1", "THEIRS1", "SNheadset1", "SNroom-accessory1", "WAITS1" } });

        Assert.Equal(["added", "already-named", "twice-in-list", "not-in-inventory", "no-serial", "damaged-serial", "needs-quote", "end-of-support", "in-another-account", "category-not-selected", "accessory", "model-unknown"],
            answer["lines"].EnumerateArray().Select(line => line.GetProperty("verdict").GetString()));
        Assert.Equal((1, "SNVIDEO1", "headset"), (answer["added"].GetInt32(), answer["lines"][0].GetProperty("serial").GetString(), answer["lines"][9].GetProperty("category").GetString()));
        Assert.Equal("added", (await api.PostAsync(path, new { serials = new[] { "SNinfrastructure1" }, basis = "ordered-quote", reference = "Q-77" }))["lines"][0].GetProperty("verdict").GetString()); // EL-3
        var named = (await api.GetAsync(path))["items"].EnumerateArray().ToList();
        Assert.Equal(3, named.Count);
        Assert.Equal(204, (await api.DeleteAsync($"{path}/{named[0].GetProperty("id").GetGuid()}")).Status);
        Assert.Equal(2, (await api.GetAsync(path))["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_device_is_named_by_its_MAC_address_too_and_lines_keep_their_numbers()
    {
        var api = await AdministratorAsync();
        using var browser = App.Browser(await Seed.VendorKeyAsync());
        var account = await Seed.AccountAsync("By MAC");
        await Seed.ExecuteAsync(
            """
            insert into device (account_id, id, model_id, category, model_name, serial, serial_key, mac, source, first_seen_at, updated_at)
            select $1, gen_random_uuid(), m.id, m.category, m.name, x.serial, x.serial, x.mac, 'by-hand', now(), now()
            from (select * from model where category = 'video' and lifecycle = 'active' limit 1) m, (values ('64167FCED22D', null), ('8L2003', '0004f2a0f41f')) x (serial, mac)
            """, account);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: [new { category = "video", unitPrice = 24 }]) });
        var path = $"/contracts/{draft["id"].GetGuid()}";

        var answer = await api.PostAsync($"/api/v1{path}/devices", new { serials = new[] { "64:16:7F:CE:D2:2D", "0004.f2a0.f41f", "8L2003", "00:04:f2:00:00:01" } });
        var page = await browser.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "name", ["serials"] = "NOTHING1; NOTHING2\r\n\r\nNOTHING3", ["basis"] = "serial" });

        Assert.Equal([("64167FCED22D", "added"), ("8L2003", "added"), ("8L2003", "twice-in-list"), ("00:04:F2:00:00:01", "not-in-inventory")],
            answer["lines"].EnumerateArray().Select(line => (line.GetProperty("serial").GetString()!, line.GetProperty("verdict").GetString()!)));
        Assert.Equal(["1 NOTHING1", "1 NOTHING2", "3 NOTHING3"], System.Text.RegularExpressions.Regex.Matches(page.Html, "data-l=\"Line\">(\\d+)</td><td[^>]*>(NOTHING\\d)").Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}"));
    }

    [Fact]
    public async Task A_contract_by_serial_number_orders_what_it_names_and_its_renewal_names_the_same() // PL-1
    {
        var api = await AdministratorAsync();
        using var browser = App.Browser(await Seed.VendorKeyAsync());
        var account = await Seed.AccountAsync("Four of many");
        await DevicesAsync(account, "video", 9);
        object[] Video(int? counted) => [new { category = "video", counted, unitPrice = 24 }];
        var form = await browser.PageAsync($"/contracts/new?account={account}&plan=poly-plus");
        Assert.Matches("name=\"video.selected\" value=\"true\" checked", form);
        Assert.DoesNotMatch("name=\"voice.selected\" value=\"true\" checked", form);
        Assert.DoesNotContain("Inventory today", form);
        Assert.Equal("contract.counted-not-named", (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: Video(353)) })).Code);

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: Video(null)) });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        Assert.Equal("contract.nothing-named", draft["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal("contract.nothing-named", (await api.PutAsync($"{path}/activation", etag: draft.Etag)).Code);
        await api.PostAsync($"{path}/devices", new { serials = new[] { "SNvideo1", "SNvideo2", "SNvideo3", "SNvideo4", "ELSEWHERE9" } });
        var named = await api.GetAsync(path);

        var video = named["categories"][0];
        Assert.Equal((0, 4, "96.00", JsonValueKind.Null), (draft["categories"][0].GetProperty("counted").GetInt32(), video.GetProperty("counted").GetInt32(), video.GetProperty("order").GetProperty("amount").GetString(), video.GetProperty("baseline").ValueKind));
        Assert.Contains("4 ordered, 4 named by serial number", await browser.PageAsync($"/contracts/{draft["id"].GetGuid()}/edit"));
        Assert.Equal(200, (await api.PutAsync($"{path}/activation", etag: named.Etag)).Status);
        var page = await browser.PageAsync($"/contracts/{draft["id"].GetGuid()}");
        Assert.Contains("4 ordered, 4 named by serial number", page);
        Assert.Contains("96.00", page);
        Assert.DoesNotContain("Trigger", page);
        var next = await api.PostAsync($"{path}/renewal");
        Assert.Equal((4, 4), (next["categories"][0].GetProperty("counted").GetInt32(), (await api.GetAsync($"/api/v1/contracts/{next["id"].GetGuid()}/devices"))["items"].GetArrayLength()));
    }

    [Fact]
    public async Task What_a_contract_by_serial_number_covers_is_in_no_count_and_waits_for_no_true_up() // PL-1
    {
        var api = await AdministratorAsync();
        using var browser = App.Browser(await Seed.VendorKeyAsync());
        var account = await Seed.AccountAsync("No baseline here");
        await DevicesAsync(account, "video", 1);
        await DevicesAsync(account, "headset", 1);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        async Task<string> ActiveAsync(DateOnly starts)
        {
            var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", Figure.Of(starts), Figure.Of(starts.AddDays(300)), [new { category = "video", unitPrice = 24 }]) });
            var path = $"/contracts/{draft["id"].GetGuid()}";
            await api.PostAsync($"/api/v1{path}/devices", new { serials = new[] { "SNvideo1" } });
            Assert.Equal(200, (await api.PutAsync($"/api/v1{path}/activation", etag: (await api.GetAsync($"/api/v1{path}")).Etag)).Status);
            return path;
        }
        var page = await browser.PageAsync(await ActiveAsync(today.AddDays(-100)));
        var later = await browser.PageAsync(await ActiveAsync(today.AddDays(201)));

        Assert.DoesNotContain("A true-up makes the first one", page);
        Assert.Contains("A contract by serial number has no true-ups", page);
        Assert.Matches("<h1[^§]*Active", page);
        Assert.Contains("Begins ", later);
        Assert.Contains("Begins ", await browser.PageAsync($"/contracts?q=No baseline here"));
        Assert.Equal(["headset not-counted-category-not-selected", "video no-baseline"],
            (await api.GetAsync($"/api/v1/devices?accountId={account}"))["items"].EnumerateArray().Select(device => $"{device.GetProperty("category").GetString()} {device.GetProperty("counting").GetString()}").Order(StringComparer.Ordinal));
        await Seed.ExecuteAsync("update device d set model_name = m.name from model m where m.id = d.model_id and d.account_id = $1", account);
        Assert.Equal(2, (await api.GetAsync($"/api/v1/devices?accountId={account}&counted=no"))["items"].GetArrayLength());
        var number = await Seed.ScalarAsync<string>("select number from account where account_id = $1", account);
        Assert.Matches(">\\s*No baseline\\s*<", await browser.PageAsync($"/devices?account={number}"));
    }

    [Fact]
    public async Task A_device_is_not_paid_for_twice_on_the_same_days()
    {
        var api = await AdministratorAsync();
        using var browser = App.Browser(await Seed.VendorKeyAsync());
        var account = await Seed.AccountAsync("Named once");
        await DevicesAsync(account, "video", 2);
        async Task<(string Path, string Number)> DraftAsync(string starts, string ends)
        {
            var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", starts, ends, [new { category = "video", unitPrice = 24 }]) });
            return ($"/contracts/{draft["id"].GetGuid()}", draft["number"].GetString()!);
        }
        async Task<JsonElement> NameAsync(string path) => (await api.PostAsync($"/api/v1{path}/devices", new { serials = new[] { "SNvideo1", "SNvideo2" } }))["lines"];
        async Task<ApiAnswer> ActivateAsync(string path) => await api.PutAsync($"/api/v1{path}/activation", etag: (await api.GetAsync($"/api/v1{path}")).Etag);
        var (first, number) = await DraftAsync("2026-01-01", "2026-12-31");
        var (second, _) = await DraftAsync("2026-12-31", "2027-06-30");
        await NameAsync(first);
        Assert.Equal("added", (await NameAsync(second))[0].GetProperty("verdict").GetString());
        Assert.Equal(200, (await ActivateAsync(first)).Status);

        var refused = await ActivateAsync(second);

        Assert.Equal((409, "contract.devices-named-by-another"), (refused.Status, refused.Code));
        Assert.Contains($"2 devices would be paid for twice: {number} names SNVIDEO1 on the same days", await browser.PageAsync(second));
        var (third, _) = await DraftAsync("2026-12-31", "2027-06-30");
        Assert.Equal(("named-by-another", number), ((await NameAsync(third))[1].GetProperty("verdict").GetString(), (await NameAsync(third))[1].GetProperty("by").GetString()));
        Assert.Equal("added", (await NameAsync((await DraftAsync("2027-01-01", "2027-06-30")).Path))[1].GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task An_account_wide_contract_needs_no_serials() // CO-1
    {
        var api = await AdministratorAsync();
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await Seed.AccountAsync("Account-wide"), terms = Terms() });

        Assert.Equal("contract.serials-not-needed", (await api.PostAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/devices", new { serials = new[] { "A1" } })).Code);
    }
}
