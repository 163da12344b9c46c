using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Coverage;

/// <summary>One customer with an Enterprise contract for video and voice, one of a branding partner, one with Poly+ for a single serial number.</summary>
public sealed class CoverageFixture(TestPostgres postgres) : AppFixture(postgres)
{
    public Guid Nordhaven { get; private set; }
    public Guid Lucenti { get; private set; }
    public string LucentiSite { get; private set; } = "";
    public string VendorKey { get; private set; } = "";
    public string NordhavenKey { get; private set; } = "";
    public string DraftingKey { get; private set; } = "";
    public string PartnerKey { get; private set; } = "";
    public string OtherPartnerKey { get; private set; } = "";

    protected override async ValueTask StartedAsync()
    {
        await using var seed = new Seed(Logins.Owner);
        foreach (var (name, category, lifecycle) in new[] { ("Studio X52", "video", "active"), ("Group 500", "video", "end-of-support"), ("Voyager Focus 2", "headset", "active"), ("TC8", "room-accessory", "active"), ("RealPresence Clariti", "infrastructure", "active") })
            await seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'HP Poly', $2, $3, $4, $5) on conflict (name_key) do update set name = excluded.name, category = excluded.category, lifecycle = excluded.lifecycle, end_of_support_on = null", Guid.CreateVersion7(), name, ModelName.Key(name), category, lifecycle);
        var (partner, other) = (await seed.PartnerAsync("Meridian", brand: "Meridian Care"), await seed.PartnerAsync("Other"));
        (Nordhaven, Lucenti) = (await seed.AccountAsync("Nordhaven Group"), await seed.AccountAsync("Officine Lucenti", partner));
        var hanbit = await seed.AccountAsync("Hanbit Design");
        var site = await seed.SiteAsync(Lucenti, "Milano");
        LucentiSite = (await seed.ScalarAsync<string>("select number from site where id = $1", site))!;
        await ContractAsync(seed, Nordhaven, ShippedPlans.PolyPlusEnterprise, "CT-N", "video", "voice");
        await ContractAsync(seed, Lucenti, ShippedPlans.PartnerBranded, "CT-L", "video");
        var single = await ContractAsync(seed, hanbit, ShippedPlans.PolyPlus, "CT-H", "video");
        await seed.ExecuteAsync("insert into contract_device (account_id, contract_id, id, serial, serial_key, basis, added_at) values ($1, $2, $3, '8SINGLE1', '8SINGLE1', 'serial', now())", hanbit, single, Guid.CreateVersion7());
        var drafting = await seed.AccountAsync("Drafting Ltd");
        var draft = await ContractAsync(seed, drafting, ShippedPlans.PolyPlusEnterprise, "CT-D", "video");
        await seed.ExecuteAsync("update contract set state = 'draft', activated_at = null, starts_on = current_date - 10, ends_on = current_date + 300 where id = $1", draft);
        await seed.ExecuteAsync("update contract_category set counted = 0 where contract_id = $1", draft);
        await DeviceAsync(seed, drafting, "Studio X52", "8DRAFT1", null);
        await DeviceAsync(seed, hanbit, "Studio X52", "8SINGLE1", null);
        await DeviceAsync(seed, Nordhaven, "Studio X52", "8L2415A3C1F7CX", "64167f0ab219");
        await DeviceAsync(seed, Nordhaven, "Group 500", "8215370F11A2CE", null);
        await DeviceAsync(seed, Nordhaven, "Voyager Focus 2", "7HEADSET1", null);
        await DeviceAsync(seed, Nordhaven, "TC8", "8ACCESSORY1", null);
        await DeviceAsync(seed, Nordhaven, "RealPresence Clariti", "8INFRA1", null);
        VendorKey = await seed.VendorKeyAsync();
        NordhavenKey = await seed.KeyAsync(Roles.CustomerUser, Nordhaven);
        DraftingKey = await seed.KeyAsync(Roles.CustomerUser, drafting);
        PartnerKey = await seed.KeyAsync(Roles.Partner, partnerId: partner);
        OtherPartnerKey = await seed.KeyAsync(Roles.Partner, partnerId: other);
    }

    private static async Task<Guid> ContractAsync(Seed seed, Guid account, string plan, string number, params string[] categories)
    {
        var id = Guid.CreateVersion7();
        var (code, name, settings) = ShippedPlans.All.Single(shipped => shipped.Code == plan);
        await seed.ExecuteAsync("insert into plan (id, code, name, settings) values ($1, $2, $3, $4::jsonb) on conflict do nothing", Guid.CreateVersion7(), code, name, JsonSerializer.Serialize(settings, BacklineJson.Options));
        await seed.ExecuteAsync(
            """
            insert into contract (account_id, partner_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
            select a.account_id, a.partner_id, $2, $3, p.id, p.code, p.name, p.settings, 'direct', 'EUR', '2026-01-01', '2026-12-31', 'active', now(), now() from account a, plan p where a.account_id = $1 and p.code = $4
            """, account, id, number, plan);
        foreach (var category in categories)
            await seed.ExecuteAsync("insert into contract_category (account_id, partner_id, contract_id, category, counted, expected_additions, advance_percent, unit_price) select account_id, partner_id, $2, $3, 100, 0, 0, 24 from account where account_id = $1", account, id, category);
        return id;
    }

    private static Task DeviceAsync(Seed seed, Guid account, string model, string serial, string? mac) => seed.ExecuteAsync(
        """
        insert into device (account_id, partner_id, id, model_id, category, model_name, serial, serial_key, mac, source, first_seen_at, updated_at)
        select a.account_id, a.partner_id, $2, m.id, m.category, m.name, $4, $4, $5, 'by-hand', now(), now() from account a, model m where a.account_id = $1 and m.name = $3
        """, account, Guid.CreateVersion7(), model, serial, mac);
}
