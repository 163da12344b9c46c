using System.Globalization;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using CsvHelper;
using CsvHelper.Configuration;

namespace Backline.Server.Features.Accounts;

/// <param name="Row">Counted from 1, without the heading.</param>
/// <param name="Known">The account has a site of that name, or an earlier row has it.</param>
/// <param name="Faults">Everything that keeps the row from becoming a site, by field.</param>
public sealed record SiteListRow(int Row, SiteInput Site, bool Known, IReadOnlyList<InputError> Faults)
{
    public bool Good => !Known && Faults.Count == 0;
}

/// <summary>A list of sites, pasted or from a file: a site in each row, the first may be a heading. Columns: site, country and, where they are known,
/// address, postal code, city, subdivision, time zone. Others, such as latitude and longitude, are passed over.</summary>
public sealed class SiteList(Session session, SiteOperations operations, AccountQueries accounts)
{
    public const int MostRows = 5_000;
    public const int MostCharacters = 1_000_000;

    /// <summary>What would become of each row; changes nothing.</summary>
    /// <exception cref="InvalidInputException">Nothing, too much or too many rows.</exception>
    public async Task<IReadOnlyList<SiteListRow>> CheckAsync(Guid accountId, string? text, CancellationToken stop)
    {
        new InputErrors().Text(text, "/list", MostCharacters, lines: true).ThrowIfAny();
        var names = (await session.ListAsync("select name_key from site where account_id = $1", row => row.GetString(0), stop, accountId)).ToHashSet();
        return [.. Read(text!).Select((site, i) => Judge(i + 1, site, names))];
    }

    /// <summary>Adds the rows without fault; returns how many.</summary>
    public async Task<int> AddAsync(Guid accountId, string? text, CancellationToken stop)
    {
        var account = await accounts.GetAsync(accountId, stop, forUpdate: true);
        var good = (await CheckAsync(accountId, text, stop)).Where(row => row.Good).Select(row => row.Site).ToList();
        await operations.CreateManyAsync(account, good, stop);
        return good.Count;
    }

    private static SiteListRow Judge(int row, SiteInput site, HashSet<string> names)
    {
        try
        {
            var tidy = site.Checked();
            return new(row, tidy, !names.Add(AccountOperations.Key(tidy.Name!)), []);
        }
        catch (InvalidInputException e)
        {
            return new(row, site, false, e.Errors);
        }
    }

    internal static List<SiteInput> Read(string text)
    {
        var content = text.Trim();
        var first = content.Split('\n')[0];
        var separator = Separators.FirstOrDefault(candidate => first.Contains(candidate, StringComparison.Ordinal)) ?? ",";
        using var parser = new CsvParser(new StringReader(content), new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = separator, BadDataFound = null, IgnoreBlankLines = true });
        var columns = NoHeading;
        var sites = new List<SiteInput>();
        while (parser.Read())
        {
            var cells = Cells(parser.Record!, separator);
            if (parser.Row == 1 && Headings(cells) is { } named)
            {
                columns = named;
                continue;
            }
            if (sites.Count == MostRows) throw new InvalidInputException(new InputError("/list", "site.list-too-long", MostRows));
            string? Cell(params string[] names) => names.Where(columns.ContainsKey).Select(name => columns[name] < cells.Length ? cells[columns[name]] : null).FirstOrDefault();
            sites.Add(new(Cell("site", "name"), Cell("address", "street"), Cell("postal code", "zip"), Cell("city"), Cell("country"), Cell("subdivision", "state"), Cell("time zone", "timezone")));
        }
        return sites;
    }

    /// <summary>A row put together by hand may be separated otherwise than the first: one cell that has another separator in it is such a row.</summary>
    private static string[] Cells(string[] record, string separator) =>
        record is [var whole] && Separators.FirstOrDefault(other => other != separator && whole.Contains(other, StringComparison.Ordinal)) is { } own ? whole.Split(own, StringSplitOptions.TrimEntries) : record;

    private static readonly string[] Separators = ["\t", ";", ","];

    // without a heading the columns are in the order people write them
    private static readonly Dictionary<string, int> NoHeading = new() { ["site"] = 0, ["country"] = 1, ["city"] = 2 };

    private static Dictionary<string, int>? Headings(string[] cells)
    {
        string[] names = [.. cells.Select(cell => cell.Trim().Trim('\uFEFF').ToLowerInvariant().Replace('_', ' '))];
        return names.Contains("country") && (names.Contains("site") || names.Contains("name"))
            ? names.Select((name, i) => (name, i)).GroupBy(pair => pair.name).ToDictionary(group => group.Key, group => group.First().i)
            : null;
    }
}
