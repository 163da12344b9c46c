using System.Globalization;

namespace Backline.Server.Features.Imports;

/// <summary>Names of files as senders write them: shown, and offered again at the download.</summary>
internal static class FileNames
{
    /// <summary>Without folders, and without characters that break a line or turn the reading direction of what stands behind them.</summary>
    public static string Clean(string name)
    {
        var seen = string.Concat(name.Where(c => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));
        return Path.GetFileName(seen.Replace('\\', '/')).Trim() is { Length: > 0 } file ? file : "inventory";
    }
}
