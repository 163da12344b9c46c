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

    public bool IsSameAs(DeviceCounts other) =>
        devices.Count == other.devices.Count && devices.All(entry => other.devices.GetValueOrDefault(entry.Key) == entry.Value);
}

/// <summary>Counts the devices of a batch of contracts from an index alone: one row per contract and model, whatever the size of the fleet.</summary>
internal static class DeviceCount
{
    public const string UnknownCategory = "unknown";

    public static async Task<DeviceCounts> CountAsync(Session session, IReadOnlyList<CheckSubject> subjects, IReadOnlyDictionary<Guid, ModelFacts> models, CancellationToken stop)
    {
        var counts = new DeviceCounts();
        await using var command = await session.CommandAsync(
            """
            select s.n, d.model_id, count(*)::int, (count(*) filter (where d.missing_since <= s.day or d.last_seen_at < s.unseen))::int
            from unnest($1::int[], $2::uuid[], $3::date[], $4::timestamptz[]) s(n, account_id, day, unseen)
            join device d on d.account_id = s.account_id
            where d.removed_at is null and d.account_id between $5 and $6
            group by s.n, d.model_id
            """, stop,
            subjects.Select(s => s.Index).ToArray(), subjects.Select(s => s.Account.Id).ToArray(), subjects.Select(s => s.Day).ToArray(), subjects.Select(s => s.UnseenBefore).ToArray(),
            subjects[0].Account.Id, subjects[^1].Account.Id);
        var byIndex = subjects.ToDictionary(s => s.Index);
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            var subject = byIndex[row.GetInt32(0)];
            var model = row.Nullable<Guid>(1) is { } id ? models.GetValueOrDefault(id) : null;
            var (all, missing) = (row.GetInt32(2), row.GetInt32(3));
            var category = model?.Category.Word() ?? UnknownCategory;
            var reason = Counting.OfModel(model, subject.Selected, subject.Day);
            counts.Add(subject.Index, category, reason, reason == CountReason.Counted ? all - missing : all);
            if (reason == CountReason.Counted) counts.Add(subject.Index, category, CountReason.CountedMissing, missing);
        }
        return counts;
    }

    public static async Task<IReadOnlyDictionary<Guid, ModelFacts>> ModelsAsync(Session session, CancellationToken stop) =>
        (await session.ListAsync("select id, vendor, name, category, lifecycle, end_of_support_on from model",
            row => new ModelFacts(row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<DeviceCategory>(row.GetString(3)), Words.Parse<Lifecycle>(row.GetString(4)), row.Nullable<DateOnly>(5)), stop))
        .ToDictionary(model => model.Id);
}
