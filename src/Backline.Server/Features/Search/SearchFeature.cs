namespace Backline.Server.Features.Search;

/// <summary>The box in every header: finds by number, serial, MAC address or name whatever the reader may see, and goes straight to what was named exactly.</summary>
internal static class SearchFeature
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services.AddScoped<SearchQueries>();
}
