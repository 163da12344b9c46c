namespace Backline.Server.Platform.Database;

/// <summary>What somebody typed, as a question to a column made by the database's words_of(): each word is the beginning of a word that is looked for, in any order.</summary>
public static class SearchWords
{
    private const int Most = 10;

    private const int Longest = 200;

    /// <summary>A word as it may be asked for: its beginning is looked for anyway, and the database takes none of more than 2046 bytes.</summary>
    public static string Bounded(string word) => word.Length > Longest ? word[..Longest] : word;

    /// <summary>Null when there is no letter or digit to look for.</summary>
    public static string? Of(string? text)
    {
        var letters = (text ?? "").ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ');
        var words = string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(" & ", words.Take(Most).Select(word => $"'{Bounded(word)}':*"));
    }
}
