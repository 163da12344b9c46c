using System.Diagnostics;
using System.Globalization;
using Backline.Domain.Common;
using Backline.Server;
using Backline.Server.Features.Baselines;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Bench.MonthlyCheck;

/// <summary>
/// The check of a month over all accounts: its counting against a bare GROUP BY of the same table, the whole run, and the memory it takes.
/// The bare statements run as the check does: the same role and row security, the same settings, read to the end by the same driver, warm.
/// </summary>
internal static class MonthlyCheckBench
{
    private static readonly Month Month = new(2026, 11);
    private static readonly DateTimeOffset At = new(2026, 11, 17, 6, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string[] args)
    {
        var accounts = Option(args, "--accounts") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : 100_000;
        var table = new ResultsTable("Monthly check", $"dotnet run -c Release --project bench/Backline.Bench -- monthly-check --accounts {accounts}");
        await using var database = await BenchDatabase.StartAsync(Option(args, "--folder"));
        var clock = Stopwatch.StartNew();
        await MonthlyProgramme.FillAsync(database, accounts);
        Console.WriteLine($"Filled in {clock.Elapsed.TotalSeconds:N0} s");

        await using var app = BacklineApp.Build([], database.Logins.App, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var byCategory = await BareAsync(app.Services, "category");
        var byModel = await BareAsync(app.Services, "model_id");
        var (totals, whole) = await CheckAsync(app.Services);
        var again = await CheckAsync(app.Services);

        var least = byCategory < byModel ? byCategory : byModel;
        table.Add("devices, accounts, contracts checked", $"{totals.Devices:N0}, {totals.Accounts:N0}, {totals.Checks:N0}");
        table.Add("true-ups opened, with their quotes", $"{totals.TrueUps:N0}");
        table.Add("bare `group by account_id, category`, read to the end (best of 3)", Seconds(byCategory));
        table.Add("bare `group by account_id, model_id`, from the index of the count (best of 3)", Seconds(byModel));
        table.Add("counting of the check, all batches, against the faster of both", $"{Seconds(totals.Counting)}, {totals.Counting / least:N2} ×", "≤ 2 ×");
        table.Add("whole run: count, evidence files, decisions, true-ups, quotes", Seconds(whole), "< 600 s");
        table.Add("run again: nothing to do", Seconds(again.Took));
        table.Add("peak memory of the process", $"{ResultsTable.PeakMegabytes()} MB", "< 500 MB");
        table.Add("evidence stored, compressed", $"{await database.ScalarAsync<long>("select pg_total_relation_size('stored_file_chunk')") / 1_000_000:N0} MB");
        table.Write(DateTimeOffset.UtcNow);
        return totals.Devices == accounts * (long)MonthlyProgramme.DevicesPerAccount && again.Totals == CheckTotals.None ? 0 : 1;
    }

    private static async Task<(CheckTotals Totals, TimeSpan Took)> CheckAsync(IServiceProvider services)
    {
        var clock = Stopwatch.StartNew();
        var totals = await services.GetRequiredService<MonthlyChecks>().RunAsync(
            new(Month), Reader.Programme("bench"), progress => Console.Error.Write($"\r{progress.Done} accounts, {clock.Elapsed.TotalSeconds:N0} s "), CancellationToken.None, At);
        Console.Error.WriteLine();
        return (totals, clock.Elapsed);
    }

    private static async Task<TimeSpan> BareAsync(IServiceProvider services, string by)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("bench"));
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            await session.OpenAsync(CancellationToken.None);
            var clock = Stopwatch.StartNew();
            await using var command = await session.CommandAsync($"select account_id, {by}, count(*) from device where removed_at is null group by account_id, {by}", CancellationToken.None);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                // to the end, as the check does
            }
            if (clock.Elapsed < best) best = clock.Elapsed;
        }
        return best;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("N2", CultureInfo.InvariantCulture) + " s";

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
