namespace Backline.Server.Platform.Http;

/// <summary>Texts by code: refusals, input errors, problems. A feature adds the texts of its own codes with AddProblemTexts.</summary>
public sealed class ProblemTexts(IEnumerable<ProblemTextSource> sources, IServiceProvider services)
{
    private readonly Microsoft.Extensions.Localization.IStringLocalizer[] all =
        [.. sources.Select(source => (Microsoft.Extensions.Localization.IStringLocalizer)services.GetRequiredService(typeof(Microsoft.Extensions.Localization.IStringLocalizer<>).MakeGenericType(source.Texts)))];

    /// <summary>The text of a code in the reader's language; the code itself when nobody wrote one (a test finds those).</summary>
    public string this[string code, params object[] args]
    {
        get
        {
            foreach (var texts in all)
            {
                var text = texts[code, args];
                if (!text.ResourceNotFound) return text.Value;
            }
            return code;
        }
    }

    public string Of(Backline.Domain.Common.Refusal refusal) => this[refusal.Code, refusal.Args];
}

/// <summary>A class whose resx holds texts by code.</summary>
public sealed record ProblemTextSource(Type Texts);

public static class ProblemTextRegistration
{
    public static IServiceCollection AddProblemTexts<TTexts>(this IServiceCollection services) => services.AddSingleton(new ProblemTextSource(typeof(TTexts)));
}
