using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Incidents;

/// <summary>Major incidents: one cause behind many cases.</summary>
public static class IncidentsFeature
{
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddScoped<IncidentOperations>().AddScoped<IncidentQueries>().AddScoped<IncidentAct>().AddScoped<IncidentForms>().AddScoped<IPanelForms, IncidentPanelForms>();
        services.AddSingleton(new Panel("case", typeof(Pages.IncidentPanel), Permissions.CasesRead, Order: 20));
        services.AddNavItem(new("incidents", "/incidents", "alert-triangle", 17, reader => reader.Side != Side.Customer && reader.May(Permissions.CasesWork), typeof(IncidentTexts)));
        return services.AddProblemTexts<IncidentTexts>();
    }

    public static void MapIncidents(this RouteGroupBuilder api) => api.MapIncidentEndpoints();
}

/// <summary>The words of major incidents.</summary>
public sealed class IncidentTexts;
