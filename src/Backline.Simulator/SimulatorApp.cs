using System.Security.Cryptography;
using System.Text;

namespace Backline.Simulator;

/// <summary>A cloud partner to try against: incidents over HTTP, states that move by themselves, and faults to switch on.</summary>
public static class SimulatorApp
{
    /// <param name="args">--urls; --token (simulator): what a Bearer must say; --step (60): seconds between steps, 0 for none.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<CloudDesk>().AddSingleton<FaultSwitch>().AddSingleton<Messenger>().AddHttpClient();
        builder.Services.AddHostedService<Stepper>();
        if (builder.Configuration["urls"] is null) builder.Configuration["urls"] = "http://localhost:8490";
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Use(FaultyAsync);
        MapIncidents(app);
        MapControl(app);
        return app;
    }

    private static void MapIncidents(WebApplication app)
    {
        var incidents = app.MapGroup("/incidents").AddEndpointFilter(async (context, next) => IsKnown(context.HttpContext) ? await next(context) : TypedResults.Unauthorized());
        incidents.MapPost("", (NewTicket asked, HttpContext http, CloudDesk desk, FaultSwitch faults) =>
        {
            if (string.IsNullOrWhiteSpace(asked.Reference) || string.IsNullOrWhiteSpace(asked.Title)) return Results.BadRequest(new { error = "reference and title are needed" });
            var key = http.Request.Headers["Idempotency-Key"].ToString();
            var ticket = desk.Open(asked, key.Length == 0 ? null : key, $"{http.Request.Scheme}://{http.Request.Host}");
            if (!faults.TakeLosing()) return Results.Created(ticket.Url, ticket);
            http.Abort();
            return Results.Empty;
        });
        incidents.MapGet("", (string? reference, CloudDesk desk) => desk.All.Where(ticket => reference is null || ticket.Reference == reference));
        incidents.MapGet("/{number}", (string number, CloudDesk desk) => desk.Find(number) is { } ticket ? Results.Ok(ticket) : Results.NotFound());
    }

    // no part of what a cloud partner offers: how the play is directed
    private static void MapControl(WebApplication app)
    {
        var control = app.MapGroup("/control");
        control.MapGet("/faults", (FaultSwitch faults) => faults.Now);
        control.MapPut("/faults", (Faults wanted, FaultSwitch faults) => faults.Now = wanted);
        control.MapPut("/messages", (Subscription wanted, Messenger messenger) => messenger.Subscription = wanted);
        control.MapPost("/incidents/{number}/steps", async (string number, CloudUpdate? to, CloudDesk desk, Messenger messenger, CancellationToken stop) =>
        {
            if (desk.Move(number, to?.State, to?.Text) is not { } ticket) return Results.NotFound();
            await messenger.TellAsync(ticket, stop);
            return Results.Ok(ticket);
        });
    }

    private static async Task FaultyAsync(HttpContext http, RequestDelegate next)
    {
        var faults = http.RequestServices.GetRequiredService<FaultSwitch>();
        if (http.Request.Path.StartsWithSegments("/incidents", StringComparison.Ordinal))
        {
            if (faults.Now.SlowMilliseconds > 0) await Task.Delay(faults.Now.SlowMilliseconds, http.RequestAborted);
            if (faults.TakeFailing())
            {
                http.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }
        }
        await next(http);
    }

    private static bool IsKnown(HttpContext http)
    {
        var wanted = "Bearer " + (http.RequestServices.GetRequiredService<IConfiguration>()["token"] ?? "simulator");
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes(wanted));
    }
}

/// <summary>Moves every incident a step on, time and again.</summary>
internal sealed class Stepper(CloudDesk desk, Messenger messenger, FaultSwitch faults, IConfiguration configuration, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seconds = configuration.GetValue("step", 60);
        if (seconds <= 0) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (faults.Now.Silent) continue;
            foreach (var ticket in desk.All.Where(ticket => ticket.State != "resolved"))
                if (desk.Move(ticket.Number) is { } moved) await messenger.TellAsync(moved, stoppingToken);
        }
    }
}
