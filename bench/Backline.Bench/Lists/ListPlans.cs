using System.Globalization;

namespace Backline.Bench.Lists;

/// <summary>The proof that lists are read from indexes: PostgreSQL's own counters of sequential scans and index scans of the device table.</summary>
internal static class ListPlans
{
    public static Task ResetAsync(BenchDatabase database) => database.ExecuteAsync("select pg_stat_reset()");

    public static async Task AddAsync(ResultsTable results, BenchDatabase database)
    {
        // a server process reports its counters when its transaction ends, at most once a second
        await Task.Delay(TimeSpan.FromSeconds(3));
        var scans = await database.ScalarAsync<long>("select seq_scan from pg_stat_user_tables where relname = 'device'");
        var unused = await database.ScalarAsync<string>("select coalesce(string_agg(indexrelname, ', ' order by indexrelname), 'none') from pg_stat_user_indexes where relname = 'device' and idx_scan = 0");
        results.Add("sequential scans of the device table by all of these requests", scans.ToString("N0", CultureInfo.InvariantCulture), "0");
        results.Add("indexes of the device table that none of these requests used", unused);
    }
}
