using Npgsql;

namespace Backline.Server.Platform.Health;

internal static class HealthEndpoints
{
    /// <summary>/health/live: the process answers. /health/ready: the database answers too, else 503. Open: a load balancer has no key.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        health.MapGet("/live", () => TypedResults.Ok(new { status = "live" }));
        health.MapGet("/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        try
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(stop);
            return TypedResults.Ok(new { status = "ready" });
        }
        catch (NpgsqlException)
        {
            return TypedResults.Json(new { status = "database-away" }, statusCode: 503);
        }
    }
}
