using System.Collections.Concurrent;
using System.Text.Json;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Coverage;

/// <summary>What a copy of a plan's settings says of coverage. Thousands of contracts carry the same few copies: each is read once.</summary>
internal sealed class PlanFacts
{
    private const int MostKept = 1_000;
    private readonly ConcurrentDictionary<string, ContractFacts> known = new(StringComparer.Ordinal);

    /// <summary>The facts that come from the settings; those of the contract itself are blank.</summary>
    public ContractFacts Of(string settings)
    {
        if (known.TryGetValue(settings, out var facts)) return facts;
        if (known.Count >= MostKept) known.Clear();
        return known[settings] = Read(JsonSerializer.Deserialize<PlanSettings>(settings, BacklineJson.Options) ?? new());
    }

    private static ContractFacts Read(PlanSettings settings) => new()
    {
        Id = default, AccountId = default, Number = "", PlanCode = "", PlanName = "", State = ContractState.Draft, StartsOn = default, EndsOn = default,
        Covers = settings.Covers,
        Brandable = settings.Brandable,
        Priority = settings.Support.Priority,
        OnSite = settings.OnSite,
        DiscountPercent = settings.ProfessionalServices.Percent,
        Services = settings.Services.ToSet(),
        Offered = settings.Options.ToSet(),
    };
}
