using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Baselines;
using Backline.Server.Platform.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Baselines;

public sealed class MonthByMonthTests(Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task Each_month_keeps_its_own_count()
    {
        var account = await programme.Seed.AccountAsync("Growing");
        await programme.YearAsync(account);
        foreach (var (month, devices) in new[] { (3, 203), (4, 206), (5, 209) })
        {
            await programme.FleetAsync(account, devices);
            await programme.CheckAsync(account, Programme.Day(month, 17));
        }
        Assert.Equal("3:203 4:206 5:209", await CountsAsync(account));
    }

    [Fact]
    public async Task A_month_whose_report_never_came_stays_unknown_when_the_next_is_counted()
    {
        var account = await ByReportAsync("Silent in April");
        await programme.ReportAsync(account, Programme.Day(3, 10));
        await programme.CheckAsync(account, Programme.Day(3, 17));
        await programme.CheckAsync(account, Programme.Day(4, 17));
        await programme.ReportAsync(account, Programme.Day(5, 10));
        await programme.CheckAsync(account, Programme.Day(5, 17));
        Assert.Equal(CheckTotals.None, await CheckAsync(account, new Month(2026, 4)));
        Assert.Equal("3:204 4:unknown 5:204", await CountsAsync(account));
    }

    [Fact]
    public async Task A_month_that_is_made_up_for_finds_the_growth_known_and_quotes_nothing_more()
    {
        var account = await programme.Seed.AccountAsync("Made up for");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        Assert.Equal(1, (await programme.CheckAsync(account, Programme.Day(5, 17))).Quotes);
        var late = await CheckAsync(account, new Month(2026, 4));
        Assert.Equal((1, 1, 0, 0), (late.Checks, late.TrueUp, late.TrueUps, late.Quotes));
        Assert.Equal(1, await programme.Seed.ScalarAsync<long>("select count(distinct true_up_id) from baseline_decision where account_id = $1", account));
    }

    [Fact]
    public async Task Accounts_with_and_without_report_are_checked_together_and_keep_their_own_numbers()
    {
        var accounts = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            // ids are handed out in order: known and unknown take turns in the batch
            var account = await programme.Seed.AccountAsync($"Neighbour {i}");
            if (i % 2 == 0) await programme.Seed.ExecuteAsync("update account set inventory_source = 'report' where account_id = $1", account);
            await programme.ContractAsync(account, new CategoryTerms(DeviceCategory.Video, 100, 0, 0, 24m), new(2026, 8, 1), new(2026, 8, 31));
            await programme.FleetAsync(account, i * 10);
            accounts.Add(account);
        }
        await programme.CheckAsync(null, Programme.Day(8, 17));
        var counts = new List<string?>();
        foreach (var account in accounts) counts.Add(await CountsAsync(account));
        Assert.Equal(["8:unknown", "8:10", "8:unknown", "8:30", "8:unknown", "8:50"], counts);
    }

    [Fact]
    public async Task Accessories_are_in_the_evidence_and_not_in_the_count()
    {
        var account = await programme.Seed.AccountAsync("Accessories");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 204);
        await programme.AddDevicesAsync(account, 40, programme.Model("Table microphone", "room-accessory"), "room-accessory");
        await programme.CheckAsync(account, Programme.Day(3, 17));
        Assert.Equal("3:204", await CountsAsync(account));
        Assert.Equal("room-accessory not-counted-accessory 40, video counted 204", await programme.Seed.ScalarAsync<string>(
            "select string_agg(category || ' ' || reason || ' ' || devices, ', ' order by category) from baseline_count where account_id = $1", account));
        Assert.Equal(244, await programme.Seed.ScalarAsync<int>("select devices from baseline_check where account_id = $1", account));
    }

    private async Task<Guid> ByReportAsync(string name)
    {
        var account = await programme.Seed.AccountAsync(name);
        await programme.Seed.ExecuteAsync("update account set inventory_source = 'report' where account_id = $1", account);
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 204);
        return account;
    }

    private Task<CheckTotals> CheckAsync(Guid account, Month month) =>
        programme.Services.GetRequiredService<MonthlyChecks>().RunAsync(new(month, account), Reader.Programme("test"), null, CancellationToken.None);

    private Task<string?> CountsAsync(Guid account) => programme.Seed.ScalarAsync<string>(
        "select string_agg(extract(month from month) || ':' || coalesce(counted::text, 'unknown'), ' ' order by month) from baseline_decision where account_id = $1", account);
}
