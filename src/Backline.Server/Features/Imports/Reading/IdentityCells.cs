using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Backline.Domain.Common;
using Backline.Domain.Devices;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>A serial number cell: its key, or what a spreadsheet did to it.</summary>
/// <param name="Taken">What was taken out of the cell, by a code; null when it is as typed.</param>
internal readonly record struct SerialCell(string? Key, string? Typed, Refusal? Problem, string? Taken = null)
{
    /// <summary>No maker uses serial numbers this short; a row counter or lost leading zeros look so.</summary>
    public const int ShortestNumber = 5;

    public static SerialCell Read(ReadOnlySpan<char> cell, ReadOnlySpan<char> mac, ReadOnlySpan<char> model, InventorySurvey survey)
    {
        cell = cell.Trim().Trim('\0');
        if (cell.IsEmpty) return default;
        if (cell.Contains('\0')) return new(null, cell.ToString(), new("import.unreadable-text"));
        var sign = cell[0] == '=';
        // only a number with a sign before it is still one
        if (sign && cell[1..].IndexOfAnyExcept(plain) >= 0) return new(null, cell.ToString(), new("import.formula-serial", cell.ToString()));
        var typed = (sign ? cell[1..] : cell).ToString();
        var (key, damaged) = KeyOf(typed);
        if (damaged) return new(null, typed, new("import.damaged-serial", typed));
        if (key is null) return default;
        // with something in it that nobody sees, the device is called what one sees
        var unseen = !Ascii.IsValid(typed) && typed.EnumerateRunes().Any(UnicodeText.IsUnseen) || typed.HoldsUnwritten();
        if (unseen) typed = key;
        return LostZeros(key, mac, model, survey) ? new(null, typed, new("import.lost-zeros", typed)) : new(key, typed, null, sign ? "import.leading-sign" : unseen ? "import.control-character" : null);
    }

    private static readonly SearchValues<char> plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ ");

    /// <summary>Nearly every cell holds its own key already; the domain reads the rest.</summary>
    public static (string? Key, bool Damaged) KeyOf(string text)
    {
        if (text.Length >= 8 && IsPlain(text)) return (text, false);
        var reading = SerialKey.Read(text.StartsWith('=') ? text[1..] : text);
        return (reading.Key, reading.Damaged);
    }

    private static bool IsPlain(string text)
    {
        var hasDigit = false;
        foreach (var c in text)
        {
            if (c is >= '1' and <= '9') hasDigit = true;
            else if (c is not ('0' or >= 'A' and <= 'Z')) return false;
        }
        return hasDigit;
    }

    private static bool LostZeros(string key, ReadOnlySpan<char> mac, ReadOnlySpan<char> model, InventorySurvey survey)
    {
        if (key.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;
        if (key.Length < ShortestNumber) return true;
        // telephones carry their MAC address as serial number: 0004 2212 3456 comes back as 422123456
        if (key.Length < 12 && MacCell.Read(mac, out _) is { } known && known.StartsWith('0') && known.AsSpan().TrimStart('0').SequenceEqual(key)) return true;
        return survey.NumberWidthOf(model.Trim()) is { } width && key.Length < width;
    }
}

internal static class MacCell
{
    /// <summary>The first of the addresses a cell may hold.</summary>
    /// <param name="problem">A code when the cell holds something else.</param>
    public static string? Read(ReadOnlySpan<char> cell, out string? problem)
    {
        problem = null;
        cell = cell.Trim();
        if (cell.IsEmpty) return null;
        var first = cell.IndexOfAny(",;|/") is > 0 and var stop ? cell[..stop] : cell;
        var text = first.ToString();
        if (MacKey.From(text) is { } key) return key;
        // filler such as N/A or 00:00:00:00:00:00 says that there is none
        var reading = SerialKey.Read(text);
        if (reading.Damaged || SerialKey.Read(cell.ToString()).Damaged) problem = "import.damaged-mac";
        else if (reading.Key is not null && !text.AsSpan().Trim("fF:-. ").IsEmpty) problem = "import.bad-mac";
        return null;
    }
}

/// <summary>Version numbers a spreadsheet took for dates: 4.2 became "04. Feb", 9.2000 "Sep-00".</summary>
internal static partial class DamagedVersion
{
    public static bool Is(string text) => text.Length is >= 5 and <= 12 && Pattern().IsMatch(text);

    [GeneratedRegex(@"^(\d{1,2}[.\- ]+\p{L}{3,4}\.?([.\- ]\d{2,4})?|\p{L}{3,4}\.?[.\- ]\d{2,4})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}

internal static class OnlineStatus
{
    private static readonly HashSet<string> online = Keys("true", "yes", "1", "online", "connected", "registered", "available", "in use", "healthy",
        "sí", "en línea", "conectado", "sì", "in linea", "connesso", "ja", "verbunden", "có", "trực tuyến", "예", "온라인", "연결됨");

    private static readonly HashSet<string> offline = Keys("false", "no", "0", "offline", "disconnected", "unregistered",
        "sin conexión", "desconectado", "non in linea", "disconnesso", "nein", "getrennt", "không", "ngoại tuyến", "아니요", "오프라인", "연결 끊김");

    public static bool? Of(string? status)
    {
        if (status is null) return null;
        if (string.Equals(status, "true", StringComparison.OrdinalIgnoreCase)) return true;
        if (string.Equals(status, "false", StringComparison.OrdinalIgnoreCase)) return false;
        var key = HeaderKey.Of(status);
        return online.Contains(key) ? true : offline.Contains(key) ? false : null;
    }

    private static HashSet<string> Keys(params string[] words) => [.. words.Select(word => HeaderKey.Of(word))];
}
