using System.Globalization;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Platform.Live;

/// <summary>Its answer goes out as it comes, for as long as somebody listens.</summary>
internal sealed class EndlessAnswer;

/// <summary>The stream of one browser: server-sent events with a word and an id each.</summary>
internal static class LiveEndpoints
{
    private static readonly TimeSpan heartbeat = TimeSpan.FromSeconds(20);

    // who may see what is asked anew: the browser comes back by itself, and misses nothing
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddLive(this IServiceCollection services) =>
        services.AddSingleton<LiveHub>().AddSingleton<LivePeople>().AddSingleton<LiveWire>().AddHostedService(provider => provider.GetRequiredService<LiveWire>());

    public static void MapLive(this RouteGroupBuilder web) => web.MapGet("/live", ListenAsync).RequireAuthorization(Policies.SignedIn).WithMetadata(new EndlessAnswer()).ExcludeFromDescription();

    private static async Task ListenAsync(HttpContext http, LiveHub hub, CurrentReader current, Session session, TimeProvider clock, IHostApplicationLifetime life)
    {
        // whoever listens for minutes keeps nobody from a connection
        await session.RollbackAsync();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        using var over = clock.CreateTimer(_ => ends.Cancel(), null, longest, Timeout.InfiniteTimeSpan);
        if (hub.Open(current.Required, http.Request.Headers["Last-Event-ID"]) is not { } stream)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "60";
            return;
        }
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await SendAsync(http, $"retry: 3000\nid: {hub.IdOf(stream.From)}\nevent: begin\ndata:\n\n", ends.Token);
            while (true)
            {
                var text = string.Concat(await stream.WaitAsync(heartbeat, clock, ends.Token) ? stream.Take().Select(one => Text(one, hub)) : [": still here\n\n"]);
                await SendAsync(http, text, ends.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // the browser left, its time is over, or the server stops: the answer ends, and the browser comes back
        }
        finally
        {
            hub.Close(stream);
        }
    }

    private static string Text(LiveEvent? one, LiveHub hub) => one is null ? "event: again\ndata:\n\n" : string.Create(CultureInfo.InvariantCulture, $"id: {hub.IdOf(one.Number)}\nevent: {one.News.What}\ndata: {one.News.Id}\n\n");

    private static async Task SendAsync(HttpContext http, string text, CancellationToken stop)
    {
        if (text.Length == 0) return;
        await http.Response.WriteAsync(text, stop);
        await http.Response.Body.FlushAsync(stop);
    }
}
