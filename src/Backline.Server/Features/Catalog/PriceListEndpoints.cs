using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

internal static class PriceListEndpoints
{
    public static void MapPriceLists(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/price-lists").WithTags("Price lists").RequirePermission(Permissions.CatalogRead).RequireAuthorization(Policies.Vendor);
        read.MapGet("/", (PriceListQueries lists, CancellationToken stop) => lists.ListAsync(stop));
        read.MapGet("/{id:guid}", GetAsync);
        read.MapGet("/{id:guid}/models", ModelsAsync);
        var manage = api.MapGroup("/price-lists").WithTags("Price lists").RequirePermission(Permissions.CatalogManage);
        manage.MapPost("/", CreateAsync).Idempotent();
        manage.MapPut("/{id:guid}/support-prices", SetSupportPricesAsync);
        manage.MapPut("/{id:guid}/models/{modelId:guid}", SetModelPriceAsync);
    }

    private static async Task<IResult> GetAsync(Guid id, PriceListQueries lists, HttpContext http, CancellationToken stop)
    {
        var list = await lists.GetAsync(id, stop);
        http.SetEtag(list.List.Version);
        return TypedResults.Ok(list);
    }

    private static async Task<IResult> ModelsAsync(Guid id, string? cursor, int? limit, PriceListQueries lists, HttpContext http, CancellationToken stop) =>
        http.Answer(await lists.ModelPricesAsync(id, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> CreateAsync(PriceListInput input, PriceListOperations operations, PriceListQueries lists, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await operations.CreateAsync(input, stop);
        var list = await lists.GetAsync(id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(list.List.Version);
        return TypedResults.Created($"/api/v1/price-lists/{id}", list);
    }

    private static async Task<IResult> SetSupportPricesAsync(
        Guid id, List<SupportPrice> prices, PriceListOperations operations, PriceListQueries lists, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await lists.GetAsync(id, stop)).List.Version;
        http.RequireVersion(version);
        await operations.SetSupportPricesAsync(id, version, prices, stop);
        await session.SaveAsync(stop);
        return await GetAsync(id, lists, http, stop);
    }

    public sealed record PriceInput(decimal Amount);

    private static async Task<IResult> SetModelPriceAsync(
        Guid id, Guid modelId, PriceInput input, PriceListOperations operations, ModelQueries models, PriceListQueries lists, Session session, HttpContext http, CancellationToken stop)
    {
        http.RequireVersion((await lists.GetAsync(id, stop)).List.Version);
        await models.GetAsync(modelId, stop);
        await operations.SetModelPricesAsync(id, new Dictionary<Guid, decimal> { [modelId] = input.Amount }, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
