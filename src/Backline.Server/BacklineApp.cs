using System.Text.Json.Serialization;
using Backline.Server.Features.Accounts;
using Backline.Server.Features.Audit;
using Backline.Server.Features.Baselines;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Features.Calendars;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Catalog;
using Backline.Server.Features.Clocks;
using Backline.Server.Features.CloudIncidents;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Features.Contracts;
using Backline.Server.Features.Coverage;
using Backline.Server.Features.Defects;
using Backline.Server.Features.Devices;
using Backline.Server.Features.Escalations;
using Backline.Server.Features.Help;
using Backline.Server.Features.Home;
using Backline.Server.Features.Identity;
using Backline.Server.Features.Incidents;
using Backline.Server.Features.Mails;
using Backline.Server.Features.Partners;
using Backline.Server.Features.Imports;
using Backline.Server.Features.Plans;
using Backline.Server.Features.Search;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Health;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Live;
using Backline.Server.Platform.Metrics;
using Backline.Server.Ui;

namespace Backline.Server;

/// <summary>The whole composition on one page: what the product is made of, in order.</summary>
public static class BacklineApp
{
    /// <param name="connectionString">Of the login role backline_app.</param>
    public static WebApplication Build(string[] args, string connectionString, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = "backline", ContentRootPath = AppContext.BaseDirectory });
        // run from a build folder, the pages' files are where the sources are; published, they stand beside the program
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "backline.staticwebassets.runtime.json"))) builder.WebHost.UseStaticWebAssets();
        // as single bytes: what is no UTF-8 would be refused before anybody could say which header it stands in
        builder.WebHost.ConfigureKestrel(options => options.RequestHeaderEncodingSelector = name => name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.Latin1 : null!);
        // the keys stand in the database, which is what has to be guarded
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
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
        services.AddBacklineUi();
        services.AddSingleton<ProblemTexts>().AddProblemTexts<HttpTexts>();
        services.AddSingleton<Platform.Answers.CostlyAnswers>();
        services.AddScoped<StoredFiles>().AddScoped<AuditVerification>().AddScoped<AuditAnchors>().AddScoped<AuditErasure>().AddScoped<Platform.Outbox.MailOutbox>();
        services.AddSingleton<Problems>().AddExceptionHandler<Problems>().AddProblemDetails();
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.StatusCodeSelector = Problems.StatusOf;
            options.SuppressDiagnosticsCallback = Problems.IsTold;
        });
        // a name nobody declared is a slip of the pen, and the answer would be to another question
        services.ConfigureHttpJsonOptions(options =>
        {
            BacklineJson.Configure(options.SerializerOptions).UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddAccounts();
        services.AddAudit();
        services.AddBaselines();
        services.AddCalendars();
        services.AddCases();
        services.AddCatalog();
        services.AddClocks();
        services.AddCloudIncidents();
        services.AddCloudPartners();
        services.AddContracts();
        services.AddCoverage();
        services.AddDefects();
        services.AddDevices();
        services.AddEscalations();
        services.AddHelp();
        services.AddHome();
        services.AddHostedService<ShippedData>();
        services.AddIdentityFeature();
        services.AddLive();
        services.AddIncidents();
        services.AddMails();
        services.AddPartners();
        services.AddImports();
        services.AddPlans();
        services.AddQuotes();
        services.AddRateLimits();
        services.AddSearch();
        services.AddSchedule().AddScheduledJob<KeptAnswersJob>("kept-answers", "0 20 * * * ?").AddScheduledJob<AuditAnchorJob>("audit-anchor", "0 10 1 * * ?").AddSingleton<WorkSignal>().AddHostedService<DueWorker>();
        services.AddHostedService<MetricsExport>();
    }

    private static void UseBackline(WebApplication app)
    {
        app.UseHeads();
        app.UseReadableHosts();
        app.UseExceptionHandler();
        app.UseProblemsForBareStatuses();
        app.UseBacklineUi();
        app.UseReadablePaths();
        app.UseReadableCharsets();
        app.UseBufferedBodies();
        app.UseRouting();
        app.UseWholeAnswers();
        app.UseRateLimiter();
        app.UseAuthentication();
        // after authentication: a person's own language comes before the browser's
        app.UseRequestLocalization();
        app.UseAuthorization();
        app.UseOwnPagesOnly();
        app.UseAccountNumbers();
        app.UseDeclaredQueries();
        app.UseJsonFaults();
        app.UseBrands();
        app.UseReadableForms();
        app.UseAntiforgery();

        var web = app.MapBacklineUi();
        MapInterfaces(app.MapGroup("/api/v1").RequireAuthorization(Policies.SignedIn).RefuseNullItems());
        MapForms(web);
        // two megabytes of words that are the same for everybody
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/openapi"), openApi => openApi.UseResponseCompression());
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapHealth();
    }

    /// <summary>The REST interface, by feature.</summary>
    private static void MapInterfaces(RouteGroupBuilder api)
    {
        api.MapAccounts();
        api.MapAudit();
        api.MapBaselines();
        api.MapCalendars();
        api.MapCases();
        api.MapCatalog();
        api.MapCloudIncidents();
        api.MapCloudPartners();
        api.MapClocks();
        api.MapContracts();
        api.MapCoverage();
        api.MapDefects();
        api.MapDevices();
        api.MapEscalations();
        api.MapIdentity();
        api.MapIncidents();
        api.MapMails();
        api.MapPartners();
        api.MapImports();
        api.MapPlans();
        api.MapQuotes();
    }

    /// <summary>Targets of forms and fragments of pages that are not pages themselves, by feature.</summary>
    private static void MapForms(RouteGroupBuilder web)
    {
        web.MapAccountFiles();
        web.MapAuditExport();
        web.MapBaselineFiles();
        web.MapBrands();
        web.MapCaseFiles();
        web.MapCatalogFiles();
        web.MapCloudIncidentFiles();
        web.MapCloudPaperFiles();
        web.MapContractForms();
        web.MapDefectFiles();
        web.MapDeviceForms();
        web.MapIdentityForms();
        web.MapImportForms();
        web.MapIncidentFiles();
        web.MapLive();
        web.MapMailFiles();
        web.MapQuoteFiles();
    }
}
