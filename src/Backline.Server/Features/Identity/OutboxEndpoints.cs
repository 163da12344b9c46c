using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Identity;

internal static class OutboxEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGroup("/outbox").RequirePermission(Permissions.OutboxRead).WithTags("Mail")
            .MapGet("", ListAsync).Lists<OutboxRow>().WithSummary("Mails that wait or went, the newest first: the vendor's, or for a partner those of its own desk.");

    private static async Task<IResult> ListAsync(HttpContext http, OutboxQueries outbox, string? cursor, int? limit, CancellationToken stop) => http.Answer(await outbox.ListAsync(cursor, Cursor.Limit(limit), stop));
}
