using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;

namespace Backline.Server.Features.CloudPartners;

/// <summary>Cloud partners to whom incidents are carried, and the papers of customers with them (EC-1, EC-3, PO-3).</summary>
public static class CloudPartnersFeature
{
    public static IServiceCollection AddCloudPartners(this IServiceCollection services)
    {
        services.AddScoped<CloudPartnerOperations>().AddScoped<CloudPartnerQueries>().AddScoped<CloudPaperOperations>().AddScoped<CloudPaperQueries>().AddScoped<CloudPaperWarnings>();
        services.AddScoped<IShippedData, ShippedCloudPartners>().AddScheduledJob<CloudPaperJob>("cloud-papers", "0 40 5 * * ?");
        services.AddNavItem(new("cloud-partners", "/cloud-partners", "cloud", 72, reader => reader.May(Permissions.CasesRead), typeof(CloudPartnerTexts)) { Also = ["/cloud-papers"] });
        return services.AddProblemTexts<CloudPartnerTexts>();
    }

    public static void MapCloudPartners(this RouteGroupBuilder api)
    {
        api.MapCloudPartnerEndpoints();
        api.MapCloudPaperEndpoints();
    }

    public static void MapCloudPaperFiles(this RouteGroupBuilder web) =>
        web.MapGet("/cloud-papers/{id:guid}/file", CloudPaperEndpoints.FileAsync).RequirePermission(Permissions.CasesRead).ExcludeFromDescription();
}

/// <summary>The words of cloud partners and papers.</summary>
public sealed class CloudPartnerTexts;
