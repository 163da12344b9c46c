using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server;
using Backline.Server.Features.Baselines;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Bench.MonthlyCheck;

/// <summary>The check of a month over all accounts: its counting against a bare GROUP BY of the same rows, the whole run, and the memory it takes.</summary>
internal static class MonthlyCheckBench
{
    private const int DevicesPerAccount = 100;
    private const int ModelsPerAccount = 10;
    private const int Models = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        var accounts = args is ["--accounts", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 100_000;
        var table = new ResultsTable("Monthly check", $"dotnet run -c Release --project bench/Backline.Bench -- monthly-check --accounts {accounts}");
        await using var database = await BenchDatabase.StartAsync();
        var clock = Stopwatch.StartNew();
        await FillAsync(database, accounts);
        Console.WriteLine($"Filled in {clock.Elapsed.TotalSeconds:N0} s");

        var bare = await BareAsync(database);
        await using var app = BacklineApp.Build([], database.Logins.App, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var at = new DateTimeOffset(2026, 11, 17, 6, 0, 0, TimeSpan.Zero);
        clock.Restart();
        var totals = await app.Services.GetRequiredService<MonthlyChecks>().RunAsync(
            new(new Month(2026, 11)), Reader.Programme("bench"), p => Console.Error.Write($"\r{p.Done} accounts, {clock.Elapsed.TotalSeconds:N0} s "), CancellationToken.None, at);
        var whole = clock.Elapsed;
        Console.Error.WriteLine();
        clock.Restart();
        await app.Services.GetRequiredService<MonthlyChecks>().RunAsync(new(new Month(2026, 11)), Reader.Programme("bench"), null, CancellationToken.None, at);
        var again = clock.Elapsed;

        table.Add("devices, accounts, contracts checked", $"{totals.Devices:N0}, {totals.Accounts:N0}, {totals.Checks:N0}");
        table.Add("true-ups opened, with their quotes", $"{totals.TrueUps:N0}");
        table.Add("bare `group by account_id, model_id`, read to the end (best of 3)", Seconds(bare));
        table.Add("counting of the check, all batches", $"{Seconds(totals.Counting)}, {totals.Counting / bare:N2} ×", "≤ 2 ×");
        table.Add("whole run: count, evidence files, decisions, true-ups, quotes", $"{Seconds(whole)}", "< 600 s");
        table.Add("run again: nothing to do", Seconds(again));
        table.Add("peak memory of the process", $"{ResultsTable.PeakMegabytes()} MB", "< 500 MB");
        table.Add("evidence stored, compressed", $"{await database.ScalarAsync<long>("select pg_total_relation_size('stored_file_chunk')") / 1_000_000:N0} MB");
        table.Write(DateTimeOffset.UtcNow);
        return totals.Devices == (long)accounts * DevicesPerAccount ? 0 : 1;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture) + " s";

    private static async Task<TimeSpan> BareAsync(BenchDatabase database)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var clock = Stopwatch.StartNew();
            await using var command = database.Owner.CreateCommand("select account_id, model_id, count(*) from device where removed_at is null group by account_id, model_id");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                // to the end, as the check does
            }
            if (clock.Elapsed < best) best = clock.Elapsed;
        }
        return best;
    }

    /// <summary>Every account has a hundred devices of ten models at three sites and a contract over all categories; one in fifty has grown by a tenth.</summary>
    private static async Task FillAsync(BenchDatabase database, int accounts)
    {
        // the check reads the primary key and the index of the count; the others would only make filling slow
        foreach (var index in (await database.ScalarAsync<string[]>("select array_agg(indexname::text) from pg_indexes where tablename = 'device' and indexname not in ('device_pkey', 'device_count')")))
            await database.ExecuteAsync($"drop index {index}");
        var settings = JsonSerializer.Serialize(new PlanSettings { Services = [Service.Support] }, BacklineJson.Options);
        await database.ExecuteAsync(
            $"""
            insert into plan (id, code, name, settings) values ('{Plan}', 'bench', 'Bench', '{settings}');
            insert into model (id, vendor, name, name_key, category, lifecycle)
            select md5('m' || n)::uuid, 'Bench', 'Model ' || n, 'benchmodel' || n, (array['headset', 'video', 'voice', 'room-accessory'])[1 + n % 4], case when n % 25 = 0 then 'end-of-support' else 'active' end
            from generate_series(0, {Models - 1}) n;
            insert into account (account_id, number, name, name_key, country, language, time_zone, currency, inventory_source, device_count, created_at)
            select md5('a' || n)::uuid, 'MA-B' || n, 'Account ' || n, 'account ' || n, 'DE', 'en', (array['Europe/Berlin', 'Asia/Seoul', 'America/New_York'])[1 + n % 3], 'EUR', 'tenant', {DevicesPerAccount}, now()
            from generate_series(1, {accounts}) n;
            insert into site (account_id, id, number, name, name_key, country, time_zone)
            select account_id, md5('s' || number || k)::uuid, 'S-' || number || '-' || k, 'Site ' || k, 'site ' || k, 'DE', 'Europe/Berlin' from account, generate_series(0, 2) k;
            insert into device (account_id, id, site_id, model_id, category, model_name, serial, serial_key, mac, name, source, first_seen_at, last_seen_at, missing_since, updated_at)
            select account_id, md5(number || k)::uuid, md5('s' || number || k % 3)::uuid, m.id, m.category, m.name, 'B' || number || '-' || k, 'B' || number || '-' || k, substr(md5(number || k), 1, 12), 'Device ' || k, 'bench',
                   timestamptz '2025-01-01', timestamptz '2026-11-10', case when k = 97 then date '2026-10-01' end, now()
            from (select account_id, number, substr(number, 5)::int as n from account) a, generate_series(1, {DevicesPerAccount}) k
            cross join lateral (select (n + k % {ModelsPerAccount}) % {Models} as m) pick
            join model m on m.id = md5('m' || pick.m)::uuid
            """);
        await database.ExecuteAsync(
            $$"""
            insert into contract (account_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at)
            select account_id, account_id, 'CT-' || number, '{{Plan}}', 'bench', 'Bench', '{{settings}}', 'direct', 'EUR', '2026-01-01', '2026-12-31', 'active', now() from account;
            insert into contract_category (account_id, contract_id, category, counted, expected_additions, advance_percent, unit_price)
            select account_id, account_id, c, 0, 0, 0, 24 from account, unnest(array['headset', 'video', 'voice']) c;
            insert into baseline (account_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation)
            select c.account_id, c.account_id, c.category, 1, now(), n, n * 2, n * 2, 'activation', '{"steps":[]}'
            from contract_category c
            join account a on a.account_id = c.account_id
            left join (select account_id, category, count(*) as devices from device d where exists (select from model m where m.id = d.model_id and m.lifecycle = 'active') group by 1, 2) d
                 on d.account_id = c.account_id and d.category = c.category
            cross join lateral (select case when substr(a.number, 5)::int % 50 = 0 then coalesce(devices, 0) * 9 / 10 else coalesce(devices, 0) end::int as n) x
            """);
        await database.ExecuteAsync("vacuum analyze");
    }

    private static readonly Guid Plan = Guid.Parse("00000000-0000-7000-8000-0000000000f1");
}
