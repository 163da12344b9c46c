using System.Text.Json;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;

namespace Backline.Bench.MonthlyCheck;

/// <summary>Every account has a hundred devices of ten models at three sites and a contract over all categories; one in fifty has grown by a tenth.</summary>
internal static class MonthlyProgramme
{
    public const int DevicesPerAccount = 100;
    private const int ModelsPerAccount = 10;
    private const int Models = 200;
    private static readonly Guid Plan = Guid.Parse("00000000-0000-7000-8000-0000000000f1");

    /// <summary>A database that was kept is used again, without what an earlier run wrote.</summary>
    public static async Task FillAsync(BenchDatabase database, int accounts)
    {
        var kept = await database.ScalarAsync<long>("select count(*) from account");
        if (kept == 0)
        {
            await FillAccountsAsync(database, accounts);
            await FillDevicesAsync(database);
            await FillContractsAsync(database);
        }
        else if (kept == accounts)
        {
            await database.ExecuteAsync("truncate baseline_check, true_up, stored_file, audit_anchor, audit_head, audit_entry, audit_detail, due_item, outbox_message cascade");
        }
        else
        {
            throw new InvalidOperationException($"The folder holds {kept:N0} accounts.");
        }
        // a checkpoint that is owed from filling would be paid by whoever is measured first
        await database.ExecuteAsync("vacuum analyze");
        await database.ExecuteAsync("checkpoint");
    }

    private static Task FillAccountsAsync(BenchDatabase database, int accounts) => database.ExecuteAsync(
        $"""
        insert into model (id, vendor, name, name_key, category, lifecycle)
        select md5('m' || n)::uuid, 'Bench', 'Model ' || n, 'benchmodel' || n, (array['headset', 'video', 'voice', 'room-accessory'])[1 + n % 4], case when n % 25 = 0 then 'end-of-support' else 'active' end
        from generate_series(0, {Models - 1}) n;
        insert into account (account_id, number, name, name_key, country, language, time_zone, currency, inventory_source, device_count, created_at)
        select md5('a' || n)::uuid, 'MA-B' || n, 'Account ' || n, 'account ' || n, 'DE', 'en', (array['Europe/Berlin', 'Asia/Seoul', 'America/New_York'])[1 + n % 3], 'EUR', 'tenant', {DevicesPerAccount}, now()
        from generate_series(1, {accounts}) n;
        insert into site (account_id, id, number, name, name_key, country, time_zone)
        select account_id, md5('s' || number || k)::uuid, 'S-' || number || '-' || k, 'Site ' || k, 'site ' || k, 'DE', 'Europe/Berlin' from account, generate_series(0, 2) k;
        analyze model, account, site
        """);

    /// <summary>Account by account, as imports bring them. Indexes come after the rows, and only those the check reads: it writes no device.</summary>
    private static async Task FillDevicesAsync(BenchDatabase database)
    {
        var count = await database.ScalarAsync<string>("select indexdef from pg_indexes where indexname = 'device_count'");
        foreach (var index in await database.ScalarAsync<string[]>("select array_agg(indexname::text) from pg_indexes where tablename = 'device' and indexname <> 'device_pkey'"))
            await database.ExecuteAsync($"drop index {index}");
        await database.ExecuteAsync(
            $"""
            alter table device drop constraint device_pkey;
            insert into device (account_id, id, site_id, model_id, category, model_name, serial, serial_key, mac, name, source, first_seen_at, last_seen_at, missing_since, updated_at)
            select a.account_id, md5(number || '-' || k)::uuid, md5('s' || number || k % 3)::uuid, m.id, m.category, m.name, 'B' || number || '-' || k, 'B' || number || '-' || k, substr(md5(number || '-' || k), 1, 12), 'Device ' || k, 'bench',
                   timestamptz '2025-01-01', timestamptz '2026-11-10', case when k = 97 then date '2026-10-01' end, now()
            from account a
            cross join lateral (
                select k, m.* from generate_series(1, {DevicesPerAccount}) k join model m on m.name_key = 'benchmodel' || (substr(a.number, 5)::int + k % {ModelsPerAccount}) % {Models} offset 0) m
            """);
        await database.ExecuteAsync("alter table device add constraint device_pkey primary key (account_id, id)");
        await database.ExecuteAsync(count);
    }

    private static Task FillContractsAsync(BenchDatabase database)
    {
        var settings = JsonSerializer.Serialize(new PlanSettings { Services = [Service.Support] }, BacklineJson.Options);
        return database.ExecuteAsync(
            $$"""
            insert into plan (id, code, name, settings) values ('{{Plan}}', 'bench', 'Bench', '{{settings}}');
            insert into contract (account_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at)
            select account_id, account_id, 'CT-' || number, '{{Plan}}', 'bench', 'Bench', '{{settings}}', 'direct', 'EUR', '2026-01-01', '2026-12-31', 'active', now() from account;
            insert into contract_category (account_id, contract_id, category, counted, expected_additions, advance_percent, unit_price)
            select account_id, account_id, c, 0, 0, 0, 24 from account, unnest(array['headset', 'video', 'voice']) c;
            insert into baseline (account_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation)
            select c.account_id, c.account_id, c.category, 1, now(), n, n * 2, n * 2, 'activation', '{"steps":[]}'
            from contract_category c
            join account a on a.account_id = c.account_id
            left join (select d.account_id, m.category, count(*) as devices from device d join model m on m.id = d.model_id and m.lifecycle = 'active' group by 1, 2) d
                 on d.account_id = c.account_id and d.category = c.category
            cross join lateral (select case when substr(a.number, 5)::int % 50 = 0 then coalesce(devices, 0) * 9 / 10 else coalesce(devices, 0) end::int as n) x
            """);
    }
}
