using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Partners;

/// <summary>Partners, certified or not, and the brand that some of them put on the service.</summary>
internal static class PartnersFeature
{
    public static IServiceCollection AddPartners(this IServiceCollection services) =>
        services.AddScoped<PartnerQueries>().AddScoped<PartnerOperations>().AddSingleton<PartnerBrands>().AddSingleton<ServedBrands>().AddSingleton<IBrandSource, PartnerBrandSource>()
            .AddProblemTexts<PartnerTexts>()
            .AddNavItem(new("partners", "/partners", "building-store", 70, reader => reader.IsVendor && reader.May(Permissions.AccountsRead)));

    public static void MapPartners(this RouteGroupBuilder api) => api.MapPartnerEndpoints();

    /// <summary>The style sheet of a brand: public, like the sign-in page that carries it.</summary>
    public static void MapBrands(this RouteGroupBuilder web) => web.MapGet("/brand/{id:guid}.css", StylesheetAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> StylesheetAsync(Guid id, PartnerBrands brands, HttpContext http, CancellationToken stop)
    {
        var brand = await brands.FindAsync(id, stop);
        if (brand is null || !BrandColour.TryParse(brand.Colour, out var colour)) return TypedResults.NotFound();
        // named by its version it never changes; by its plain address it is asked for again
        http.Response.Headers.CacheControl = http.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, no-cache";
        return TypedResults.Text(BrandStylesheet.Of(colour), "text/css; charset=utf-8").WithEtag(http, brand.Version);
    }

    private static IResult WithEtag(this IResult answer, HttpContext http, long version)
    {
        http.SetEtag(version);
        return http.Request.Headers.IfNoneMatch.ToString() == $"\"{version}\"" ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : answer;
    }
}

/// <summary>Names PartnerTexts.resx.</summary>
public sealed class PartnerTexts;
