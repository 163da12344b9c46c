using System.Text.RegularExpressions;

namespace Backline.Server.Ui;

/// <summary>Finds web addresses in what somebody wrote.</summary>
internal static partial class WebAddresses
{
    [GeneratedRegex(@"https?://[^\s<>""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Candidates { get; }

    /// <summary>The text in its parts, in order; together they are the text. Those with an address lead there.</summary>
    public static IEnumerable<(string Text, string? Address)> PartsOf(string text)
    {
        var at = 0;
        foreach (Match match in Candidates.Matches(text))
        {
            // what ends the sentence is not of the address, nor is a bracket that was opened before it
            var found = match.Value.TrimEnd('.', ',', ';', ':', '!', '?', '\'', '’', '”', '*', '_');
            if (found.EndsWith(')') && !found.Contains('(', StringComparison.Ordinal)) found = found.TrimEnd(')', '.', ',');
            if (!Uri.TryCreate(found, UriKind.Absolute, out var address) || address.Host.Length == 0) continue;
            if (match.Index > at) yield return (text[at..match.Index], null);
            yield return (found, address.AbsoluteUri);
            at = match.Index + found.Length;
        }
        if (at < text.Length) yield return (text[at..], null);
    }
}
