using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Headers in their order; the first of a name counts.</summary>
internal static class MailHeaders
{
    private const int Longest = 2000;
    private const int MostOfOne = 100;

    // MimeKit takes time by the square of the lines of a header
    private const int LongestRead = 1 << 14;

    public static IEnumerable<string> Every(this HeaderList headers, string name) => headers.Where(header => header.Field.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(MostOfOne).Select(Said);

    public static string? First(this HeaderList headers, string name) => headers.Every(name).FirstOrDefault();

    // in one line
    private static string Said(Header header) => Header.Unfold(Rfc2047.DecodeText(header.RawValue, 0, Math.Min(header.RawValue.Length, LongestRead))).Trim();

    /// <summary>In one line, without what is no letter.</summary>
    public static string? Text(this HeaderList headers, string name)
    {
        if (headers.First(name) is not { } value) return null;
        var one = string.Join(' ', value.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        var seen = new StringBuilder(one.Length);
        foreach (var rune in Charsets.AsWindows(one).EnumerateRunes())
            if (!Rune.IsControl(rune)) seen.Append(rune.ToString());
        return seen.Length <= Longest ? seen.ToString() : seen.ToString(0, Longest);
    }

    /// <summary>Message-IDs in the header, without their brackets.</summary>
    public static IReadOnlyList<string> Ids(this HeaderList headers, string name) => [.. headers.Every(name).SelectMany(MessageIds.In)];

    public static string? Id(this HeaderList headers, string name) => headers.Ids(name) is [var first, ..] ? first : null;

    /// <summary>The moment of a mail, as its sender's clock had it; what can't be read is none.</summary>
    public static DateTimeOffset? Date(this HeaderList headers) => headers.First("Date") is { } said && DateUtils.TryParse(said, out var date) && date.Year is > 1970 and < 2200 ? date : null;
}

internal static class MessageIds
{
    private const int Longest = 500;

    /// <summary>Those in angle brackets; a bare one where there are none.</summary>
    public static IEnumerable<string> In(string text)
    {
        var any = false;
        for (var at = 0; (at = text.IndexOf('<', at)) >= 0;)
        {
            var end = text.IndexOf('>', at);
            if (end < 0) break;
            var id = new string([.. text.AsSpan(at + 1, end - at - 1).ToString().Where(letter => !char.IsWhiteSpace(letter) && !char.IsControl(letter))]);
            if (id.Length is > 0 and <= Longest)
            {
                any = true;
                yield return id;
            }
            at = end + 1;
        }
        if (!any && text.Trim() is { Length: > 0 and <= Longest } bare && !bare.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '<' or '>')) yield return bare;
    }
}
