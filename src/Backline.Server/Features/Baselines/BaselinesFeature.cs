using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;
using Backline.Server.Platform.Access;

namespace Backline.Server.Features.Baselines;

/// <summary>The monthly check, its evidence, and the true-ups it opens.</summary>
internal static class BaselinesFeature
{
    public static IServiceCollection AddBaselines(this IServiceCollection services)
    {
        services.AddSingleton<MonthlyChecks>().AddScoped<CheckBatch>().AddScoped<TrueUpOperations>().AddScoped<ReportChase>();
        services.AddScoped<BaselineQueries>().AddScoped<BaselineSheets>().AddScoped<CheckQueries>().AddScoped<EvidenceFile>();
        services.AddScheduledJob<MonthlyCheckJob>("monthly-check", "0 0 6 * * ?").AddScheduledJob<ChaseJob>("report-chase", "0 30 6 * * ?");
        services.AddNavItem(new("baselines", "/baselines", "chart-line", 40, reader => reader.May(Permissions.BaselinesRead) && (reader.Side != Side.Customer || reader.IsCounted), typeof(BaselinesTexts)));
        return services.AddProblemTexts<BaselinesTexts>();
    }

    public static void MapBaselines(this RouteGroupBuilder api)
    {
        api.MapChecks();
        api.MapTrueUps();
    }
}

/// <summary>The words of checks, baselines and true-ups.</summary>
public sealed class BaselinesTexts;
