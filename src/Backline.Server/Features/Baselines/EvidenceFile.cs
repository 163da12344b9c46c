using System.Globalization;
using Backline.Server.Platform.Files;
using CsvHelper;
using CsvHelper.Configuration;

namespace Backline.Server.Features.Baselines;

/// <summary>A line of the frozen evidence as it is shown.</summary>
/// <param name="Row">Its place in the file, from 1: where a page goes on.</param>
public sealed record EvidenceRow(
    int Row, string Category, string Model, string Serial, string Mac, string Site, string Name, DateOnly? FirstSeen, DateOnly? LastSeen, DateOnly? MissingSince, bool Counted, string Reason, Guid Device);

/// <summary>Which lines are wanted: of one contract and category; all, the new ones, those counted though missing, or those not counted.</summary>
public sealed record EvidenceView(string Contract, string Category, string Tab, DateOnly? NewSince)
{
    public const string All = "all", New = "new", Missing = "missing", NotCounted = "not-counted";
}

/// <summary>Reads the evidence from the file it was frozen in: what is shown is what was hashed.</summary>
internal sealed class EvidenceFile(StoredFiles files)
{
    /// <param name="after">The last row of the page before; 0 for the first page.</param>
    /// <returns>At most <paramref name="limit"/> lines, whether there are more, and what the page before them was read after; null on the first page.</returns>
    public async Task<(IReadOnlyList<EvidenceRow> Rows, bool More, int? Back)> ReadAsync(Guid fileId, EvidenceView view, int after, int limit, CancellationToken stop)
    {
        var rows = new List<EvidenceRow>();
        var passed = new Queue<int>();
        if (await files.FindAsync(fileId, stop) is not { } file) return (rows, false, null);
        using var reader = new StreamReader(files.Open(file, stop));
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        await csv.ReadAsync();
        for (var number = 1; await csv.ReadAsync(); number++)
        {
            stop.ThrowIfCancellationRequested();
            if (csv[0] != view.Contract || !Matches(csv, view)) continue;
            if (number <= after)
            {
                passed.Enqueue(number);
                if (passed.Count > limit + 1) passed.Dequeue();
                continue;
            }
            if (rows.Count == limit) return (rows, true, Before(passed, limit));
            rows.Add(new(number, csv[1]!, csv[2]!, csv[3]!, csv[4]!, csv[6]!, csv[7]!, Day(csv[8]), Day(csv[9]), Day(csv[10]), csv[11] == "yes", csv[12]!, Guid.Parse(csv[13]!)));
        }
        return (rows, false, Before(passed, limit));
    }

    private static int? Before(Queue<int> passed, int limit) => passed.Count > limit ? passed.Peek() : passed.Count > 0 ? 0 : null;

    // devices of no selected category belong to no category's page but are part of "not counted" of their own
    private static bool Matches(CsvReader csv, EvidenceView view) => csv[1] == view.Category && view.Tab switch
    {
        EvidenceView.New => view.NewSince is { } since && Day(csv[8]) > since,
        EvidenceView.Missing => csv[12] == "counted-missing",
        EvidenceView.NotCounted => csv[11] == "no",
        _ => true,
    };

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
