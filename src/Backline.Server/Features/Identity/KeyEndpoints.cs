using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Identity;

internal static class KeyEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").RequirePermission(Permissions.KeysManage).WithTags("API keys");
        keys.MapGet("", ListAsync).Lists<KeyRow>().WithSummary("Keys, newest first, never with the key itself.");
        keys.MapGet("/{apiKeyId:guid}", GetAsync).Answers<KeyRow>().WithSummary("One key, without the key itself.");
        // the answer that is kept for a repetition holds the key too: it is sealed
        keys.MapPost("", MakeAsync).Idempotent().Creates<MadeKey>().WithSummary("Makes a key. The answer holds it, and nothing else ever will.");
        keys.MapDelete("/{apiKeyId:guid}", RevokeAsync).AnswersNothing().WithSummary("Revoke a key: it stops working at once.");
    }

    private static async Task<IResult> ListAsync(HttpContext http, KeyQueries keys, string? cursor, int? limit, CancellationToken stop) => http.Answer(await keys.ListAsync(cursor, limit, stop));

    private static async Task<IResult> GetAsync(Guid apiKeyId, KeyQueries keys, CancellationToken stop) => TypedResults.Ok(await keys.GetAsync(apiKeyId, stop));

    private static async Task<IResult> MakeAsync(NewKey key, KeyOperations keys, Session session, CancellationToken stop)
    {
        var made = await keys.MakeAsync(key, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/api-keys/{made.Key.Id}", made);
    }

    private static async Task<IResult> RevokeAsync(Guid apiKeyId, KeyOperations keys, Session session, CancellationToken stop)
    {
        await keys.RevokeAsync(apiKeyId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
