using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Articles;

/// <param name="Language">Of the text shown: the reader's own where there is one.</param>
public sealed record ArticleRow(Guid Id, string Number, string Title, string Beginning, string Audience, string State, string Language, IReadOnlyList<string> Models, IReadOnlyList<string> Categories, long Helpful, DateTimeOffset ChangedAt)
{
    /// <summary>The model for which alone it is proposed; null: it shares words with what was written.</summary>
    internal string? ModelAlone { get; init; }
}

/// <param name="Stale">The original has changed since this was translated.</param>
public sealed record ArticleVariant(string Language, string Title, string Body, int Revision, bool IsOriginal, bool Stale, DateTimeOffset ChangedAt);

/// <param name="Audience">customers: everybody; partners: partners and the vendor; internal: the vendor.</param>
/// <param name="Language">Of the original.</param>
/// <param name="Used">Cases it was used in, of those the reader sees.</param>
public sealed record ArticleView(
    Guid Id, string Number, string Audience, string State, string Language, IReadOnlyList<string> Models, IReadOnlyList<string> Categories, IReadOnlyList<ArticleVariant> Texts, long Helpful, long Unhelpful, bool? Voted, long Used,
    DateTimeOffset ChangedAt, string ChangedBy, long Version) : IVersioned
{
    /// <summary>In a language, else the original.</summary>
    public ArticleVariant In(string language) => Texts.FirstOrDefault(text => text.Language == language) ?? Texts.First(text => text.IsOriginal);
}

/// <param name="Models">Names as in the catalogue.</param>
/// <param name="Categories">headset, video, voice and the others of the catalogue.</param>
public sealed record ArticleInput(string? Title, string? Body, string? Audience = null, string? Language = null, IReadOnlyList<string>? Models = null, IReadOnlyList<string>? Categories = null)
{
    public const int LongestBody = 50_000;
    public static IReadOnlyList<string> Audiences { get; } = ["customers", "partners", "internal"];
    public static IReadOnlyList<string> Languages { get; } = ["en", "es", "it", "de", "vi", "ko"];

    /// <exception cref="InvalidInputException"/>
    public ArticleInput Checked()
    {
        var tidy = this with { Title = Title?.Trim(), Body = Body?.ReplaceLineEndings("\n").Trim(), Audience = Audience ?? "internal", Language = Language ?? "en", Models = Tidy(Models), Categories = Tidy(Categories) };
        new InputErrors().Text(tidy.Title, "/title").Text(tidy.Body, "/body", LongestBody, lines: true).Word(tidy.Audience, "/audience", Audiences).Word(tidy.Language, "/language", Languages)
            .Refuse(tidy.Models!.Count > 50, "/models", "input.too-long", 6000).Refuse(tidy.Models.Any(model => model.Length > 120 || model.HoldsUnwritten(lines: false)), "/models", "input.too-long", 120)
            .Refuse(tidy.Categories!.Any(category => !Words.All<Domain.Catalog.DeviceCategory>().Contains(category)), "/categories", "input.unknown-value", string.Join(", ", Words.All<Domain.Catalog.DeviceCategory>())).ThrowIfAny();
        return tidy;
    }

    private static IReadOnlyList<string> Tidy(IReadOnlyList<string>? words) => [.. (words ?? []).Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.Ordinal)];
}

/// <summary>The article in another language.</summary>
public sealed record TranslationInput(string? Title, string? Body);

public sealed record VoteInput(bool? Helpful);
