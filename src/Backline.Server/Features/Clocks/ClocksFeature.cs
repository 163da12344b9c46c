using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Clocks;

/// <summary>What clocks are measured by: the policies and calendars that ledgers name, kept as they were.</summary>
public static class ClocksFeature
{
    public static IServiceCollection AddClocks(this IServiceCollection services) => services.AddSingleton<ClockShelf>().AddScoped<ClockOperations>().AddScoped<ClockQueries>().AddScoped<ClockPolicyQueries>();

    public static void MapClocks(this RouteGroupBuilder api) => api.MapGroup("/clock-policies").WithTags("Calendars").RequirePermission(Permissions.CasesWork)
        .MapGet("", async (ClockPolicyQueries policies, CancellationToken stop) => TypedResults.Ok(Page.Whole(await policies.ListAsync(stop)))).WithSummary("What each plan promises of cases, as clocks.");
}

/// <summary>Names ClockTexts.resx.</summary>
public sealed class ClockTexts;
