namespace Backline.Server.Platform.Database;

/// <summary>What somebody typed, as a question to a column made by the database's words_of(): each word is the beginning of a word that is looked for, in any order.</summary>
public static class SearchWords
{
    private const int Most = 10;

    /// <summary>Null when there is no letter or digit to look for.</summary>
    public static string? Of(string? text)
    {
        var letters = (text ?? "").ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ');
        var words = string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(" & ", words.Take(Most).Select(word => $"'{word}':*"));
    }
}
