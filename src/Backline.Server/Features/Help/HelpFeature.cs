using Microsoft.OpenApi;

namespace Backline.Server.Features.Help;

internal static class HelpFeature
{
    public static IServiceCollection AddHelp(this IServiceCollection services)
    {
        services.AddScoped<ProgrammeRules>().AddScoped<ShippedFigures>().AddSingleton<ProblemCodes>().AddSingleton<Glossary>();
        services.AddResponseCompression(options => options.EnableForHttps = true);
        return services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer<ApiDocument>();
            options.AddDocumentTransformer<ApiFields>();
            options.AddSchemaTransformer<ApiSchemas>();
            options.AddOperationTransformer<ApiRequests>();
            options.AddOperationTransformer<ApiAnswers>();
        });
    }
}
