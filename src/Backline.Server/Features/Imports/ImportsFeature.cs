using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;

namespace Backline.Server.Features.Imports;

/// <summary>Inventory files: read, previewed, confirmed, undone.</summary>
internal static class ImportsFeature
{
    public static IServiceCollection AddImports(this IServiceCollection services) =>
        services.AddScoped<ImportQueries>().AddScoped<ImportOperations>().AddScoped<ImportWork>().AddScoped<ImportUndo>().AddScoped<ImportForms.Acting>().AddSingleton<ImportAnswers>()
            .AddSingleton<ImportRunner>().AddSingleton<ImportSignal>().AddHostedService<ImportWorker>()
            .AddProblemTexts<ImportTexts>().AddNavItem(new("imports", "/imports", "upload", 40, reader => reader.May(Permissions.ImportsManage)));
}
