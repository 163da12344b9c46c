using System.Globalization;
using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>
/// Proposes sites for a name none of them has: the same letters without case and marks ("Zurich Altstetten" for "Zürich Altstetten"), or all words of the
/// one in the other ("Seoul" for "Seoul Gangnam"). Only proposed: a person decides.
/// </summary>
internal sealed class SiteNames(IEnumerable<(Guid Id, string Name)> sites)
{
    private const int Most = 3;

    private readonly List<(Guid Id, string Name, HashSet<string> Words, string Key)> known = [.. sites.Select(site => (site.Id, site.Name, WordsOf(site.Name), string.Concat(Split(site.Name))))];

    /// <summary>The nearest first.</summary>
    public IReadOnlyList<SiteProposal> Propose(string name)
    {
        var key = string.Concat(Split(name));
        if (key.Length == 0) return [];
        var words = WordsOf(name);
        return
        [
            .. known.Where(site => site.Key == key || site.Words.IsSupersetOf(words) || (site.Words.Count > 0 && words.IsSupersetOf(site.Words)))
                .OrderByDescending(site => site.Key == key).ThenBy(site => Math.Abs(site.Key.Length - key.Length)).ThenBy(site => site.Name, StringComparer.Ordinal)
                .Take(Most).Select(site => new SiteProposal(site.Id, site.Name)),
        ];
    }

    private static HashSet<string> WordsOf(string name) => new(Split(name), StringComparer.Ordinal);

    private static List<string> Split(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in name.Normalized(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark) continue;
            if (char.IsLetterOrDigit(letter)) word.Append(Plain(char.ToLowerInvariant(letter)));
            else Flush();
        }
        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    // letters that are not taken apart by Unicode
    private static string Plain(char letter) => letter switch
    {
        'ß' => "ss", 'ø' => "o", 'æ' => "ae", 'œ' => "oe", 'ł' => "l", 'đ' => "d", 'ı' => "i", 'þ' => "th", _ => letter.ToString(),
    };
}
