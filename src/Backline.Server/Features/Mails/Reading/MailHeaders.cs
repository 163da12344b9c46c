using System.Globalization;
using System.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Headers in their order, unfolded; the first of a name counts.</summary>
internal sealed class MailHeaders(IReadOnlyList<(string Name, byte[] Value)> fields)
{
    private const int MostFields = 1000;

    /// <summary>As it stands, in which bytes beyond ASCII are one character each; null when there is none.</summary>
    public string? this[string name] => All(name).FirstOrDefault();

    public IEnumerable<string> All(string name) => fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => Encoding.Latin1.GetString(field.Value).Trim());

    /// <summary>With encoded words and bytes beyond ASCII read.</summary>
    public string? Text(string name) => fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => EncodedWords.Read(field.Value)).FirstOrDefault();

    public int Count => fields.Count;

    /// <summary>Message-IDs in the header, without their brackets.</summary>
    public IReadOnlyList<string> Ids(string name) => [.. All(name).SelectMany(MessageIds.In)];

    public string? Id(string name) => Ids(name) is [var first, ..] ? first : null;

    public DateTimeOffset? Date => this["Date"] is { } date ? MailDate.Read(date) : null;

    /// <returns>The headers, and where the body begins.</returns>
    public static (MailHeaders Headers, int Body) Read(ReadOnlySpan<byte> content)
    {
        var fields = new List<(string, byte[])>();
        var at = 0;
        // a mail that lay in a mailbox file may begin with its line
        if (content.StartsWith("From "u8)) at = LineEnd(content, 0).Next;
        string? name = null;
        var value = new MemoryStream();
        while (at < content.Length)
        {
            var (end, next) = LineEnd(content, at);
            var line = content[at..end];
            if (line.IsEmpty)
            {
                at = next;
                break;
            }
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                value.WriteByte((byte)' ');
                value.Write(line.Trim(" \t"u8));
            }
            else
            {
                var colon = line.IndexOf((byte)':');
                // no header: the body began without an empty line
                if (colon <= 0 || line[..colon].Trim((byte)' ').ContainsAny(" \t"u8)) break;
                Add();
                name = Encoding.Latin1.GetString(line[..colon]).Trim();
                value.Write(line[(colon + 1)..]);
            }
            at = next;
        }
        Add();
        return (new(fields), at);

        void Add()
        {
            if (name is not null && fields.Count < MostFields) fields.Add((name, value.ToArray()));
            value.SetLength(0);
            name = null;
        }
    }

    internal static (int End, int Next) LineEnd(ReadOnlySpan<byte> content, int at)
    {
        var feed = content[at..].IndexOf((byte)'\n');
        if (feed < 0) return (content.Length, content.Length);
        var end = at + feed;
        return (end > at && content[end - 1] == '\r' ? end - 1 : end, end + 1);
    }
}

/// <summary>The moment of a mail, as its sender's clock had it; what can't be read is none.</summary>
internal static class MailDate
{
    public static DateTimeOffset? Read(string text)
    {
        var comment = text.IndexOf('(', StringComparison.Ordinal);
        var bare = (comment < 0 ? text : text[..comment]).Trim();
        foreach (var (name, offset) in new[] { ("UT", "+0000"), ("GMT", "+0000"), ("UTC", "+0000"), ("EST", "-0500"), ("EDT", "-0400"), ("CST", "-0600"), ("CDT", "-0500"), ("PST", "-0800"), ("PDT", "-0700") })
            if (bare.EndsWith(" " + name, StringComparison.OrdinalIgnoreCase)) bare = bare[..^name.Length] + offset;
        if (bare.Length > 5 && bare[^5] is '+' or '-') bare = bare[..^2] + ":" + bare[^2..];
        var comma = bare.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0) bare = bare[(comma + 1)..].Trim();
        bare = string.Join(' ', bare.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return DateTimeOffset.TryParseExact(bare, ["d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm zzz", "d MMM yy HH:mm:ss zzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1970 and < 2200 ? date : null;
    }
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
