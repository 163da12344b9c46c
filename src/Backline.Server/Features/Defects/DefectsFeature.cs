using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Defects;

/// <summary>Defects and wishes for features, from the case that reports one to the release that brings it.</summary>
public static class DefectsFeature
{
    public static IServiceCollection AddDefects(this IServiceCollection services)
    {
        services.AddScoped<DefectOperations>().AddScoped<DefectQueries>().AddScoped<DefectAct>().AddScoped<DefectForms>().AddScoped<IPanelForms, DefectPanelForms>();
        services.AddSingleton(new Panel("case", typeof(Pages.DefectPanel), Permissions.CasesRead, Order: 30));
        services.AddNavItem(new("defects", "/defects", "tool", 29, reader => reader.IsVendor && reader.May(Permissions.CasesWork), typeof(DefectTexts)));
        return services.AddProblemTexts<DefectTexts>();
    }

    public static void MapDefects(this RouteGroupBuilder api) => api.MapDefectEndpoints();
}

/// <summary>The words of defects and wishes.</summary>
public sealed class DefectTexts;
