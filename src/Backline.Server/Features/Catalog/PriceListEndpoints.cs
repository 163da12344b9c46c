using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

internal static class PriceListEndpoints
{
    public static void MapPriceLists(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/price-lists").WithTags("Price lists").RequirePermission(Permissions.CatalogRead).RequireAuthorization(Policies.Vendor);
        read.MapGet("/", async (PriceListQueries lists, CancellationToken stop) => Page.Whole(await lists.ListAsync(stop))).WithSummary("Price lists, by currency, the newest first.");
        read.MapGet("/{id:guid}", GetAsync).Answers<PriceListDetails>().Versioned().WithSummary("One price list, with its support prices.");
        read.MapGet("/{id:guid}/models", ModelsAsync).Lists<ModelPrice>().WithSummary("Prices of models in the list.");
        var manage = api.MapGroup("/price-lists").WithTags("Price lists").RequirePermission(Permissions.CatalogManage);
        manage.MapPost("/", CreateAsync).Creates<PriceListDetails>().Versioned().WithSummary("Add a price list, empty or as a copy.").Idempotent();
        manage.MapPut("/{id:guid}/support-prices", SetSupportPricesAsync).Answers<PriceListDetails>().NeedsVersion().WithSummary("Set all support prices of a list.");
        manage.MapPut("/{id:guid}/models/{modelId:guid}", SetModelPriceAsync).AnswersNothing().NeedsVersion().WithSummary("Set the price of one model.");
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
        Guid id, List<SupportPriceInput> prices, PriceListOperations operations, PriceListQueries lists, Session session, HttpContext http, CancellationToken stop)
    {
        var list = (await lists.GetAsync(id, stop)).List;
        http.RequireVersion(list.Version);
        var errors = new InputErrors();
        for (var i = 0; i < prices.Count; i++) Check(errors, $"/{i}/amount", prices[i].Amount, list.Currency);
        errors.ThrowIfAny();
        await operations.SetSupportPricesAsync(id, list.Version, [.. prices.Select(price => new SupportAmount(price.PlanCode ?? "", price.Category ?? "", price.Amount!.Value.Amount))], stop);
        await session.SaveAsync(stop);
        return await GetAsync(id, lists, http, stop);
    }

    /// <param name="Amount">Per device and year.</param>
    public sealed record SupportPriceInput(string? PlanCode, string? Category, GivenAmount? Amount);

    /// <param name="Currency">Null: the list's.</param>
    public sealed record PriceInput(GivenAmount? Amount, string? Currency = null);

    private static void Check(InputErrors errors, string pointer, GivenAmount? amount, string currency) => errors
        .Refuse(amount is null, pointer, "input.required")
        .Refuse(amount?.IsNotIn(currency) == true, pointer, "input.other-currency", currency, amount?.Currency ?? "");

    private static async Task<IResult> SetModelPriceAsync(
        Guid id, Guid modelId, PriceInput input, PriceListOperations operations, ModelQueries models, PriceListQueries lists, Session session, HttpContext http, CancellationToken stop)
    {
        var list = (await lists.GetAsync(id, stop)).List;
        http.RequireVersion(list.Version);
        await models.GetAsync(modelId, stop);
        var errors = new InputErrors();
        Check(errors, "/amount", input.Amount is { } given ? given with { Currency = given.Currency ?? input.Currency } : null, list.Currency);
        errors.ThrowIfAny();
        await operations.SetModelPricesAsync(id, new Dictionary<Guid, decimal> { [modelId] = input.Amount!.Value.Amount }, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
