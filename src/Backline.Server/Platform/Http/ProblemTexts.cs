namespace Backline.Server.Platform.Http;

/// <summary>Texts by code: refusals, input errors, problems. A feature adds the texts of its own codes with AddProblemTexts.</summary>
public sealed class ProblemTexts(IEnumerable<ProblemTextSource> sources, IServiceProvider services)
{
    private const int LongestWord = 100;
    private const int LongestText = 1000;

    private readonly Microsoft.Extensions.Localization.IStringLocalizer[] all =
        [.. sources.Select(source => (Microsoft.Extensions.Localization.IStringLocalizer)services.GetRequiredService(typeof(Microsoft.Extensions.Localization.IStringLocalizer<>).MakeGenericType(source.Texts)))];

    /// <summary>The text of a code in the reader's language; the code itself when nobody wrote one (a test finds those).</summary>
    public string this[string code, params object[] args]
    {
        get
        {
            object[] shown = [.. args.Select(arg => arg switch { string given => Cut(given), Enum word => Word(word), _ => arg })];
            foreach (var texts in all)
            {
                var text = texts[code, shown];
                if (!text.ResourceNotFound) return text.Value;
            }
            return code;
        }
    }

    // a word of ours is said as the texts have it: "word.PauseReason.AgreedDate"
    private string Word(Enum word)
    {
        var name = $"word.{word.GetType().Name}.{word}";
        return all.Select(texts => texts[name]).FirstOrDefault(text => !text.ResourceNotFound)?.Value ?? word.ToString();
    }

    // what was typed is quoted, and may be as long as a form: a word of more than 100 letters, or a text of more than 1000, is none to read
    private static string Cut(string given)
    {
        if (given.Length <= LongestWord) return given;
        var text = string.Join(' ', given.Split(' ').Select(word => Cut(word, LongestWord)));
        return Cut(text, LongestText);
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";

    public string Of(Backline.Domain.Common.Refusal refusal) => this[refusal.Code, refusal.Args];
}

/// <summary>A class whose resx holds texts by code.</summary>
public sealed record ProblemTextSource(Type Texts);

public static class ProblemTextRegistration
{
    public static IServiceCollection AddProblemTexts<TTexts>(this IServiceCollection services) => services.AddSingleton(new ProblemTextSource(typeof(TTexts)));
}
