using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Backline.Domain.Common;

/// <summary>
/// The stable word of an enum's value, the same in the database, the API and the texts:
/// <c>RoomAccessory</c> is <c>room-accessory</c>.
/// </summary>
public static class Words
{
    public static string Word<T>(this T value) where T : struct, Enum => Table<T>.ByValue[value];

    public static bool TryParse<T>([NotNullWhen(true)] string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is not null && Table<T>.ByWord.TryGetValue(word, out value);
    }

    /// <exception cref="RefusedException"><c>word.unknown</c> with the word and the words there are.</exception>
    public static T Parse<T>(string? word) where T : struct, Enum =>
        TryParse(word, out T value) ? value : throw new RefusedException(new("word.unknown", word ?? "", string.Join(", ", All<T>())));

    /// <summary>All words, in the order the values are declared.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => Table<T>.All;

    private static class Table<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(v => v, v => Kebab(Enum.GetName(v)!));
        public static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
        public static readonly IReadOnlyList<string> All = [.. Enum.GetValues<T>().Select(v => ByValue[v])];
    }

    private static string Kebab(string name)
    {
        var word = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0) word.Append('-');
            word.Append(char.ToLowerInvariant(letter));
        }
        return word.ToString();
    }
}
