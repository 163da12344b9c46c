using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>Rows of one file that name the same device. The last one never wins silently.</summary>
internal static class Repetition
{
    public static void Gather(InventoryRow row, InventorySurvey survey)
    {
        foreach (var repeats in Of(row, survey)) repeats.Add(row);
    }

    /// <summary>Equal rows are one device; rows that differ are a conflict, each of them, until a person says which one of the same device is true.</summary>
    public static ReadRow Judge(ReadRow read, InventorySurvey survey, IReadOnlySet<int> keep)
    {
        if (read is not InventoryRow row) return read;
        foreach (var repeats in Of(row, survey))
        {
            if (repeats.Count < 2 || (repeats.AllEqual && repeats.First == row.Number)) continue;
            if (repeats.AllEqual) return new RejectedRow(row.Number, row.Line, new(null, new("import.identical-row", repeats.First))) { SerialKey = row.SerialKey, MacKey = row.MacKey };
            // rows of one device share its address too, so the choice holds for both
            if (repeats.SameDevice && repeats.Rows.Find(keep.Contains) is > 0 and var kept)
            {
                if (kept == row.Number) continue;
                return new RejectedRow(row.Number, row.Line, new(null, new("import.row-not-kept", kept, row.Serial ?? row.MacKey!))) { SerialKey = row.SerialKey, MacKey = row.MacKey };
            }
            var others = repeats.Rows.Where(other => other != row.Number).Take(InventorySurvey.OthersShown).ToArray();
            return new ConflictRow(row, new(null, new(Code(row, repeats, survey), row.Serial ?? row.MacKey!, string.Join(", ", others))), others);
        }
        return row;
    }

    private static string Code(InventoryRow row, Repeats repeats, InventorySurvey survey)
    {
        if (row.SerialKey is null || repeats != survey.Repeated.GetValueOrDefault(IdentitySet.Mark('s', row.SerialKey))) return "import.repeated-mac";
        return repeats.SameDevice ? "import.repeated-serial" : "import.shared-serial";
    }

    private static IEnumerable<Repeats> Of(InventoryRow row, InventorySurvey survey)
    {
        if (row.SerialKey is { } serial && survey.Repeated.TryGetValue(IdentitySet.Mark('s', serial), out var bySerial)) yield return bySerial;
        if (row.MacKey is { } mac && survey.Repeated.TryGetValue(IdentitySet.Mark('m', mac), out var byMac)) yield return byMac;
    }
}
