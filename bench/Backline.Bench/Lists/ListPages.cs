namespace Backline.Bench.Lists;

/// <summary>The pages of the other lists, each with every filter and sort it declares, and the home page that sums them up.</summary>
internal static class ListPages
{
    private static readonly string[] categories = ["headset", "video", "voice"];
    private static readonly string[] outcomes = ["within", "close", "true-up", "unknown"];

    /// <summary>By path: what is asked of it, and who may ask. Null: everybody.</summary>
    public static async Task<IReadOnlyList<PageCase>> AllAsync(BenchDatabase database)
    {
        var account = await database.ScalarAsync<string>("select number from account where partner_id is not null order by number limit 1");
        var month = (await database.ScalarAsync<DateOnly>("select max(month) from baseline_decision")).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var manager = await database.ScalarAsync<Guid>("select id from person where role = 'success-manager' limit 1");
        return
        [
            .. Pages("/", Asks.All, ""),
            .. Pages("/accounts", Asks.Fleets, "", "sort=-name", "q=account", "q=kestrel", "q=nobody", "q=acc%2012", $"q={account}", "country=DE", "country=FI", $"partnerId={ListProgramme.BigPartner}", $"successManagerId={manager}", "q=kestrel&country=DE"),
            .. Pages("/sites", Asks.All, "", "sort=-name", "q=site%201", "q=nothing", "q=S-MA-500001-7", "country=DE", "country=FI", "state=open", "state=closed"),
            .. Pages("/contracts", Asks.All, "", "sort=number", "sort=end", "standing=running", "standing=expiring", "standing=draft", "standing=ended", "standing=cancelled", "plan=poly-plus", "plan=poly-plus-enterprise",
                "q=kestrel", "q=account", "q=nobody", $"q={account}", "q=CT-12", "endsBefore=2026-12-01", "endsBefore=2020-01-01", "standing=running&plan=poly-plus&sort=number"),
            .. Pages("/baselines", Asks.All, [$"month={month}", $"month={month}&outcome=true-up&category=voice",
                .. outcomes.Select(outcome => $"month={month}&outcome={outcome}"), .. categories.Select(category => $"month={month}&category={category}")]),
            .. Pages("/quotes", Asks.All, "", "state=issued", "state=ordered", "state=refused", "state=expired", "state=superseded"),
            .. Pages("/orders", Asks.All, ""),
            .. Pages("/imports", Asks.All, "", "state=previewed", "state=confirmed", "state=refused"),
            .. Pages("/models", Asks.All, "", "q=studio", "q=nothing", "category=video", "lifecycle=end-of-support", "vendor=Bench"),
            .. Pages("/people", Asks.All, "", "q=person", "q=kestrel", "q=nobody", "role=customer-administrator", "state=active", "state=disabled"),
            .. Pages("/audit", Asks.All, "", "action=device.changed", "action=contract.activated", "action=nothing", "subject=D-77", "subject=nothing", "from=2026-11-01", "actor=nobody"),
            .. Pages("/partners", Asks.Vendor, "", "q=partner%201", "q=nothing", "certified=true"),
            .. Pages("/invitations", Asks.All, ""), .. Pages("/keys", Asks.All, ""), .. Pages("/outbox", Asks.Vendor, ""),
            .. Pages("/api/v1/contacts", Asks.All, ""), .. Pages("/api/v1/true-ups", Asks.All, "", "state=open", "state=ordered", "state=refused"), .. Pages("/api/v1/baseline-checks", Asks.All, "", $"month={month}"),
        ];
    }

    private static IEnumerable<PageCase> Pages(string path, Asks who, params string[] queries) => queries.Select(query => new PageCase(path, query, who));
}

internal enum Asks { All, Fleets, Vendor }

/// <summary>One page of a list as it is asked for.</summary>
internal sealed record PageCase(string Path, string Query, Asks Who)
{
    public string Href => Query.Length == 0 ? Path : $"{Path}?{Query}";

    public bool Fits(ListScope scope) => Who == Asks.All || (Who == Asks.Fleets && !scope.IsCustomer) || (Who == Asks.Vendor && scope.IsVendor);
}
