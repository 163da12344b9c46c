using System.Net;
using System.Text.Json;
using Backline.Domain.Accounts;
using Backline.Server.Features.Devices;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Devices;

/// <summary>Lists over 60,000 devices: whole, in order, scoped, and never read row by row.</summary>
public class DeviceListTests(DeviceListTests.Fleet app) : IClassFixture<DeviceListTests.Fleet>
{
    public static readonly TheoryData<string> Lists = [.. from sort in new[] { "serial", "-serial", "model", "-model", "seen", "-seen" }
        from filter in new[] { "", "category=video", "category=unknown", "presence=missing", "presence=unseen", "presence=removed", "counted=no", "counted=end-of-support", "category=video&counted=end-of-support", "lifecycle=active", "lifecycle=end-of-sale", "category=video&lifecycle=active", "lifecycle=active&counted=no", "siteId=none&lifecycle=active", "presence=missing&lifecycle=active", "q=SN0000", "q=Desk%2012", "q=Probe%20Station", "siteId=none", "siteId=none&category=video", "siteId=none&counted=no" }
        select $"{filter}&sort={sort}"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_list_goes_on_where_its_page_ended(string list)
    {
        var all = await IdsAsync($"/api/v1/devices?{list}&limit=200");
        var first = await DevicesApp.JsonAsync(app.App.Customer, $"/api/v1/devices?{list}&limit=7");
        var cursor = first.GetProperty("next").GetString();
        var second = cursor is null ? [] : await IdsAsync($"/api/v1/devices?{list}&limit=7&cursor={cursor}");

        Assert.Equal(all.Take(14), [.. Ids(first), .. second]);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_list_goes_back_to_where_it_came_from(string list)
    {
        var first = await DevicesApp.JsonAsync(app.App.Customer, $"/api/v1/devices?{list}&limit=7");
        if (first.GetProperty("next").GetString() is not { } next) return;
        var second = await DevicesApp.JsonAsync(app.App.Customer, $"/api/v1/devices?{list}&limit=7&cursor={next}");

        var again = await DevicesApp.JsonAsync(app.App.Customer, $"/api/v1/devices?{list}&limit=7&cursor={second.GetProperty("back").GetString()}");

        Assert.Equal(Ids(first), Ids(again));
        Assert.Null(again.GetProperty("back").GetString());
        Assert.Equal(next, again.GetProperty("next").GetString());
    }

    [Fact]
    public async Task Devices_at_no_site_are_listed_also_without_an_account()
    {
        await app.App.Seed.ExecuteAsync("update device set site_id = $2 where account_id = $1 and serial_key = 'SN00000002'", app.App.Nordhaven, app.App.Milano);
        foreach (var client in new[] { app.App.Vendor, app.App.PartnerClient, app.App.Customer })
        {
            var some = await DevicesApp.JsonAsync(client, "/api/v1/devices?siteId=none&q=SN0000000&limit=50");
            var page = await client.GetStringAsync("/devices?site=none&q=SN0000000", Stop);
            var there = await client.GetStringAsync($"/devices?site={app.App.Milano}", Stop);

            Assert.Equal(7, some.GetProperty("items").GetArrayLength());
            Assert.All(some.GetProperty("items").EnumerateArray(), device => Assert.Equal(JsonValueKind.Null, device.GetProperty("site").ValueKind));
            Assert.Contains("SN00000003", page, StringComparison.Ordinal);
            Assert.DoesNotContain("SN00000002", page, StringComparison.Ordinal);
            Assert.Contains("Site: Milano", there, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_site_ID_finds_the_devices_of_that_site()
    {
        var number = await app.App.Seed.ScalarAsync<string>("select number from site where id = $1", app.App.Milano);
        await app.App.Seed.ExecuteAsync("update device set site_id = $2 where account_id = $1 and serial_key = 'SN00000014'", app.App.Nordhaven, app.App.Milano);
        foreach (var client in new[] { app.App.Vendor, app.App.PartnerClient, app.App.Customer })
        {
            var found = await DevicesApp.JsonAsync(client, $"/api/v1/devices?q={number!.ToLowerInvariant()}");
            var page = await client.GetStringAsync($"/devices?q={number}", Stop);

            Assert.Contains("SN00000014", found.GetProperty("items").EnumerateArray().Select(device => device.GetProperty("serial").GetString()));
            Assert.All(found.GetProperty("items").EnumerateArray(), device => Assert.Equal("Milano", device.GetProperty("site").GetString()));
            Assert.Contains("at the site of that ID", page, StringComparison.Ordinal);
        }
        Assert.Equal(0, (await DevicesApp.JsonAsync(app.App.OtherCustomer, $"/api/v1/devices?q={number}")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_search_that_finds_nothing_says_how_it_looked()
    {
        var page = await app.App.Customer.GetStringAsync("/devices?q=station", Stop);
        var nothing = await app.App.Customer.GetStringAsync("/devices?q=zimmermann", Stop);

        Assert.Contains("Probe Station 9", page, StringComparison.Ordinal);
        Assert.Contains("are looked up from their beginning", nothing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lifecycle=active", true)]
    [InlineData("lifecycle=active&category=video", true)]
    [InlineData("lifecycle=active&category=unknown", false)]
    [InlineData("lifecycle=end-of-sale", false)]
    [InlineData("lifecycle=end-of-support&counted=no", false)]
    public async Task The_lifecycle_of_the_model_filters(string list, bool some)
    {
        var items = (await DevicesApp.JsonAsync(app.App.Customer, $"/api/v1/devices?{list}")).GetProperty("items").EnumerateArray().ToList();
        var page = await app.App.Customer.GetStringAsync($"/devices?{list}", Stop);

        Assert.Equal(some, items.Count > 0);
        Assert.All(items, device => Assert.Equal("Probe Station 9", device.GetProperty("model").GetString()));
        Assert.Contains("Lifecycle: ", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Side.Customer)]
    [InlineData(Side.Partner)]
    [InlineData(Side.Vendor)]
    public async Task No_list_reads_the_table_row_by_row_or_sorts_it_whole(Side side)
    {
        await using var scope = app.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(QueryPlan.Reader(side, app.App.Nordhaven, app.App.Partner));
        var devices = scope.ServiceProvider.GetRequiredService<DeviceQueries>();
        var faults = new List<string>();
        foreach (var list in Lists)
        {
            var filter = DeviceFilter.From(new QueryCollection(QueryHelpers.ParseQuery("?" + list.Data)));
            var next = (await devices.PageAsync(filter, null, 50, Stop)).Next;
            foreach (var cursor in new[] { null, next }.Distinct())
            {
                if (await devices.StatementAsync(filter, cursor, 50, Stop) is not { } statement) continue;
                var plan = await QueryPlan.OfAsync(scope.ServiceProvider, statement, Stop);
                if (plan.Fault("device", mostSorted: 2_000) is { Length: > 0 } fault) faults.Add($"{list.Data}{(cursor is null ? "" : ", second page")}: {fault}");
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData(Side.Customer, "category=video")]
    [InlineData(Side.Partner, "category=video")]
    [InlineData(Side.Vendor, "category=video")]
    [InlineData(Side.Vendor, "q=Probe%20Station")]
    public async Task Of_devices_of_several_models_only_those_shown_are_read_from_the_table(Side side, string list)
    {
        await using var scope = app.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(QueryPlan.Reader(side, app.App.Nordhaven, app.App.Partner));
        var statement = await scope.ServiceProvider.GetRequiredService<DeviceQueries>().StatementAsync(DeviceFilter.From(new QueryCollection(QueryHelpers.ParseQuery("?" + list))), null, 50, Stop);

        var plan = await QueryPlan.OfAsync(scope.ServiceProvider, statement!.Value, Stop);

        Assert.True(plan.ReadsIndexAlone("device"), statement.Value.Sql);
    }

    [Fact]
    public async Task Not_counted_shows_the_devices_the_monthly_check_would_not_count()
    {
        var shown = await DevicesApp.JsonAsync(app.App.Customer, "/api/v1/devices?counted=no&limit=200");
        var page = await app.App.Customer.GetStringAsync("/devices?counted=no", Stop);

        Assert.All(shown.GetProperty("items").EnumerateArray(), device => Assert.StartsWith("not-counted", device.GetProperty("counting").GetString(), StringComparison.Ordinal));
        // no contract selects video: what would count under one does not count here
        Assert.Contains(shown.GetProperty("items").EnumerateArray(), device => device.GetProperty("counting").GetString() == "not-counted-category-not-selected");
        Assert.Contains("1,000&#x2B;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_filter_by_model_offers_the_models_of_the_fleet()
    {
        await app.App.Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Poly', 'Nobody Has It 1', 'nobodyhasit1', 'voice', 'active') on conflict do nothing", Guid.CreateVersion7());
        foreach (var client in new[] { app.App.Customer, app.App.PartnerClient, app.App.Vendor })
        {
            var page = await client.GetStringAsync("/devices", Stop);
            // below the list, where a model is set, there are all
            if (page.IndexOf("/devices/selection/export", StringComparison.Ordinal) is > 0 and var list) page = page[..list];
            Assert.DoesNotContain("Nobody Has It 1", page, StringComparison.Ordinal);
            Assert.Contains("Probe Station 9</option>", page, StringComparison.Ordinal);
        }
        var nobodys = await app.App.Seed.ScalarAsync<Guid>("select id from model where name = 'Nobody Has It 1'");
        Assert.Contains("Nobody Has It 1</option>", await app.App.Vendor.GetStringAsync($"/devices?model={nobodys}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_views_of_a_large_fleet_count_what_is_few_exactly_also_the_second_time()
    {
        var first = await app.App.OtherCustomer.GetStringAsync("/devices", Stop);
        await app.App.Seed.ExecuteAsync("update device set missing_since = null where account_id = $1 and serial_key = 'OT00000501'", app.App.Other);
        var second = await app.App.OtherCustomer.GetStringAsync("/devices", Stop);

        Assert.Matches(@"presence=missing[^>]*>[^<]*<[^>]*>\s*60\b", first);
        Assert.Matches(@"presence=missing[^>]*>[^<]*<[^>]*>\s*59\b", second);
        Assert.Contains("1,000&#x2B;", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_is_chosen_by_its_number_or_by_words_of_its_name()
    {
        var number = await app.App.Seed.ScalarAsync<string>("select number from account where account_id = $1", app.App.Nordhaven);
        foreach (var typed in new[] { number, number + " Nordhaven", "nordh" })
        {
            var page = await app.App.Vendor.GetStringAsync($"/devices?account={Uri.EscapeDataString(typed!)}&q=OT0000", Stop);
            Assert.Contains($"value=\"{number} Nordhaven\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain("OT00000002", page, StringComparison.Ordinal);
        }
        Assert.Contains($"{number} Nordhaven", await app.App.Vendor.GetStringAsync("/devices/accounts?account=nordh", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("SN0000", await app.App.Vendor.GetStringAsync("/devices?account=nobody", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sort=price")]
    [InlineData("category=toaster")]
    [InlineData("site=7")]
    [InlineData("cursor=abc")]
    [InlineData("limit=1000")]
    public async Task What_is_no_filter_is_refused(string query)
    {
        using var answer = await app.App.Customer.GetAsync($"/api/v1/devices?{query}", Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_list_shows_no_device_of_another_account()
    {
        var others = await DevicesApp.JsonAsync(app.App.OtherCustomer, "/api/v1/devices?limit=200");
        var asked = await DevicesApp.JsonAsync(app.App.OtherCustomer, $"/api/v1/devices?accountId={app.App.Nordhaven}");

        Assert.All(others.GetProperty("items").EnumerateArray(), device => Assert.Equal(app.App.Other, device.GetProperty("accountId").GetGuid()));
        Assert.Empty(asked.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_export_holds_every_row_and_neutralises_formulas()
    {
        var text = await app.App.OtherCustomer.GetStringAsync("/api/v1/devices/export?q=EVIL", Stop);

        Assert.StartsWith("Account,", text, StringComparison.Ordinal);
        Assert.Contains("'=cmd()", text, StringComparison.Ordinal);
        var whole = await app.App.Customer.GetStringAsync("/api/v1/devices/export", Stop);
        Assert.Equal(30_000 - Fleet.Removed, whole.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task The_page_of_a_large_fleet_counts_a_list_to_a_thousand()
    {
        var page = await app.App.Customer.GetStringAsync("/devices?category=video", Stop);

        Assert.Contains("1,000&#x2B;", page, StringComparison.Ordinal);
        Assert.Contains("rel=\"next\"", page, StringComparison.Ordinal);
    }

    private async Task<List<Guid>> IdsAsync(string href) => Ids(await DevicesApp.JsonAsync(app.App.Customer, href));

    private static List<Guid> Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(device => device.GetProperty("id").GetGuid())];

    /// <summary>30,000 devices of the customer, as many of another account; few of them unseen, as in life: of a filter that matches half of a table PostgreSQL may rightly read the table and stop early.</summary>
    public sealed class Fleet(TestDatabase.TestPostgres postgres) : IAsyncLifetime
    {
        public const int Removed = 100;

        public DevicesApp App { get; } = new(postgres);

        public async ValueTask InitializeAsync()
        {
            await App.InitializeAsync();
            foreach (var (account, prefix) in new[] { (App.Nordhaven, "SN"), (App.Other, "OT") })
            {
                await App.Seed.ExecuteAsync(
                    """
                    insert into device (account_id, id, partner_id, model_id, category, model_name, serial, serial_key, mac, name, name_key, source, first_seen_at, last_seen_at, missing_since, removed_at, removed_reason, updated_at)
                    select a.account_id, gen_random_uuid(), a.partner_id, case when i % 2 = 0 then $2::uuid end, case when i % 2 = 0 then 'video' when i % 3 = 0 then 'unknown' else 'room-accessory' end,
                        case when i % 2 = 0 then 'Probe Station 9' else 'Thing ' || i % 7 end, $3 || lpad(i::text, 8, '0'), $3 || lpad(i::text, 8, '0'), null, 'Desk ' || i, 'desk ' || i, 'lens-inventory',
                        now(), case when i % 10 > 0 then now() - make_interval(hours => case when i % 20 = 1 then i % 4000 else i % 1000 end) end, case when i % 500 = 1 then current_date end, case when i % 300 = 7 then now() - make_interval(mins => i) end,
                        case when i % 300 = 7 then 'lost' end, now()
                    from generate_series(1, 30000) i, account a where a.account_id = $1
                    """, account, App.StudioX, prefix);
            }
            await App.Seed.ExecuteAsync("update account a set device_count = (select count(*) from device d where d.account_id = a.account_id and d.removed_at is null)");
            await App.Seed.ExecuteAsync("update device set serial = 'EVIL1', serial_key = 'EVIL1', name = '=cmd()' where serial_key = 'OT00000001'");
            await App.Seed.ExecuteAsync("vacuum analyze");
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
