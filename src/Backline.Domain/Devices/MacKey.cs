namespace Backline.Domain.Devices;

/// <summary>MAC addresses as they are compared: twelve hexadecimal digits in lower case, no separators.</summary>
public static class MacKey
{
    /// <summary>Null unless it is a MAC address of a device: neither all zeros nor the broadcast address.</summary>
    public static string? From(string? raw)
    {
        if (raw is null) return null;
        Span<char> digits = stackalloc char[12];
        var count = 0;
        foreach (var letter in raw)
        {
            if (letter is ':' or '-' or '.' || char.IsWhiteSpace(letter)) continue;
            if (!char.IsAsciiHexDigit(letter) || count == 12) return null;
            digits[count++] = char.ToLowerInvariant(letter);
        }
        return count < 12 || !digits.ContainsAnyExcept('0') || !digits.ContainsAnyExcept('f') ? null : new(digits);
    }

    /// <summary>As people read it: "00:04:f2:a0:f4:1f".</summary>
    public static string Format(string key) => string.Join(':', Enumerable.Range(0, 6).Select(i => key.Substring(i * 2, 2)));
}
