using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Plans;

internal static class PlanEndpoints
{
    public static void MapPlanEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/plans").WithTags("Plans").RequirePermission(Permissions.CatalogRead);
        read.MapGet("/", async (PlanQueries plans, CancellationToken stop) => Page.Whole(await plans.ListAsync(stop))).WithSummary("Plans, with their settings.");
        read.MapGet("/{code}", GetAsync).Answers<PlanDetails>().Versioned().WithSummary("One plan.");
        var manage = api.MapGroup("/plans").WithTags("Plans").RequirePermission(Permissions.CatalogManage);
        manage.MapPost("/", CreateAsync).Creates<PlanDetails>().Versioned().WithSummary("Add a plan, from settings or as a copy.").Idempotent();
        manage.MapPut("/{code}", ChangeAsync).Answers<PlanDetails>().NeedsVersion().WithSummary("Change the name and settings of a plan; contracts keep theirs.");
        manage.MapPut("/{code}/retirement", RetireAsync).Answers<PlanDetails>().NeedsVersion().WithSummary("Retire a plan: no new contracts.");
    }

    private static async Task<IResult> GetAsync(string code, PlanQueries plans, HttpContext http, CancellationToken stop)
    {
        var plan = await plans.GetAsync(code, stop);
        http.SetEtag(plan.Version);
        return TypedResults.Ok(plan);
    }

    public sealed record NewPlan(string? Code, string? Name, string? CopyOf = null, PlanSettings? Settings = null);

    private static async Task<IResult> CreateAsync(NewPlan input, PlanOperations operations, PlanQueries plans, Session session, HttpContext http, CancellationToken stop)
    {
        new InputErrors().Text(input.Code, "/code", 60).Text(input.Name, "/name", 120).Refuse(input is { CopyOf: null, Settings: null }, "/settings", "input.required").ThrowIfAny();
        var plan = input.CopyOf is { } original
            ? await operations.CopyAsync(original, input.Code, input.Name, stop)
            : await operations.CreateAsync(input.Code!, input.Name!, input.Settings!, stop);
        await session.SaveAsync(stop);
        http.SetEtag(plan.Version);
        return TypedResults.Created($"/api/v1/plans/{plan.Code}", await plans.GetAsync(plan.Code, stop));
    }

    private static async Task<IResult> ChangeAsync(string code, PlanInput input, PlanOperations operations, PlanQueries plans, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await plans.GetAsync(code, stop)).Version;
        http.RequireVersion(version);
        await operations.ChangeAsync(code, version, input, stop);
        await session.SaveAsync(stop);
        return await GetAsync(code, plans, http, stop);
    }

    private static async Task<IResult> RetireAsync(string code, PlanOperations operations, PlanQueries plans, Session session, HttpContext http, CancellationToken stop)
    {
        http.RequireVersion((await plans.GetAsync(code, stop)).Version);
        await operations.RetireAsync(code, stop);
        await session.SaveAsync(stop);
        return await GetAsync(code, plans, http, stop);
    }
}
