namespace Backline.Bench.Lists;

/// <summary>One list as it is asked for. <paramref name="Query"/> is the query string.</summary>
internal sealed record ListCase(string Filter, string Query, bool OfBigAccount = false)
{
    /// <summary>A person's address and a program's name the same filter by other words.</summary>
    public string For(string path) => path.StartsWith("/api", StringComparison.Ordinal)
        ? Query.Replace("?site=", "?siteId=", StringComparison.Ordinal).Replace("?model=", "?modelId=", StringComparison.Ordinal).Replace("&account=", "&accountId=", StringComparison.Ordinal) : Query;

    /// <summary>A site belongs to one account: others do not see it.</summary>
    public bool Fits(ListScope scope) => !OfBigAccount || scope.SeesBigAccount;
}

internal static class ListCases
{
    /// <summary>Page and API, with the parameter that continues each.</summary>
    public static readonly IReadOnlyList<(string What, string Path, string Cursor)> Routes = [("page", "/devices", "after"), ("API", "/api/v1/devices", "cursor")];

    private static readonly string[] sorts = ["serial", "-serial", "model", "-model", "seen", "-seen"];

    public static async Task<IReadOnlyList<ListCase>> AllAsync(BenchDatabase database)
    {
        var site = await database.ScalarAsync<Guid>("select id from site where number = 'S-MA-500001-7'");
        var common = await database.ScalarAsync<Guid>("select model_id from device where model_id is not null group by 1 order by count(*) desc limit 1");
        var rare = await database.ScalarAsync<Guid>("select model_id from device where model_id is not null group by 1 order by count(*) limit 1");
        (string Filter, string Query)[] filters =
        [
            ("none", ""), ("category=headset", "category=headset"), ("category=video", "category=video"), ("category=voice", "category=voice"),
            ("category=infrastructure", "category=infrastructure"), ("category=unknown", "category=unknown"), ("model, common", $"model={common}"), ("model, rare", $"model={rare}"),
            ("presence=missing", "presence=missing"), ("presence=unseen", "presence=unseen"), ("presence=removed", "presence=removed"), ("counted=no", "counted=no"), ("counted=end-of-support", "counted=end-of-support"),
            ("lifecycle=active", "lifecycle=active"), ("lifecycle=end-of-sale", "lifecycle=end-of-sale"), ("lifecycle=end-of-support", "lifecycle=end-of-support"), ("category and lifecycle", "category=video&lifecycle=end-of-sale"),
            ("q, serial begins", "q=4A"), ("q, MAC begins", "q=" + await MacAsync(database)), ("q, name begins", "q=Room%2012"), ("q, model", "q=Studio%20X%20150"), ("q, nothing", "q=zzzzzz"),
            ("no site, anybody's", "site=none"), ("category and presence", "category=video&presence=unseen"), ("model and presence", $"model={common}&presence=missing"),
        ];
        return
        [
            .. filters.SelectMany(filter => sorts.Select(sort => new ListCase(filter.Filter, $"?{filter.Query}&sort={sort}"))),
            .. sorts.Select(sort => new ListCase("site", $"?site={site}&sort={sort}", OfBigAccount: true)),
            .. sorts.Select(sort => new ListCase("q, site ID", $"?q=S-MA-500001-7&sort={sort}", OfBigAccount: true)),
            .. sorts.Select(sort => new ListCase("no site", $"?site=none&account={ListProgramme.BigAccount}&sort={sort}", OfBigAccount: true)),
            .. sorts.Select(sort => new ListCase("site and category", $"?site={site}&category=voice&sort={sort}", OfBigAccount: true)),
        ];
    }

    private static async Task<string> MacAsync(BenchDatabase database) => (await database.ScalarAsync<string>("select left(mac, 8) from device where mac is not null limit 1"))!;
}
