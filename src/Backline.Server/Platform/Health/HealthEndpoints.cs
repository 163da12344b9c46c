using Backline.Server.Platform.Http;
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

    // a database that hangs is as far away as one that is gone
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource source, TimeProvider clock, CancellationToken stop)
    {
        try
        {
            await AskAsync(source, stop).WaitAsync(Patience, clock, stop);
            return TypedResults.Ok(new { status = "ready" });
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return TypedResults.Json(new { status = "database-away" }, statusCode: 503);
        }
    }

    private static async Task AskAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var command = source.CreateCommand("select 1");
        command.CommandTimeout = (int)Patience.TotalSeconds;
        await command.ExecuteScalarAsync(stop);
    }
}
