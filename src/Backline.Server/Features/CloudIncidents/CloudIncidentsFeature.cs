using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Incidents carried to cloud partners.</summary>
public static class CloudIncidentsFeature
{
    public static IServiceCollection AddCloudIncidents(this IServiceCollection services) => services.AddProblemTexts<CloudIncidentTexts>();
}

/// <summary>The words of incidents with cloud partners.</summary>
public sealed class CloudIncidentTexts;
