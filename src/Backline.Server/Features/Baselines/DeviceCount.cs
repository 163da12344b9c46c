using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Baselines;

/// <summary>What the devices of each contract come to, by category (null: of no known model) and reason. One array: it is added to for every device.</summary>
internal sealed class DeviceCounts(int subjects)
{
    private static readonly DeviceCategory?[] Categories = [null, .. Enum.GetValues<DeviceCategory>()];
    private static readonly CountReason[] Reasons = Enum.GetValues<CountReason>();
    private readonly int[] devices = new int[subjects * Categories.Length * Reasons.Length];

    public void Add(int subject, DeviceCategory? category, CountReason reason, int count) => devices[At(subject, category, reason)] += count;

    public int Counted(int subject, DeviceCategory category) => devices[At(subject, category, CountReason.Counted)] + devices[At(subject, category, CountReason.CountedMissing)];

    /// <summary>All that are not nought.</summary>
    public IEnumerable<(int Subject, DeviceCategory? Category, CountReason Reason, int Devices)> Rows =>
        from subject in Enumerable.Range(0, subjects)
        from category in Categories
        from reason in Reasons
        let count = devices[At(subject, category, reason)]
        where count > 0
        select (subject, category, reason, count);

    /// <summary>The same numbers, missing devices taken as counted.</summary>
    public bool IsSameAs(DeviceCounts other) => WithoutFlags().AsSpan().SequenceEqual(other.WithoutFlags());

    private int[] WithoutFlags()
    {
        var plain = devices.ToArray();
        for (var row = 0; row < plain.Length; row += Reasons.Length)
        {
            plain[row + (int)CountReason.Counted] += plain[row + (int)CountReason.CountedMissing];
            plain[row + (int)CountReason.CountedMissing] = 0;
        }
        return plain;
    }

    private static int At(int subject, DeviceCategory? category, CountReason reason) =>
        (((subject * Categories.Length) + (category is { } known ? (int)known + 1 : 0)) * Reasons.Length) + (int)reason;
}

/// <summary>
/// Counts the devices of a batch of accounts from an index alone: one row per account and model, whatever the size of the fleet. Whether a device counts is
/// its model's matter; that it is missing only flags it, and is read with the evidence.
/// </summary>
internal static class DeviceCount
{
    public static async Task CountAsync(Session session, DeviceCounts counts, IReadOnlyList<CheckSubject> subjects, IReadOnlyDictionary<Guid, ModelFacts> models, CancellationToken stop)
    {
        var byAccount = subjects.ToLookup(s => s.Account.Id);
        await using var command = await session.CommandAsync(
            "select account_id, model_id, count(*)::int from device where removed_at is null and account_id between $1 and $2 group by account_id, model_id",
            stop, subjects[0].Account.Id, subjects[^1].Account.Id);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            var model = row.Nullable<Guid>(1) is { } id ? models.GetValueOrDefault(id) : null;
            foreach (var subject in byAccount[row.GetGuid(0)])
                counts.Add(subject.Index, model?.Category, Counting.OfModel(model, subject.Selected, subject.Day), row.GetInt32(2));
        }
    }

    public static async Task<IReadOnlyDictionary<Guid, ModelFacts>> ModelsAsync(Session session, CancellationToken stop) =>
        (await session.ListAsync("select id, vendor, name, category, lifecycle, end_of_support_on from model",
            row => new ModelFacts(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<DeviceCategory>(row.GetString(3)), Words.Parse<Lifecycle>(row.GetString(4)), row.Nullable<DateOnly>(5)), stop))
        .ToDictionary(model => model.Id);
}
