using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Views;

internal static class ViewEndpoints
{
    public static void MapViews(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/case-views").WithTags("Cases").RequirePermission(Permissions.CasesRead);
        group.MapGet("", ListAsync).Answers<Page<SavedView>>().WithSummary("Saved filters of the queue: one's own, and those shared with the desk.");
        group.MapPost("", SaveAsync).Creates<SavedView>().Idempotent().WithSummary("Save a filter, for oneself or for all of the desk.");
        group.MapDelete("/{viewId:guid}", RemoveAsync).AnswersNothing().WithSummary("Forget a filter of one's own.");
    }

    private static async Task<IResult> ListAsync(ViewOperations views, CancellationToken stop) => TypedResults.Ok(Page.Whole(await views.ListAsync(stop)));

    private static async Task<IResult> SaveAsync(ViewInput input, ViewOperations views, Session session, CancellationToken stop)
    {
        var id = await views.SaveAsync(input, stop);
        var saved = (await views.ListAsync(stop)).First(view => view.Id == id);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/case-views/{id}", saved);
    }

    private static async Task<IResult> RemoveAsync(Guid viewId, ViewOperations views, Session session, CancellationToken stop)
    {
        await views.RemoveAsync(viewId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
