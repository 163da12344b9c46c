using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Incidents carried to cloud partners.</summary>
public static class CloudIncidentsFeature
{
    public static IServiceCollection AddCloudIncidents(this IServiceCollection services)
    {
        services.AddScoped<CloudIncidentOperations>().AddScoped<CloudNumberOperations>().AddScoped<CloudNewsOperations>().AddScoped<CloudLetters>().AddScoped<CloudIncidentQueries>().AddScoped<CloudIncidentRecords>().AddScoped<CloudIncidentCases>().AddScoped<CloudIncidentAct>();
        services.AddScoped<CloudSilenceOperations>().AddScoped<CloudNotices>().AddScoped<IDueHandler, WithdrawnPaperHandler>().AddScoped<IDueHandler, EndedCallsHandler>().AddHostedService<CloudIncidentWorker>();
        services.AddScoped<CloudLinkOperations>().AddSingleton<ICloudPartnerConnector, HttpCloudConnector>().AddScoped<CloudCallOperations>().AddScoped<CloudCallMail>().AddScoped<CloudCallPeople>().AddScoped<CloudCallAct>();
        services.AddHttpClient(HttpCloudConnector.ClientName, client => (client.Timeout, client.MaxResponseContentBufferSize) = (HttpCloudConnector.Patience, HttpCloudConnector.LongestAnswer))
            // a token goes where it was meant to go, and nowhere else
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false }).RemoveAllLoggers();
        services.AddScoped<CloudIncidentForms>().AddScoped<IPanelForms, CloudIncidentPanelForms>().AddSingleton(new Panel("case-others", typeof(Pages.CloudIncidentPanel), Permissions.CasesRead, Order: 30));
        services.AddSingleton(new Panel("case-badge", typeof(Pages.CloudBadges), Permissions.CasesRead, Order: 10));
        services.AddSingleton(new Panel("home", typeof(Pages.SilentCard), Permissions.CasesRead, Order: 60));
        services.AddNavItem(new("cloud-incidents", "/cloud-incidents", "plug-connected-x", 28, reader => reader.May(Permissions.CasesOpen), typeof(CloudIncidentTexts)));
        return services.AddProblemTexts<CloudIncidentTexts>();
    }

    public static void MapCloudIncidents(this RouteGroupBuilder api)
    {
        api.MapCloudIncidentEndpoints();
        api.MapCloudCalls();
        api.MapCloudLinks();
    }

    public static void MapCloudIncidentFiles(this RouteGroupBuilder web)
    {
        web.MapCloudCallFiles();
        web.MapCloudListFiles();
    }
}

/// <summary>The words of incidents with cloud partners.</summary>
public sealed class CloudIncidentTexts;
