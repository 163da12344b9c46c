using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;

namespace Backline.Bench.Lists;

/// <summary>
/// Every filter and sort that every list declares, for a customer, a partner and the vendor, one request at a time over HTTP: the server's time with
/// the network of one machine. Of devices as the page and as the API answer it; of the other lists the page. Each also on its second page.
/// </summary>
internal static partial class ListBench
{
    private const int Warm = 3;
    private const double Limit = 50;
    private const int WorstShown = 12;
    private static readonly List<(double P95, string List)> worst = [];
    private static int timesEach = 20;
    private static string only = "";

    public static async Task<int> RunAsync(string[] args)
    {
        var devices = Option(args, "--devices") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        if (Option(args, "--times") is { } times) timesEach = int.Parse(times, CultureInfo.InvariantCulture);
        if (Option(args, "--only") is { } part) only = part;
        var results = new ResultsTable("Lists", $"dotnet run -c Release --project bench/Backline.Bench -- lists --devices {devices} --times {timesEach}{(only.Length == 0 ? "" : " --only " + only)}");
        await using var database = await BenchDatabase.StartAsync(Option(args, "--folder"));
        await ListProgramme.FillAsync(database, devices);
        await ListRecords.FillAsync(database);
        await using var app = await BenchApp.StartAsync(database, CancellationToken.None);
        var cases = await ListCases.AllAsync(database);
        var pages = await ListPages.AllAsync(database);
        var scopes = await ListScope.AllAsync(database);
        foreach (var scope in scopes) await WarmAsync(app, scope, cases, pages);
        await ListPlans.ResetAsync(database);
        results.Add("devices, accounts", $"{devices:N0}, {ListProgramme.Accounts:N0}");
        var all = new List<double>();
        foreach (var scope in scopes)
        {
            all.AddRange(await MeasureAsync(results, app, scope, cases));
            all.AddRange(await MeasureAsync(results, app, scope, pages));
        }
        results.Add("all requests", Figures(all), "p95 < 50 ms");
        foreach (var (p95, list) in worst.OrderByDescending(one => one.P95).Take(WorstShown)) results.Add($"among the slowest: {list}", string.Create(CultureInfo.InvariantCulture, $"p95 {p95:0.0} ms"));
        await ListPlans.AddAsync(results, database);
        // a part of the lists is for looking into, not for the record
        if (only.Length == 0) results.Write(TimeProvider.System.GetUtcNow());
        return 0;
    }

    /// <summary>Each list once, so that nothing is compiled and nothing read from disk while it is timed.</summary>
    private static async Task WarmAsync(BenchApp app, ListScope scope, IReadOnlyList<ListCase> cases, IReadOnlyList<PageCase> pages)
    {
        using var client = app.Client(scope.Key);
        var hrefs = cases.Where(list => list.Fits(scope)).SelectMany(list => ListCases.Routes.Select(route => route.Path + list.For(route.Path))).Concat(pages.Where(page => page.Fits(scope)).Select(page => page.Href));
        foreach (var href in hrefs) await client.GetByteArrayAsync(new Uri(href, UriKind.Relative));
    }

    private static async Task<List<double>> MeasureAsync(ResultsTable results, BenchApp app, ListScope scope, IReadOnlyList<ListCase> cases)
    {
        using var client = app.Client(scope.Key);
        var all = new List<double>();
        foreach (var group in cases.Where(list => list.Fits(scope) && list.Filter.Contains(only, StringComparison.Ordinal)).GroupBy(list => list.Filter))
        {
            foreach (var (what, route, cursor) in ListCases.Routes)
            {
                var times = new List<double>();
                foreach (var list in group)
                {
                    times.AddRange(await TimeAsync(client, scope, route + list.For(route)));
                    if (await NextAsync(client, list.For("/api/v1/devices")) is { } next) times.AddRange(await TimeAsync(client, scope, $"{route}{list.For(route)}&{cursor}={next}"));
                }
                results.Add($"{scope.Name}, {what}, {group.Key}", Figures(times), "p95 < 50 ms");
                all.AddRange(times);
            }
        }
        return all;
    }

    private static async Task<List<double>> MeasureAsync(ResultsTable results, BenchApp app, ListScope scope, IReadOnlyList<PageCase> cases)
    {
        using var client = app.Client(scope.Key);
        var all = new List<double>();
        foreach (var list in cases.Where(list => list.Fits(scope) && list.Path.Contains(only, StringComparison.Ordinal)).GroupBy(list => list.Path))
        {
            var times = new List<double>();
            foreach (var page in list)
            {
                times.AddRange(await TimeAsync(client, scope, page.Href));
                if (await NextHrefAsync(client, page.Href) is { } next) times.AddRange(await TimeAsync(client, scope, next));
            }
            results.Add($"{scope.Name}, {list.Key}, {list.Count()} filters and sorts", Figures(times), "p95 < 50 ms");
            all.AddRange(times);
        }
        return all;
    }

    /// <summary>The link to the second page; null when there is none.</summary>
    private static async Task<string?> NextHrefAsync(HttpClient client, string href)
    {
        using var answer = await client.GetAsync(new Uri(href, UriKind.Relative));
        if (answer.Headers.TryGetValues("Link", out var links)) return links.First().Split('<', '>')[1];
        var link = NextLink().Match(await answer.Content.ReadAsStringAsync());
        return link.Success ? new Uri(client.BaseAddress!, WebUtility.HtmlDecode(link.Groups[1].Value)).PathAndQuery : null;
    }

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextLink();

    private static async Task<List<double>> TimeAsync(HttpClient client, ListScope scope, string href)
    {
        var times = new List<double>(timesEach);
        for (var i = -Warm; i < timesEach; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(href, UriKind.Relative));
            if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{scope.Name} {href}: {(int)answer.StatusCode}");
            await answer.Content.ReadAsByteArrayAsync();
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        var sorted = times.Order().ToList();
        worst.Add((sorted[(int)(sorted.Count * 0.95)], $"{scope.Name}, {href}"));
        return times;
    }

    /// <summary>The cursor of the second page, null when there is none.</summary>
    private static async Task<string?> NextAsync(HttpClient client, string query)
    {
        using var page = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/devices" + query, UriKind.Relative)));
        return page.RootElement.GetProperty("next").GetString();
    }

    private static string Figures(List<double> times)
    {
        times.Sort();
        var p95 = times[(int)(times.Count * 0.95)];
        return string.Create(CultureInfo.InvariantCulture, $"p50 {times[times.Count / 2]:0.0} ms, p95 {p95:0.0} ms, worst {times[^1]:0.0} ms of {times.Count:N0}{(p95 < Limit ? "" : " **over**")}");
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}

/// <summary>Who asks.</summary>
internal sealed record ListScope(string Name, string Key, bool SeesBigAccount, bool IsCustomer = false, bool IsVendor = false)
{
    public static async Task<IReadOnlyList<ListScope>> AllAsync(BenchDatabase database) =>
    [
        new("customer with a tenth of all devices", await ListProgramme.KeyAsync(database, Roles.CustomerAdministrator, ListProgramme.BigAccount, null), SeesBigAccount: true, IsCustomer: true),
        new("partner with 2,000 accounts", await ListProgramme.KeyAsync(database, Roles.Partner, null, ListProgramme.BigPartner), SeesBigAccount: false),
        new("vendor", await ListProgramme.KeyAsync(database, Roles.ProgrammeAdministrator, null, null), SeesBigAccount: true, IsVendor: true),
    ];
}
