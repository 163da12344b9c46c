using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Backline.Domain.Common;
using Backline.Server.Features.Baselines;

namespace Backline.Server.Tests.Baselines;

public sealed class MonthlyCheckTests(Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task The_evidence_sums_to_the_count_and_its_hash_stands_on_the_check()
    {
        var account = await MixedFleetAsync();
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var (text, hash) = await EvidenceAsync(account);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), hash);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..].Select(line => line.Split(',')).ToList();
        Assert.Equal(204 + 6 + 7 + 8, lines.Count);
        Assert.Equal(await programme.Seed.ScalarAsync<int>("select counted from baseline_decision where account_id = $1 and category = 'video'", account), lines.Count(cells => cells[11] == "yes"));
        Assert.Equal(7, lines.Count(cells => cells[12] == "not-counted-end-of-support"));
        Assert.Equal(8, lines.Count(cells => cells[12] == "not-counted-unknown-model"));
        Assert.Equal(6, lines.Count(cells => cells[12] == "counted-missing"));
        Assert.Equal(lines.Select(cells => cells[13]).Order(StringComparer.Ordinal), lines.Select(cells => cells[13]));
    }

    [Fact]
    public async Task A_name_that_a_spreadsheet_would_run_is_neutralised()
    {
        var account = await programme.Seed.AccountAsync("Formulas");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 3);
        await programme.Seed.ExecuteAsync("update device set name = '=cmd|'' /C calc''!A0' where account_id = $1", account);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        Assert.Contains(",'=cmd|' /C calc'!A0,", (await EvidenceAsync(account)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        var account = await MixedFleetAsync();
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var before = await RowsAsync(account);
        await programme.FleetAsync(account, 300);
        Assert.Equal(CheckTotals.None, await programme.CheckAsync(account, Programme.Day(3, 28)));
        Assert.Equal(before, await RowsAsync(account));
    }

    [Fact]
    public async Task A_month_without_report_is_unknown_and_chased_until_the_report_has_come()
    {
        var account = await programme.Seed.AccountAsync("By report");
        await programme.Seed.ExecuteAsync("update account set inventory_source = 'report' where account_id = $1", account);
        await programme.Seed.PersonAsync($"{account:N}@example.org", Backline.Server.Platform.Access.Roles.CustomerAdministrator, account);
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        Assert.Equal(1, (await programme.CheckAsync(account, Programme.Day(3, 17))).Unknown);
        Assert.Equal("unknown:t:t", await programme.Seed.ScalarAsync<string>(
            "select string_agg(outcome || ':' || case when counted is null then 't' else 'f' end || ':' || case when k.devices is null then 't' else 'f' end, ' ') from baseline_decision d join baseline_check k on k.id = d.check_id where d.account_id = $1", account));
        var number = await programme.Seed.ScalarAsync<string>("select number from account where account_id = $1", account);
        Assert.Equal($"By report ({number}): the inventory report for March 2026 is missing", await programme.Seed.ScalarAsync<string>("select subject from outbox_message where account_id = $1", account));
        Assert.Contains($"{programme.Address}imports/new?account={account}", await programme.Seed.ScalarAsync<string>("select body_text from outbox_message where account_id = $1", account), StringComparison.Ordinal);
        Assert.Equal(CheckTotals.None, await programme.CheckAsync(account, Programme.Day(3, 18)));

        await programme.ReportAsync(account, Programme.Day(3, 20));
        Assert.Equal(1, (await programme.CheckAsync(account, Programme.Day(3, 21))).TrueUps);
        Assert.Equal(230, await programme.Seed.ScalarAsync<int>("select counted from baseline_decision where account_id = $1", account));
        Assert.Equal(1, await programme.Seed.ScalarAsync<long>("select count(*) from baseline_check where account_id = $1", account));
    }

    [Fact]
    public async Task A_month_before_the_contract_was_activated_is_not_checked_and_says_why()
    {
        var account = await programme.Seed.AccountAsync("Dated back");
        await programme.Seed.ExecuteAsync("update account set inventory_source = 'report' where account_id = $1", account);
        await programme.Seed.PersonAsync($"{account:N}@example.org", Backline.Server.Platform.Access.Roles.CustomerAdministrator, account);
        var contract = await programme.YearAsync(account);
        await programme.Seed.ExecuteAsync("update contract set activated_at = $2 where account_id = $1", account, Programme.Day(6, 10));
        programme.Clock.Now = Programme.Day(6, 17);
        var api = new TestDatabase.ApiClient(programme.Client, await programme.Seed.KeyAsync(Backline.Server.Platform.Access.Roles.SuccessManager));

        var april = await api.PostAsync("/api/v1/baseline-checks", new { account, month = "2026-04" });
        var before = await api.PostAsync("/api/v1/baseline-checks", new { account, month = "2025-04" });
        var june = await api.PostAsync("/api/v1/baseline-checks", new { account, month = "2026-06" });

        Assert.Equal(0, await programme.Seed.ScalarAsync<long>("select count(*) from baseline_check where account_id = $1 and month < '2026-06-01'", account));
        Assert.Equal("check.contract-activated-later", april["why"].GetProperty("code").GetString());
        Assert.Contains($"{contract.Number} was activated on 10 Jun 2026", april["why"].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("check.no-contract", before["why"].GetProperty("code").GetString());
        Assert.Equal((1, System.Text.Json.JsonValueKind.Null), (june["items"].GetArrayLength(), june["why"].ValueKind));
        // of June alone a report can still come
        Assert.Equal(1, await programme.Seed.ScalarAsync<long>("select count(*) from outbox_message where account_id = $1", account));
    }

    [Fact]
    public async Task A_report_of_a_month_that_is_over_is_not_asked_for()
    {
        var account = await programme.Seed.AccountAsync("Over");
        await programme.Seed.ExecuteAsync("update account set inventory_source = 'report' where account_id = $1", account);
        await programme.Seed.PersonAsync($"{account:N}@example.org", Backline.Server.Platform.Access.Roles.CustomerAdministrator, account);
        await programme.YearAsync(account);
        programme.Clock.Now = Programme.Day(6, 17);
        var monthly = (MonthlyChecks)programme.Services.GetService(typeof(MonthlyChecks))!;

        Assert.Equal(1, (await monthly.RunAsync(new(new Month(2026, 3), account), Backline.Server.Platform.Access.Reader.Programme("test"), null, CancellationToken.None)).Unknown);
        Assert.Equal(0, await programme.Seed.ScalarAsync<long>("select count(*) from outbox_message where account_id = $1", account));
    }

    [Fact]
    public async Task A_run_that_was_cut_off_goes_on_where_it_stopped()
    {
        var seed = programme.Seed;
        var account = await seed.AccountAsync("Template");
        await programme.YearAsync(account, 1);
        await seed.ExecuteAsync(
            """
            with more as (
                insert into account (account_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at)
                select gen_random_uuid(), 'X-' || n, 'Many', 'many', 'DE', 'en', 'Europe/Berlin', 'EUR', 'tenant', now() from generate_series(1, 1500) n returning account_id),
            contracts as (
                insert into contract (account_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, options, created_at)
                select m.account_id, m.account_id, 'CX-' || m.account_id, plan_id, plan_code, plan_name, settings, channel, currency, date '2026-07-01', date '2026-07-31', state, options, created_at
                from more m, contract c where c.account_id = $1 returning account_id),
            categories as (
                insert into contract_category (account_id, contract_id, category, counted, expected_additions, advance_percent, unit_price)
                select account_id, account_id, 'video', 1, 0, 0, 24 from contracts)
            insert into baseline (account_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation)
            select account_id, account_id, 'video', 1, now(), 1, 2, 2, 'activation', '{"steps":[]}' from contracts
            """, account);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => programme.CheckAsync(null, Programme.Day(7, 17), _ => stop.Cancel(), stop.Token));
        var done = await seed.ScalarAsync<long>("select count(*) from baseline_check k join contract c on c.id = k.contract_id where c.number like 'CX-%'");
        Assert.InRange(done, 1, 1499);
        await programme.CheckAsync(null, Programme.Day(7, 17));
        Assert.Equal(1500, await seed.ScalarAsync<long>("select count(*) from baseline_check k join contract c on c.id = k.contract_id where c.number like 'CX-%'"));
    }

    [Fact]
    public async Task Devices_that_come_in_during_the_check_are_in_count_and_evidence_or_in_neither()
    {
        var account = await programme.Seed.AccountAsync("Busy");
        await programme.YearAsync(account, 5000);
        await programme.FleetAsync(account, 4000);
        programme.Clock.Now = Programme.Day(3, 17);
        var importing = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) await programme.AddDevicesAsync(account, 50, programme.Video);
        });
        await programme.CheckAsync(account);
        await importing;
        var counted = await programme.Seed.ScalarAsync<int>("select counted from baseline_decision where account_id = $1", account);
        Assert.Equal(counted, (await EvidenceAsync(account)).Text.Split(",yes,").Length - 1);
    }

    [Fact]
    public async Task Two_runs_at_once_check_each_contract_once()
    {
        var account = await programme.Seed.AccountAsync("Twice");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        programme.Clock.Now = Programme.Day(3, 17);
        var totals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => programme.CheckAsync(account)));
        Assert.Equal(1, totals.Sum(t => t.Checks));
        Assert.Equal(1, await programme.Seed.ScalarAsync<long>("select count(*) from quote where account_id = $1", account));
    }

    [Fact]
    public async Task A_month_that_has_not_begun_is_refused()
    {
        programme.Clock.Now = Programme.Day(3, 17);
        var monthly = (MonthlyChecks)programme.Services.GetService(typeof(MonthlyChecks))!;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => monthly.RunAsync(new(new Month(2026, 5)), Backline.Server.Platform.Access.Reader.Programme("test"), null, CancellationToken.None));
        Assert.Equal("check.month-not-begun", refused.Refusal.Code);
    }

    [Fact]
    public async Task The_job_waits_for_the_fifteenth_where_the_account_is()
    {
        var account = await programme.Seed.AccountAsync("Auckland", timeZone: "Pacific/Auckland");
        await programme.YearAsync(account);
        programme.Clock.Now = new(2026, 3, 14, 10, 59, 0, TimeSpan.Zero);
        var monthly = (MonthlyChecks)programme.Services.GetService(typeof(MonthlyChecks))!;
        var due = new CheckRequest(new Month(2026, 3), account, MonthlyCheckJob.FromDay);
        Assert.Equal(0, (await monthly.RunAsync(due, Backline.Server.Platform.Access.Reader.Programme("test"), null, CancellationToken.None)).Checks);
        programme.Clock.Now = programme.Clock.Now.AddMinutes(1);
        Assert.Equal(1, (await monthly.RunAsync(due, Backline.Server.Platform.Access.Reader.Programme("test"), null, CancellationToken.None)).Checks);
        Assert.Equal(new DateOnly(2026, 3, 15), await programme.Seed.ScalarAsync<DateOnly>("select counted_on from baseline_check where account_id = $1", account));
    }

    private async Task<Guid> MixedFleetAsync()
    {
        var account = await programme.Seed.AccountAsync("Mixed");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 204);
        await programme.AddDevicesAsync(account, 6, programme.Model("Missing", "video"));
        await programme.Seed.ExecuteAsync("update device set last_seen_at = $2 where account_id = $1 and model_id in (select id from model where name = 'Missing')", account, Programme.Day(3, 17).AddDays(-91));
        await programme.AddDevicesAsync(account, 7, programme.Model("Ended", "video", "active", new DateOnly(2026, 3, 1)));
        await programme.AddDevicesAsync(account, 8, null, "unknown");
        return account;
    }

    private async Task<(string Text, byte[] Hash)> EvidenceAsync(Guid account)
    {
        var packed = await programme.Seed.ScalarAsync<byte[]>(
            "select string_agg(c.data, ''::bytea order by c.number) from stored_file_chunk c join baseline_check k on k.account_id = c.account_id and k.evidence_file_id = c.file_id where c.account_id = $1", account);
        await using var gzip = new GZipStream(new MemoryStream(packed!), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return (await reader.ReadToEndAsync(), (await programme.Seed.ScalarAsync<byte[]>("select evidence_sha256 from baseline_check where account_id = $1", account))!);
    }

    private async Task<string?> RowsAsync(Guid account) => await programme.Seed.ScalarAsync<string>(
        """
        select (select string_agg(k::text, ';' order by id) from baseline_check k where account_id = $1) || (select string_agg(c::text, ';' order by category, reason) from baseline_count c where account_id = $1)
            || (select string_agg(d::text, ';' order by category) from baseline_decision d where account_id = $1) || (select count(*) from stored_file where account_id = $1)
        """, account);
}
