using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Bulk;

internal static class BulkEndpoints
{
    public static void MapBulk(this RouteGroupBuilder api) => api.MapGroup("/cases").WithTags("Cases").RequirePermission(Permissions.CasesWork)
        .MapPost("/bulk", DoAsync).Creates<BulkAnswer>().Idempotent().WithSummary("Do the same with many cases: each is done whole or refused with its reason, by the version it was chosen in.");

    private static async Task<IResult> DoAsync(BulkInput input, BulkOperations bulk, Session session, CancellationToken stop)
    {
        var answer = await bulk.DoAsync(input, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created("/api/v1/cases", answer);
    }
}
