using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Coverage;

internal static class CoverageFeature
{
    public static IServiceCollection AddCoverage(this IServiceCollection services) =>
        services.AddScoped<CoverageChecks>().AddScoped<CoverageQueries>().AddScoped<CoverageHints>().AddScoped<CoverageSheet>().AddScoped<FleetCoverQueries>().AddScoped<OpeningCoverQueries>().AddScoped<CoverageWording>().AddSingleton<PlanFacts>().AddProblemTexts<CoverageTexts>()
            .AddNavItem(new("coverage", "/coverage", "shield-check", 20, reader => reader.May(Permissions.CoverageCheck)))
            .AddSingleton(new Panel("device", typeof(Pages.DeviceCoverBox), Permissions.CoverageCheck));

    public static void MapCoverage(this RouteGroupBuilder api)
    {
        var checks = api.MapGroup("/coverage-checks").RequirePermission(Permissions.CoverageCheck).WithTags("Coverage");
        checks.MapPost("", CheckAsync).Answers<CoverageCheckAnswer>().WithSummary("Is this covered, for that service, at that moment? And why.");
    }

    private static async Task<IResult> CheckAsync(CoverageRequest request, CoverageChecks checks, CancellationToken stop) =>
        TypedResults.Ok(await checks.CheckAsync(request, stop));
}
