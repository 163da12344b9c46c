using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Clocks;

/// <summary>A promise and its clock as they are kept: whole, so that a later program reckons a running case as the one that opened it.</summary>
internal sealed record StoredMilestone(
    MilestoneKind Kind, Recurrence Recurrence, ClockMark StartsOn, ClockMark EndsOn, IReadOnlyList<StoredTarget> Targets, IReadOnlyList<PauseReason> Pauses, IReadOnlyList<int> WarnPercents, bool CustomerSees)
{
    public static StoredMilestone Of(Milestone milestone) => new(
        milestone.Kind, milestone.Recurrence, milestone.StartsOn, milestone.EndsOn, [.. milestone.Targets.OrderBy(target => target.Key).Select(target => new StoredTarget(target.Key, target.Value))],
        milestone.Pauses.ToList(), milestone.WarnPercents, milestone.CustomerSees);

    public Milestone Read() => new(Kind, Recurrence, StartsOn, EndsOn)
    {
        Targets = Targets.ToDictionary(target => target.Severity, target => target.Promise),
        Pauses = Pauses.ToSet(),
        WarnPercents = WarnPercents,
        CustomerSees = CustomerSees,
    };
}

internal sealed record StoredTarget(Severity Severity, Promise Promise);

internal static class StoredPolicy
{
    public static (ClockPolicy Policy, string Json) Of(IReadOnlyList<Milestone> milestones)
    {
        var json = JsonSerializer.Serialize(milestones.Select(StoredMilestone.Of), BacklineJson.Options);
        return (new(Hash(json), milestones), json);
    }

    public static ClockPolicy Read(string key, string json) => new(key, [.. (JsonSerializer.Deserialize<List<StoredMilestone>>(json, BacklineJson.Options) ?? []).Select(milestone => milestone.Read())]);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
