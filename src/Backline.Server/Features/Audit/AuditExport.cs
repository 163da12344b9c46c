using System.Globalization;
using Backline.Server.Platform.Files;

namespace Backline.Server.Features.Audit;

/// <summary>The entries as a CSV file, with moments to the microsecond and the hash, so that the chain can be followed in it.</summary>
internal static class AuditExport
{
    public static CsvAnswer Answer(IAsyncEnumerable<AuditEntryRow> entries) =>
        new("audit", ["at", "account-number", "sequence", "actor", "action", "subject-type", "subject", "before", "after", "hash"], entries.Select(Cells));

    private static IReadOnlyList<string?> Cells(AuditEntryRow entry) =>
    [
        entry.At.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), entry.Account, entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.Actor, entry.Action,
        entry.SubjectType, entry.SubjectNumber ?? entry.SubjectId.ToString(), entry.Before?.ToString(), entry.After?.ToString(), entry.Hash,
    ];
}
