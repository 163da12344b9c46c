using Backline.Domain.Devices;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>A row that needs a person, on its way to the preview.</summary>
internal sealed record FoundRow(int Row, string Outcome, string? Column, string? Code, RowDetails Details);

/// <summary>What reading the file came to, before anything is compared with the devices there are.</summary>
internal sealed class FileStage
{
    /// <summary>Rows kept of each kind; the counts go on.</summary>
    public const int MostKept = 10_000;

    private readonly Dictionary<string, int> kept = [];

    public List<FoundRow> Rows { get; } = [];
    public long Read { get; private set; }
    public long Good { get; private set; }
    public long Conflicts { get; private set; }
    public long Rejected { get; private set; }
    public long Warnings { get; private set; }

    /// <summary>Copies the file into the temporary table, row by row; of the file only rows for people are held.</summary>
    public static async Task<FileStage> CopyAsync(Session session, InventoryFile file, KnownNames names, DateTimeOffset now, Func<long, Task> progress, CancellationToken stop)
    {
        var stage = new FileStage();
        var table = new StageTable(session, now);
        await using (var copy = await table.OpenAsync(stop))
        {
            copy.Timeout = TimeSpan.FromMinutes(10);
            foreach (var row in file.Rows(stop))
            {
                if (++stage.Read % 8192 == 0) await progress(stage.Read);
                switch (row)
                {
                    case InventoryRow good:
                        table.Write(copy, good, names.Model(good.Model), names.Site(good.Site));
                        stage.Keep(good);
                        break;
                    case ConflictRow conflict:
                        StageTable.WriteKeys(copy, conflict.Number, conflict.Row.SerialKey, conflict.Row.MacKey);
                        stage.Conflicts++;
                        stage.Keep("conflict", conflict, conflict.Problem, conflict.Row);
                        break;
                    case RejectedRow rejected:
                        if (rejected.SerialKey is not null || rejected.MacKey is not null) StageTable.WriteKeys(copy, rejected.Number, rejected.SerialKey, rejected.MacKey);
                        stage.Rejected++;
                        stage.Keep("rejected", rejected, rejected.Problem, null, rejected.SerialKey, rejected.MacKey);
                        break;
                }
            }
            await copy.CompleteAsync(stop);
        }
        await session.LongAsync("analyze import_stage", stop);
        return stage;
    }

    private void Keep(InventoryRow good)
    {
        Good++;
        if (good.Problems.Count == 0) return;
        Warnings++;
        Keep("warning", good, good.Problems[0], good);
    }

    private void Keep(string outcome, ReadRow row, CellProblem problem, InventoryRow? device, string? serialKey = null, string? mac = null)
    {
        var count = kept.GetValueOrDefault(outcome);
        if (count >= MostKept) return;
        kept[outcome] = count + 1;
        Rows.Add(new(row.Number, outcome, problem.Column, problem.Reason.Code, new(device?.Serial ?? serialKey, Shown(device?.MacKey ?? mac), device?.Model, device?.Name, device?.Site, row.Line,
            Args: KeptRefusal.Of(problem.Reason).Args)));
    }

    internal static string? Shown(string? mac) => mac is null ? null : MacKey.Format(mac);
}
