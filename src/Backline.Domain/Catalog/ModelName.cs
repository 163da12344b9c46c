using System.Text;
using Backline.Domain.Common;

namespace Backline.Domain.Catalog;

/// <summary>Names of models as people and portals write them.</summary>
public static class ModelName
{
    private static readonly HashSet<string> vendors = new(StringComparer.Ordinal)
    {
        "hp", "poly", "polycom", "plantronics", "yealink", "logitech", "logi", "jabra", "gn", "cisco", "realpresence",
    };

    /// <summary>
    /// The key two spellings share: no case, spaces, dashes or marks, no maker or old brand in front; "+" stays, since "60" and "60+" are two models.
    /// "Polycom RealPresence Trio 8800", "Trio-8800" and "Poly Trio 8800" are <c>trio8800</c>.
    /// </summary>
    public static string Key(string name) => string.Concat(Tokens(name));

    /// <summary>The words of a name in lower case, the maker and old brands in front left out.</summary>
    public static IReadOnlyList<string> Tokens(string name)
    {
        var tokens = Split(name);
        var skip = 0;
        while (skip < tokens.Count - 1 && vendors.Contains(tokens[skip])) skip++;
        // Yealink prints SIP-T54W and T54W for one telephone
        if (skip < tokens.Count - 1 && tokens[skip] is "sip" && tokens[skip + 1] is ['t', >= '0' and <= '9', ..]) skip++;
        return skip == 0 ? tokens : tokens[skip..];
    }

    /// <summary>The keys a text may hold, the longest first: of words that stand side by side, with a figure among them, since a word alone ("Studio") names no model.</summary>
    public static IReadOnlyList<string> KeysIn(string text)
    {
        const int most = 60, widest = 5;
        var tokens = Split(text).Take(most).ToList();
        return [.. tokens.SelectMany((_, from) => Enumerable.Range(1, Math.Min(widest, tokens.Count - from)).Select(count => Key(string.Join(' ', tokens.GetRange(from, count)))))
            .Where(key => key.Any(char.IsDigit) && key.Any(char.IsLetter)).Distinct(StringComparer.Ordinal).OrderByDescending(key => key.Length)];
    }

    /// <summary>Full-width and composed letters as ordinary ones; trade marks go first, or ™ would turn into "TM".</summary>
    private static string Plain(string name) => name.Replace("™", "", StringComparison.Ordinal).Normalized(NormalizationForm.FormKC);

    private static List<string> Split(string name)
    {
        var tokens = new List<string>(4);
        var token = new StringBuilder(16);
        foreach (var letter in Plain(name))
        {
            if (char.IsLetterOrDigit(letter) || letter == '+') token.Append(char.ToLowerInvariant(letter));
            else if (letter is not ('®' or '©' or '\u200b' or '\ufeff')) Flush();
        }
        Flush();
        return tokens;

        void Flush()
        {
            if (token.Length == 0) return;
            tokens.Add(token.ToString());
            token.Clear();
        }
    }
}
