using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Identity;

namespace Backline.Bench.Cases;

/// <summary>
/// Cases over HTTP as a desk has them: opening them, durable; a page of the queue; one of them with its clocks. With --peer the same is asked of a
/// Request Tracker in the same run, on the PostgreSQL that both share when BACKLINE_BENCH_SERVER names it (bench/PEERS.md).
/// </summary>
internal static class CaseBench
{
    private const int Desks = 16, PeerDesks = 4, WarmUp = 30, Seconds = 10, Rounds = 3, Times = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        var cases = int.Parse(Option(args, "--cases") ?? "100000", CultureInfo.InvariantCulture);
        using var peer = Option(args, "--peer") is { } address ? await RequestTracker.SignInAsync(new(address)) : null;
        var results = new ResultsTable("Cases", $"dotnet run -c Release --project bench/Backline.Bench -- cases --cases {cases}{(peer is null ? "" : " --peer URL")}");
        await using var database = await BenchDatabase.StartAsync();
        await database.FillAsync(new(5_000, 500, 100));
        await using var app = await BenchApp.StartAsync(database, CancellationToken.None);
        using var client = app.Client(await ContractsAndKeyAsync(database));
        Task OpenAsync(int number) => OpenOneAsync(client, number);
        await ForAsync(WarmUp, Desks, OpenAsync);
        // as it is in a database that has been running for a while, and as the peer's is
        await database.ExecuteAsync("analyze");
        List<double> opened = [], peers = [];
        for (var round = 0; round < Rounds; round++)
        {
            if (peer is not null) peers.AddRange(await ForAsync(Seconds, PeerDesks, peer.OpenAsync));
            opened.AddRange(await ForAsync(Seconds, Desks, OpenAsync));
        }
        var rate = opened.Count / (double)(Rounds * Seconds);
        results.Add($"opened by {Desks} at once, durable", string.Create(CultureInfo.InvariantCulture, $"{rate:0} cases/s; {Figures(opened)}"), "");
        await CaseCopies.FillAsync(database, cases);
        var ids = await IdsAsync(client);
        results.Add("cases in the queue", $"{cases:N0}");
        var listed = await TimeAsync(_ => client.GetByteArrayAsync(new Uri("/api/v1/cases?limit=50", UriKind.Relative)));
        results.Add("a page of 50, first", Figures(listed), "p50 < 45 ms");
        foreach (var (what, query) in new[] { ("those that are open", "state=active"), ("of one severity, newest", "severity=p1&sort=newest") })
            results.Add("a page of 50, " + what, Figures(await TimeAsync(_ => client.GetByteArrayAsync(new Uri("/api/v1/cases?limit=50&" + query, UriKind.Relative)))), "p50 < 45 ms");
        results.Add("a page of 50, found by a word", Figures(await TimeAsync(number => client.GetByteArrayAsync(new Uri($"/api/v1/cases?limit=50&q=word{number}", UriKind.Relative)))), "p50 < 45 ms");
        var read = await TimeAsync(number => client.GetByteArrayAsync(new Uri($"/api/v1/cases/{ids[number % ids.Count]}", UriKind.Relative)));
        results.Add("one case with its clocks", Figures(read), "p50 < 14 ms");
        results.Add("its messages", Figures(await TimeAsync(number => client.GetByteArrayAsync(new Uri($"/api/v1/cases/{ids[number % ids.Count]}/messages", UriKind.Relative)))));
        if (peer is not null) await CompareAsync(results, peer, rate, peers, listed, read);
        results.Write(TimeProvider.System.GetUtcNow());
        return 0;
    }

    private static async Task CompareAsync(ResultsTable results, RequestTracker peer, double rate, List<double> peers, List<double> listed, List<double> read)
    {
        var (theirRate, theirList, theirOne) = (peers.Count / (double)(Rounds * Seconds), await TimeAsync(_ => peer.ListAsync()), await TimeAsync(peer.OneAsync));
        results.Add($"Request Tracker {peer.Version}, {peer.Tickets:N0} tickets: opened by {PeerDesks} at once", string.Create(CultureInfo.InvariantCulture, $"{theirRate:0.0} cases/s; {Figures(peers)}"));
        results.Add("its queue, 50 of them", Figures(theirList));
        results.Add("one of its tickets", Figures(theirOne));
        results.Add("opening, of its rate", string.Create(CultureInfo.InvariantCulture, $"{rate / theirRate:0.0} ×"), "≥ 40 ×");
        results.Add("a page of 50, of its time", string.Create(CultureInfo.InvariantCulture, $"{Median(listed) / Median(theirList):0.000}"), "≤ 0.1");
        results.Add("one case, of its time", string.Create(CultureInfo.InvariantCulture, $"{Median(read) / Median(theirOne):0.00}"), "≤ 0.2");
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static async Task<string> ContractsAndKeyAsync(BenchDatabase database)
    {
        await database.ExecuteAsync(
            $"""
            insert into contract (account_id, partner_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
            select a.account_id, a.partner_id, gen_random_uuid(), 'CT-B' || a.number, p.id, p.code, p.name, p.settings, 'direct', 'EUR', current_date - 30, current_date + 300, 'active', now(), now()
            from account a, plan p where p.code = '{ShippedPlans.PolyPlusEnterprise}'
            """);
        await database.ExecuteAsync("insert into contract_category (account_id, partner_id, contract_id, category, counted, expected_additions, advance_percent, unit_price) select account_id, partner_id, id, 'video', 100, 0, 0, 24 from contract");
        var key = ApiKeys.Make();
        await using var insert = database.Owner.CreateCommand("insert into api_key (id, name, prefix, hash, role, scopes, created_by, created_at) values ($1, 'bench', $2, $3, $4, '{}', 'bench', now())");
        foreach (var value in new object[] { Guid.CreateVersion7(), key[..12], ApiKeys.HashOf(key), Roles.SupportAgent }) insert.Parameters.Add(new() { Value = value });
        await insert.ExecuteNonQueryAsync();
        return key;
    }

    private static async Task OpenOneAsync(HttpClient client, int number)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/cases", new { accountId = BenchDatabase.Account(1 + number % 500), subject = $"No sound in room {number}", text = $"Since this morning nobody hears us; word{number % 5_000}.", severity = "p" + (1 + number % 4) });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>So many at once, one after the other, for so long.</summary>
    private static async Task<List<double>> ForAsync(int seconds, int desks, Func<int, Task> open)
    {
        var (times, until) = (new ConcurrentBag<double>(), Stopwatch.GetTimestamp() + seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, desks).Select(async desk =>
        {
            for (var number = desk; Stopwatch.GetTimestamp() < until; number += desks)
            {
                var started = Stopwatch.GetTimestamp();
                await open(number);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }));
        return [.. times];
    }

    private static async Task<List<string>> IdsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/cases?limit=200")).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];

    private static async Task<List<double>> TimeAsync(Func<int, Task> ask)
    {
        var times = new List<double>();
        for (var number = -20; number < Times; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await ask(Math.Abs(number));
            if (number >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        return times;
    }

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];

    private static string Figures(List<double> times)
    {
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"p50 {Median(times):0.0} ms, p95 {times[times.Count * 95 / 100]:0.0} ms");
    }
}
