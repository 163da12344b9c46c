using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Watchers;

internal static class WatcherEndpoints
{
    public static void MapWatchers(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/cases/{id:guid}/watchers").WithTags("Cases");
        group.MapGet("", ListAsync).RequirePermission(Permissions.CasesRead).Answers<Page<WatcherView>>().WithSummary("Who follows the case; those of the side that asks see it also when it is private.");
        group.MapPost("", AddAsync).RequirePermission(Permissions.CasesOpen).Creates<Page<WatcherView>>().Idempotent().WithSummary("Let somebody follow it.");
        group.MapDelete("/{personId:guid}", RemoveAsync).RequirePermission(Permissions.CasesOpen).AnswersNothing().WithSummary("Let somebody follow it no longer.");
    }

    private static async Task<IResult> ListAsync(Guid id, WatcherOperations watchers, CancellationToken stop) => TypedResults.Ok(Page.Whole(await watchers.ListAsync(id, stop)));

    private static async Task<IResult> AddAsync(Guid id, WatcherInput input, WatcherOperations watchers, Session session, CancellationToken stop)
    {
        await watchers.AddAsync(id, input, stop);
        var all = Page.Whole(await watchers.ListAsync(id, stop));
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cases/{id}/watchers", all);
    }

    private static async Task<IResult> RemoveAsync(Guid id, Guid personId, WatcherOperations watchers, Session session, CancellationToken stop)
    {
        await watchers.RemoveAsync(id, personId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
