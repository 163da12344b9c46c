using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Baselines;

/// <summary>What every device of a contract comes to, by category and reason.</summary>
internal sealed class DeviceCounts
{
    private readonly Dictionary<(int Subject, string Category, CountReason Reason), int> devices = [];

    public void Add(int subject, string category, CountReason reason, int count)
    {
        if (count > 0) devices[(subject, category, reason)] = devices.GetValueOrDefault((subject, category, reason)) + count;
    }

    public int Counted(int subject, DeviceCategory category) =>
        devices.GetValueOrDefault((subject, category.Word(), CountReason.Counted)) + devices.GetValueOrDefault((subject, category.Word(), CountReason.CountedMissing));

    public IEnumerable<(int Subject, string Category, CountReason Reason, int Devices)> Rows =>
        devices.Select(entry => (entry.Key.Subject, entry.Key.Category, entry.Key.Reason, entry.Value));

    /// <summary>The same numbers, missing devices taken as counted.</summary>
    public bool IsSameAs(DeviceCounts other)
    {
        var (own, others) = (WithoutFlags(), other.WithoutFlags());
        return own.Count == others.Count && own.All(entry => others.GetValueOrDefault(entry.Key) == entry.Value);
    }

    private Dictionary<(int, string, CountReason), int> WithoutFlags()
    {
        var plain = new DeviceCounts();
        foreach (var (subject, category, reason, count) in Rows) plain.Add(subject, category, reason == CountReason.CountedMissing ? CountReason.Counted : reason, count);
        return plain.devices;
    }
}

/// <summary>
/// Counts the devices of a batch of accounts from an index alone: one row per account and model, whatever the size of the fleet. Whether a device counts is
/// its model's matter; that it is missing only flags it, and is read with the evidence.
/// </summary>
internal static class DeviceCount
{
    public const string UnknownCategory = "unknown";

    public static async Task<DeviceCounts> CountAsync(Session session, IReadOnlyList<CheckSubject> subjects, IReadOnlyDictionary<Guid, ModelFacts> models, CancellationToken stop)
    {
        var counts = new DeviceCounts();
        var byAccount = subjects.ToLookup(s => s.Account.Id);
        await using var command = await session.CommandAsync(
            "select account_id, model_id, count(*)::int from device where removed_at is null and account_id between $1 and $2 group by account_id, model_id",
            stop, subjects[0].Account.Id, subjects[^1].Account.Id);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            var model = row.Nullable<Guid>(1) is { } id ? models.GetValueOrDefault(id) : null;
            foreach (var subject in byAccount[row.GetGuid(0)])
                counts.Add(subject.Index, model?.Category.Word() ?? UnknownCategory, Counting.OfModel(model, subject.Selected, subject.Day), row.GetInt32(2));
        }
        return counts;
    }

    public static async Task<IReadOnlyDictionary<Guid, ModelFacts>> ModelsAsync(Session session, CancellationToken stop) =>
        (await session.ListAsync("select id, vendor, name, category, lifecycle, end_of_support_on from model",
            row => new ModelFacts(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<DeviceCategory>(row.GetString(3)), Words.Parse<Lifecycle>(row.GetString(4)), row.Nullable<DateOnly>(5)), stop))
        .ToDictionary(model => model.Id);
}
