using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>A level as it is sent and kept.</summary>
/// <param name="After">By severity; a severity left out does not reach it.</param>
public sealed record LevelSaid(int Level, EscalationDuty Calls, IReadOnlyDictionary<string, PromiseSaid> After, PromiseSaid AcknowledgeWithin)
{
    public static LevelSaid Of(EscalationLevel level) => new(level.Level, level.Calls, level.After.ToDictionary(one => Domain.Common.Words.Word(one.Key), one => PromiseSaid.Of(one.Value)), PromiseSaid.Of(level.AcknowledgeWithin));

    public EscalationLevel Read() => new(Level, Calls, After.ToDictionary(one => Domain.Common.Words.Parse<Severity>(one.Key), one => one.Value.Read()), AcknowledgeWithin.Read());
}

/// <param name="Unit">minutes, hours or business-days.</param>
public sealed record PromiseSaid(int Amount, PromiseUnit Unit)
{
    public static PromiseSaid Of(Promise promise) => new(promise.Amount, promise.Unit);

    public Promise Read() => new(Amount, Unit);
}

/// <param name="Sequence">0: as it was shipped.</param>
/// <param name="From">Cases opened from then on have it.</param>
public sealed record MatrixVersion(int Sequence, DateTimeOffset From, EscalationMatrix Matrix);

/// <summary>
/// The versions of the escalation matrix, in memory for a short while: a new version begins later than any node has forgotten the old list, so that all of them
/// give a case the same one.
/// </summary>
internal sealed class MatrixShelf
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    public static readonly MatrixVersion Shipped = new(0, DateTimeOffset.MinValue, EscalationMatrix.Shipped("0"));

    private volatile Read? last;

    private sealed record Read(long At, IReadOnlyList<MatrixVersion> Versions);

    public IReadOnlyList<MatrixVersion>? Versions => last is { } read && TimeProvider.System.GetElapsedTime(read.At) < Kept ? read.Versions : null;

    public void Keep(IReadOnlyList<MatrixVersion> versions) => last = new(TimeProvider.System.GetTimestamp(), versions);
}

/// <summary>Which version of the matrix a case has: that in force when it was opened.</summary>
internal sealed class EscalationMatrixQueries(Session session, MatrixShelf shelf)
{
    /// <summary>A new version counts for cases opened so long after it was added.</summary>
    public static readonly TimeSpan BeginsAfter = TimeSpan.FromMinutes(1);

    /// <summary>The levels as they are sent and kept.</summary>
    public static IReadOnlyList<LevelSaid> Said(IEnumerable<EscalationLevel> levels) => [.. levels.Select(LevelSaid.Of)];

    public async Task<EscalationMatrix> AtAsync(DateTimeOffset opened, CancellationToken stop) => (shelf.Versions ?? await VersionsAsync(stop)).Last(version => version.From <= opened).Matrix;

    /// <summary>All of them, the oldest first.</summary>
    public async Task<IReadOnlyList<MatrixVersion>> VersionsAsync(CancellationToken stop)
    {
        var kept = await session.ListAsync("select sequence, from_at, levels::text from escalation_matrix order by from_at", row => new MatrixVersion(row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1),
            new(row.GetInt32(0).ToString(System.Globalization.CultureInfo.InvariantCulture), [.. (JsonSerializer.Deserialize<List<LevelSaid>>(row.GetString(2), BacklineJson.Options) ?? []).Select(level => level.Read())])), stop);
        MatrixVersion[] all = [MatrixShelf.Shipped, .. kept];
        shelf.Keep(all);
        return all;
    }
}
