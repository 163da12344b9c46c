using System.Globalization;

namespace Backline.Server.Platform.Files;

/// <summary>Text on its way into a file people open in a spreadsheet.</summary>
public static class SpreadsheetCell
{
    /// <summary>
    /// An apostrophe before whatever a spreadsheet would execute, so that it shows the text; the value itself is not changed. Spaces in front and
    /// full-width signs do not hide a formula. A plain negative number stays a number. Source: OWASP, CSV injection.
    /// </summary>
    public static string Neutralise(string text) => IsExecuted(text) ? "'" + text : text;

    private static bool IsExecuted(string text)
    {
        if (text.Length == 0) return false;
        if (text[0] is '\t' or '\r' or '\n') return true;
        var start = text.AsSpan().TrimStart();
        if (start.IsEmpty || start[0] is not ('=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')) return false;
        return !(text[0] == '-' && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _));
    }
}
