using System.Globalization;
using System.Text;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>A header with parameters, such as Content-Type: in pieces and other charsets (RFC 2231), and as mailers really write it.</summary>
internal sealed class HeaderValue
{
    private readonly Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands before the parameters, in small letters.</summary>
    public string Word { get; private init; } = "";

    public string? this[string name] => parameters.GetValueOrDefault(name);

    public static HeaderValue Of(string? header, string otherwise)
    {
        if (string.IsNullOrWhiteSpace(header)) return new() { Word = otherwise };
        var pieces = Split(header);
        var word = pieces[0].Trim().ToLowerInvariant();
        var value = new HeaderValue { Word = word.Length > 100 || word.Contains(' ', StringComparison.Ordinal) ? otherwise : word };
        var parts = new Dictionary<string, SortedDictionary<int, (string Text, bool Encoded)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var piece in pieces.Skip(1))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) continue;
            var (name, text) = (piece[..equals].Trim(), Unquoted(piece[(equals + 1)..].Trim()));
            var encoded = name.EndsWith('*');
            var bare = name.TrimEnd('*').Split('*');
            var number = bare.Length > 1 && int.TryParse(bare[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
            if (bare.Length == 1 && !encoded) value.parameters.TryAdd(bare[0], EncodedWords.Read(Encoding.Latin1.GetBytes(text)));
            else if (parts.TryGetValue(bare[0], out var known)) known.TryAdd(number, (text, encoded));
            else parts[bare[0]] = new() { [number] = (text, encoded) };
        }
        // what is written with a charset comes before what is not
        foreach (var (name, pieces2) in parts) value.parameters[name] = Joined(pieces2.Values);
        return value;
    }

    private static string Joined(IEnumerable<(string Text, bool Encoded)> pieces)
    {
        var bytes = new MemoryStream();
        string? charset = null;
        foreach (var (text, encoded) in pieces)
        {
            var rest = text;
            if (encoded && charset is null && rest.Split('\'') is [var named, _, ..] marks && marks.Length >= 3)
            {
                charset = named;
                rest = string.Join('\'', marks.Skip(2));
            }
            bytes.Write(encoded ? Unescaped(rest) : Encoding.Latin1.GetBytes(rest));
        }
        return Charsets.Read(bytes.ToArray(), charset);
    }

    private static byte[] Unescaped(string text)
    {
        var bytes = new MemoryStream();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length + 0 && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                bytes.WriteByte(code);
                at += 2;
            }
            else bytes.WriteByte((byte)text[at]);
        }
        return bytes.ToArray();
    }

    // at semicolons outside quotes
    private static List<string> Split(string header)
    {
        var (pieces, piece, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < header.Length; at++)
        {
            if (header[at] == '\\' && quoted && at + 1 < header.Length)
            {
                piece.Append(header[at]).Append(header[++at]);
                continue;
            }
            if (header[at] == '"') quoted = !quoted;
            if (header[at] == ';' && !quoted)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else piece.Append(header[at]);
        }
        pieces.Add(piece.ToString());
        return pieces;
    }

    private static string Unquoted(string text)
    {
        if (text.Length < 2 || text[0] != '"') return text.Split(' ')[0];
        var bare = new StringBuilder();
        for (var at = 1; at < text.Length && text[at] != '"'; at++) bare.Append(text[at] == '\\' && at + 1 < text.Length ? text[++at] : text[at]);
        return bare.ToString();
    }
}
