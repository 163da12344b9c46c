using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

internal static class ModelEndpoints
{
    public static void MapModels(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/models").WithTags("Models").RequirePermission(Permissions.CatalogRead);
        read.MapGet("/", ListAsync).Lists<ModelRow>().WithSummary("Models of the catalogue, by vendor and name.");
        read.MapGet("/{id:guid}", GetAsync).Answers<ModelDetails>().Versioned().WithSummary("One model, with its aliases.");
        var manage = api.MapGroup("/models").WithTags("Models").RequirePermission(Permissions.CatalogManage);
        manage.MapPost("/", CreateAsync).Creates<ModelDetails>().Versioned().WithSummary("Add a model to the catalogue.").Idempotent();
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<ModelDetails>().NeedsVersion().WithSummary("Change the facts of a model.");
        manage.MapPost("/{id:guid}/aliases", AddAliasAsync).Answers<ModelDetails>().WithSummary("Add another name under which inventories report the model.").Idempotent();
        manage.MapDelete("/{id:guid}/aliases/{key}", RemoveAliasAsync).AnswersNothing().WithSummary("Remove an alias.");
    }

    public static void MapCatalogFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/models/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CatalogRead);
        web.MapGet("/price-lists/{id:guid}/models.csv", ExportPricesAsync).RequirePermission(Permissions.CatalogRead).RequireAuthorization(Policies.Vendor);
    }

    private static async Task<IResult> ListAsync([AsParameters] ModelFilter filter, string? cursor, int? limit, ModelQueries models, HttpContext http, CancellationToken stop) =>
        http.Answer(await models.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, ModelQueries models, HttpContext http, CancellationToken stop)
    {
        var model = await models.GetAsync(id, stop);
        http.SetEtag(model.Version);
        return TypedResults.Ok(model);
    }

    private static async Task<IResult> CreateAsync(ModelInput input, ModelOperations models, ModelQueries queries, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await models.CreateAsync(input, stop);
        var model = await queries.GetAsync(id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(model.Version);
        return TypedResults.Created($"/api/v1/models/{id}", model);
    }

    private static async Task<IResult> ChangeAsync(Guid id, ModelInput input, ModelOperations models, ModelQueries queries, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await queries.GetAsync(id, stop)).Version;
        http.RequireVersion(version);
        await models.ChangeAsync(id, version, input, stop);
        var model = await queries.GetAsync(id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(model.Version);
        return TypedResults.Ok(model);
    }

    public sealed record AliasInput(string? Name);

    private static async Task<IResult> AddAliasAsync(Guid id, AliasInput input, ModelOperations models, ModelQueries queries, Session session, CancellationToken stop)
    {
        await models.AddAliasAsync(id, input.Name, stop);
        var model = await queries.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(model);
    }

    private static async Task<IResult> RemoveAliasAsync(Guid id, string key, ModelOperations models, Session session, CancellationToken stop)
    {
        await models.RemoveAliasAsync(id, key, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    // a few hundred models: one page holds them all
    private static async Task<IResult> ExportAsync([AsParameters] ModelFilter filter, ModelQueries models, CancellationToken stop)
    {
        var rows = (await models.ListAsync(filter, null, 100_000, stop)).Items;
        return new CsvAnswer("models", ["vendor", "model", "family", "category", "lifecycle", "end-of-sale-on", "end-of-support-on"],
            rows.Select(m => (IReadOnlyList<string?>)[m.Vendor, m.Name, m.Family, m.Category, m.Lifecycle, Day(m.EndOfSaleOn), Day(m.EndOfSupportOn)]));
    }

    private static string? Day(DateOnly? day) => day is { } known ? Domain.Common.Figure.Of(known) : null;

    private static async Task<IResult> ExportPricesAsync(Guid id, ModelPriceFile file, CancellationToken stop) => await file.ExportAsync(id, stop);
}
