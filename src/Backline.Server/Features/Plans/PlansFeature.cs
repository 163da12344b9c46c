using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Plans;

/// <summary>The service plans with every figure of the rules page, as data.</summary>
public static class PlansFeature
{
    public static IServiceCollection AddPlans(this IServiceCollection services)
    {
        services.AddScoped<PlanOperations>().AddScoped<PlanQueries>();
        services.AddScoped<IShippedData, ShippedPlansData>();
        services.AddNavItem(new("plans", "/plans", "list-check", 80, reader => reader.IsVendor && reader.May(Permissions.CatalogRead)));
        return services.AddProblemTexts<PlanTexts>();
    }

    public static void MapPlans(this RouteGroupBuilder api) => api.MapPlanEndpoints();
}

/// <summary>The words of plans and their settings.</summary>
public sealed class PlanTexts;
