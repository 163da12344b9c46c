using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Plans;

/// <summary>The service plans with every figure of the rules page, as data.</summary>
public static class PlansFeature
{
    public static IServiceCollection AddPlans(this IServiceCollection services)
    {
        services.AddScoped<PlanOperations>().AddScoped<PlanQueries>();
        services.AddScoped<IShippedData, ShippedPlansData>();
        return services.AddProblemTexts<PlanTexts>();
    }

    public static void MapPlans(this RouteGroupBuilder api) => api.MapPlanEndpoints();
}

/// <summary>The words of plans and their settings.</summary>
public sealed class PlanTexts;
