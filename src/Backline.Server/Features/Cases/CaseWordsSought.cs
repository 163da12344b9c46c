using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>
/// What somebody typed, as the database's case_words_sought() takes it, which asks a column made by case_words_of(): beginnings of words, in any order, however their marks and endings are written.
/// An umlaut is also sought as two letters; a Korean word also without the particle that stands joined to it.
/// </summary>
internal static partial class CaseWordsSought
{
    private const int Most = 10;
    private const int ShortestNoun = 2;

    // beyond them are the letters of Vietnamese, whose words have no endings
    private const char LastWithEndings = 'ÿ';

    // the longer first: 에서 before 에
    private static readonly string[] particles = ["에서", "으로", "까지", "부터", "은", "는", "이", "가", "을", "를", "에", "의", "도", "와", "과", "로", "만"];

    /// <summary>Null when there is no letter or digit to look for.</summary>
    public static string? Of(string? text)
    {
        // what is no character at all can't be normalised; marks join their letters
        var written = string.Concat((text ?? "").Select(letter => char.IsLetterOrDigit(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark ? letter : ' '));
        var letters = written.Normalize(NormalizationForm.FormC).ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ');
        var words = NumberFirst().Replace(string.Concat(letters), "$0 ").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words.Take(Most).Select(SearchWords.Bounded).Select(Word));
    }

    // the database keeps 7e5abc as the number 7e5 and the word abc
    [GeneratedRegex(@"(?<![\p{L}\p{Nd}])[0-9]+e[0-9]+(?=\p{L})")]
    private static partial Regex NumberFirst();

    private static string Word(string word)
    {
        var hasEndings = word.All(letter => char.IsLetter(letter) && letter <= LastWithEndings);
        return string.Join('|', Forms(word).Distinct(StringComparer.Ordinal).Select(form => hasEndings ? "~" + form : form));
    }

    private static IEnumerable<string> Forms(string word)
    {
        yield return Folded(word);
        yield return Folded(word.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal));
        if (word[^1] is >= '가' and <= '힣' && particles.FirstOrDefault(particle => word.EndsWith(particle, StringComparison.Ordinal)) is { } joined && word.Length - joined.Length >= ShortestNoun) yield return word[..^joined.Length];
    }

    /// <summary>As the database's folded() writes it.</summary>
    internal static string Folded(string word)
    {
        var plain = word.Replace("ß", "ss", StringComparison.Ordinal).Replace('đ', 'd').Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark);
        return string.Concat(plain).Normalize(NormalizationForm.FormC);
    }
}
