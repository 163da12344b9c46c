using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>What customers need help with, from the question to the end.</summary>
public static class CasesFeature
{
    public static IServiceCollection AddCases(this IServiceCollection services) => services.AddProblemTexts<CaseTexts>();
}

/// <summary>The words of cases.</summary>
public sealed class CaseTexts;
