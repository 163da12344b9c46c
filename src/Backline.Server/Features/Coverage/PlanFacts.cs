using System.Collections.Concurrent;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Coverage;

/// <summary>What a copy of a plan's settings says of coverage. Thousands of contracts carry the same few copies: each is fetched and read once, by its key.</summary>
public sealed class PlanFacts
{
    private const int MostKept = 1_000;
    private readonly ConcurrentDictionary<Guid, PlanSettings> known = new();

    public async ValueTask<IReadOnlyDictionary<Guid, PlanSettings>> OfAsync(Session session, IEnumerable<Guid> keys, CancellationToken stop)
    {
        var wanted = new Dictionary<Guid, PlanSettings>();
        List<Guid> unknown = [];
        foreach (var key in keys.Distinct())
        {
            if (known.TryGetValue(key, out var settings)) wanted[key] = settings;
            else unknown.Add(key);
        }
        if (unknown.Count == 0) return wanted;
        if (known.Count + unknown.Count > MostKept) known.Clear();
        foreach (var (key, settings) in await session.ListAsync("select distinct on (settings_key) settings_key, settings::text from contract where settings_key = any ($1)", row => (row.GetGuid(0), row.GetString(1)), stop, unknown.ToArray()))
            wanted[key] = known[key] = JsonSerializer.Deserialize<PlanSettings>(settings, BacklineJson.Options) ?? new();
        return wanted;
    }

    /// <summary>The contract's facts with those of its settings.</summary>
    public static ContractFacts Complete(ContractFacts contract, PlanSettings settings)
    {
        return contract with
        {
            Covers = settings.Covers,
            Brandable = settings.Brandable,
            Priority = settings.Support.Priority,
            OnSite = settings.OnSite,
            DiscountPercent = settings.ProfessionalServices.Percent,
            Services = settings.Services.ToSet(),
            Offered = settings.Options.ToSet(),
        };
    }
}
