using Backline.Server.Features.Coverage;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Health;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Metrics;
using Microsoft.OpenApi;

namespace Backline.Server;

/// <summary>The whole composition on one page: what the product is made of, in order.</summary>
public static class BacklineApp
{
    /// <param name="connectionString">Of the login role backline_app.</param>
    public static WebApplication Build(string[] args, string connectionString, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = "backline", ContentRootPath = AppContext.BaseDirectory });
        AddBackline(builder.Services, connectionString);
        configure?.Invoke(builder);
        var app = builder.Build();
        UseBackline(app);
        return app;
    }

    /// <summary>Everything but the web server: what the commands on the data folder need too.</summary>
    public static void AddBackline(IServiceCollection services, string connectionString)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddBacklineDatabase(connectionString).AddBacklineIdentity();
        services.AddLocalization();
        services.AddSingleton<ProblemTexts>().AddProblemTexts<HttpTexts>();
        services.AddScoped<StoredFiles>().AddScoped<AuditVerification>().AddScoped<Platform.Outbox.MailOutbox>();
        services.AddExceptionHandler<Problems>().AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => BacklineJson.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddCoverage();
        services.AddHostedService<MetricsExport>();
        services.AddOpenApi("v1", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
    }

    private static void UseBackline(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseProblemsForBareStatuses();
        app.UseBufferedBodies();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapOpenApi("/openapi/{documentName}.json");
        var api = app.MapGroup("/api/v1").RequireAuthorization(Policies.SignedIn);
        api.MapCoverage();
        app.MapHealth();
    }
}
