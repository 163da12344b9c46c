namespace Backline.Server.Features.Mails.Reading;

/// <summary>Base64 and quoted-printable as mailers write them: what does not belong there is passed over.</summary>
internal static class TransferEncoding
{
    public static byte[] Decode(string? encoding, ReadOnlySpan<byte> body) => encoding?.Trim().ToLowerInvariant() switch
    {
        "base64" => FromBase64(body),
        "quoted-printable" => FromQuoted(body, inHeader: false),
        _ => body.ToArray(),
    };

    public static byte[] FromBase64(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length / 4 * 3 + 3];
        var (at, bits, held) = (0, 0, 0);
        foreach (var letter in text)
        {
            // whatever follows the padding begins anew: some glue two together
            if (letter == '=')
            {
                (bits, held) = (0, 0);
                continue;
            }
            var value = letter switch
            {
                >= (byte)'A' and <= (byte)'Z' => letter - 'A',
                >= (byte)'a' and <= (byte)'z' => letter - 'a' + 26,
                >= (byte)'0' and <= (byte)'9' => letter - '0' + 52,
                (byte)'+' => 62,
                (byte)'/' => 63,
                _ => -1,
            };
            if (value < 0) continue;
            bits = bits << 6 | value;
            held += 6;
            if (held < 8) continue;
            held -= 8;
            bytes[at++] = (byte)(bits >> held);
            bits &= (1 << held) - 1;
        }
        return bytes[..at];
    }

    /// <param name="inHeader">An underscore is a space.</param>
    public static byte[] FromQuoted(ReadOnlySpan<byte> text, bool inHeader)
    {
        var bytes = new MemoryStream(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '_' && inHeader) bytes.WriteByte((byte)' ');
            else if (text[at] != '=') bytes.WriteByte(text[at]);
            else if (at + 2 < text.Length && Hex(text[at + 1]) is >= 0 and var high && Hex(text[at + 2]) is >= 0 and var low)
            {
                bytes.WriteByte((byte)(high << 4 | low));
                at += 2;
            }
            else
            {
                // a soft break, with the spaces some put before its end
                var end = at + 1;
                while (end < text.Length && text[end] is (byte)' ' or (byte)'\t' or (byte)'\r') end++;
                if (end < text.Length && text[end] == '\n') at = end;
                else if (end >= text.Length) break;
                else bytes.WriteByte((byte)'=');
            }
        }
        return bytes.ToArray();
    }

    private static int Hex(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        _ => -1,
    };
}
