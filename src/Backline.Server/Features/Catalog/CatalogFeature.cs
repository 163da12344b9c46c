using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Catalog;

/// <summary>Models with category and lifecycle, other spellings of their names, and price lists.</summary>
public static class CatalogFeature
{
    public static IServiceCollection AddCatalog(this IServiceCollection services)
    {
        services.AddScoped<ModelOperations>().AddScoped<ModelQueries>();
        services.AddScoped<PriceListOperations>().AddScoped<PriceListQueries>().AddScoped<ModelPriceFile>();
        services.AddScoped<IShippedData, ShippedCatalog>();
        services.AddNavItem(new("catalog", "/models", "device-desktop", 70, reader => reader.May(Permissions.CatalogRead)) { Also = ["/price-lists"] });
        return services.AddProblemTexts<CatalogTexts>();
    }

    public static void MapCatalog(this RouteGroupBuilder api)
    {
        api.MapModels();
        api.MapPriceLists();
    }
}

/// <summary>The words of models and price lists.</summary>
public sealed class CatalogTexts;
