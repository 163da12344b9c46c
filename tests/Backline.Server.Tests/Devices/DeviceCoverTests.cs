using System.Net.Http.Json;
using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;

namespace Backline.Server.Tests.Devices;

/// <summary>The list says of each device what a coverage check of it says, over accounts with contracts of every kind.</summary>
public class DeviceCoverTests(DevicesApp app) : IClassFixture<DevicesApp>
{
    private const int Accounts = 12;
    private const int Devices = 16;
    private static readonly string[] plans = [ShippedPlans.PolyPlus, ShippedPlans.PolyPlusEnterprise, ShippedPlans.PartnerBranded];
    private static readonly string[] categories = ["headset", "video", "voice", "room-accessory", "infrastructure", "immersive-telepresence", "vertical-solution"];
    private uint state = 20_261_121;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_agrees_with_the_coverage_check()
    {
        await ModelsAsync();
        var outcomes = new HashSet<string>();
        for (var i = 0; i < Accounts; i++)
        {
            var account = await app.Seed.AccountAsync($"Covered {i}");
            await FleetAsync(account, i);
            foreach (var presence in new[] { "", "&presence=removed" })
            {
                var list = await DevicesApp.JsonAsync(app.Vendor, $"/api/v1/devices?accountId={account}&limit=200{presence}");
                foreach (var device in list.GetProperty("items").EnumerateArray())
                {
                    var serial = device.GetProperty("serial").GetString();
                    using var answer = await app.Vendor.PostAsJsonAsync("/api/v1/coverage-checks", new { accountId = account, serial }, Stop);
                    var check = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
                    Assert.Equal($"{serial} {check.GetProperty("outcome").GetString()}", $"{serial} {device.GetProperty("cover").GetString()}");
                    outcomes.Add(check.GetProperty("outcome").GetString()!);
                }
            }
        }

        Assert.Superset(new HashSet<string> { "covered", "not-covered", "needs-quote", "ambiguous" }, outcomes);
    }

    [Fact]
    public async Task The_page_and_the_export_show_the_cover()
    {
        using var made = await DevicesApp.AddAsync(app.Customer, new { serial = "COVER1", modelName = "Probe Station 9" });

        Assert.Contains("Not covered", await app.Customer.GetStringAsync("/devices?q=COVER1", Stop), StringComparison.Ordinal);
        Assert.Contains("not-covered", await app.Customer.GetStringAsync("/devices/export?q=COVER1", Stop), StringComparison.Ordinal);
    }

    private async Task ModelsAsync()
    {
        foreach (var category in categories)
        {
            foreach (var lifecycle in new[] { "active", "end-of-support" })
            {
                var name = $"Cover {category} {lifecycle}";
                await app.Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Test', $2, $3, $4, $5)", Guid.CreateVersion7(), name, ModelName.Key(name), category, lifecycle);
            }
        }
        foreach (var (code, name, settings) in ShippedPlans.All)
            await app.Seed.ExecuteAsync("insert into plan (id, code, name, settings) values ($1, $2, $3, $4::jsonb) on conflict do nothing", Guid.CreateVersion7(), code, name, JsonSerializer.Serialize(settings, BacklineJson.Options));
    }

    private async Task FleetAsync(Guid account, int number)
    {
        for (var device = 0; device < Devices; device++)
        {
            var model = Next(6) == 0 ? "Unheard of" : $"Cover {categories[Next(categories.Length)]} {(Next(4) == 0 ? "end-of-support" : "active")}";
            await app.Seed.ExecuteAsync(
                """
                insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at, removed_at)
                select $1, $2, m.id, coalesce(m.category, 'unknown'), $3, $4, $4, 'by-hand', now(), now(), $5 from (select 1) one left join model m on m.name = $3
                """, account, Guid.CreateVersion7(), model, Serial(number, device), Next(8) == 0 ? TimeProvider.System.GetUtcNow().AddDays(-3) : (object)DBNull.Value);
        }
        for (var contract = Next(4); contract > 0; contract--) await ContractAsync(account, number, contract);
    }

    private async Task ContractAsync(Guid account, int number, int contract)
    {
        var id = Guid.CreateVersion7();
        var state = new[] { "active", "active", "active", "draft", "ended", "cancelled" }[Next(6)];
        var starts = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-30 * Next(12) + 60);
        await app.Seed.ExecuteAsync(
            """
            insert into contract (account_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at, ended_at)
            select $1, $2, $3, p.id, p.code, p.name, p.settings, 'direct', 'EUR', $5, $6, $7, now(), now(), case when $7 = 'ended' then now() - interval '2 days' end from plan p where p.code = $4
            """, account, id, $"CT-C{number}-{contract}", plans[Next(plans.Length)], starts, starts.AddDays(30 * (1 + Next(12))), state);
        foreach (var category in categories.Take(3).Where(_ => Next(2) == 0))
            await app.Seed.ExecuteAsync("insert into contract_category (account_id, contract_id, category, counted, expected_additions, advance_percent, unit_price) values ($1, $2, $3, 100, 0, 0, 24)", account, id, category);
        for (var device = 0; device < Devices; device += 1 + Next(5))
            await app.Seed.ExecuteAsync("insert into contract_device (account_id, contract_id, id, serial, serial_key, basis, added_at) values ($1, $2, $3, $4, $4, $5, now())", account, id, Guid.CreateVersion7(), Serial(number, device), Next(3) == 0 ? "ordered-quote" : "serial");
    }

    private static string Serial(int account, int device) => $"COV{account:00}X{device:000}";

    // the same numbers in every run
    private int Next(int below)
    {
        state = unchecked((state * 1_103_515_245) + 12_345);
        return (int)((state >> 16) % (uint)below);
    }
}
