using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Incidents;

/// <summary>Major incidents: one cause behind many cases.</summary>
public static class IncidentsFeature
{
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddScoped<IncidentOperations>().AddScoped<IncidentQueries>().AddScoped<IncidentAct>().AddScoped<IncidentForms>().AddScoped<IPanelForms, IncidentPanelForms>().AddScoped<IPanelForms, IncidentOfferForms>();
        services.AddScoped<KnownIncidents>().AddScoped<LikelyCauses>();
        services.AddSingleton(new Panel("case", typeof(Pages.IncidentPanel), Permissions.CasesRead, Order: 20));
        services.AddSingleton(new Panel("home", typeof(Pages.KnownIncidentsCard), Permissions.CasesRead, Order: 1)).AddSingleton(new Panel("new-case", typeof(Pages.IncidentOffer), Permissions.CasesOpen));
        services.AddSingleton(new Panel("queue", typeof(Pages.LikelyCauseLine), Permissions.CasesWork)).AddSingleton(new Panel("case-lead", typeof(Pages.LikelyCauseNote), Permissions.CasesWork, Order: 90));
        services.AddNavItem(new("incidents", "/incidents", "alert-triangle", 17, reader => reader.Side != Side.Customer && reader.May(Permissions.CasesWork), typeof(IncidentTexts)));
        return services.AddProblemTexts<IncidentTexts>();
    }

    public static void MapIncidents(this RouteGroupBuilder api) => api.MapIncidentEndpoints();
}

/// <summary>The words of major incidents.</summary>
public sealed class IncidentTexts;
