using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>The name of a file as it is kept: no folders, nothing that shows as something else, an ending that says what it is.</summary>
internal static class FileName
{
    private const int Longest = 150;

    // what some machine runs when it is opened
    private static readonly HashSet<string> run = new(StringComparer.OrdinalIgnoreCase)
    {
        "exe", "com", "scr", "pif", "bat", "cmd", "msi", "msp", "mst", "vbs", "vbe", "js", "jse", "mjs", "ws", "wsf", "wsh", "ps1", "psm1", "hta", "lnk", "dll", "sys", "cpl", "ocx", "drv", "jar", "class", "apk", "dmg", "pkg", "deb", "rpm",
        "sh", "bash", "csh", "command", "app", "reg", "inf", "gadget", "chm", "url", "iso", "img", "vhd", "html", "htm", "xhtml", "mht", "mhtml", "svg", "svgz", "php", "asp", "aspx", "jsp", "py", "pl", "rb", "docm", "xlsm", "pptm", "dotm", "xltm", "xlam", "xll", "swf",
    };

    private static readonly HashSet<string> archives = new(StringComparer.OrdinalIgnoreCase) { "zip", "gz", "tgz", "tar", "bz2", "tbz", "xz", "txz", "7z", "rar", "zst", "lz", "lzma", "cab", "arj", "z", "war", "ear", "xpi" };

    /// <summary>The name without folders and without characters nobody sees; empty when nothing is left.</summary>
    public static string Of(string given)
    {
        var last = given[(given.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        var seen = new StringBuilder(last.Length);
        foreach (var rune in last.Normalized(NormalizationForm.FormC).EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.IsUnseen() || rune.IsUnwritten() || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 || "<>:\"|?*".Contains((char)Math.Min(rune.Value, char.MaxValue), StringComparison.Ordinal)) continue;
            seen.Append(rune.ToString());
        }
        var name = seen.ToString().Trim().TrimEnd('.', ' ');
        return name.Length <= Longest ? name : name[..(Longest - 20)].TrimEnd() + "…" + Dotted(EndingOf(name));
    }

    /// <summary>In small letters, without the dot; empty when there is none.</summary>
    public static string EndingOf(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[(dot + 1)..].ToLowerInvariant() : "";

    /// <summary>It ends as a program, or hides behind a harmless ending that it is one: "invoice.exe.pdf".</summary>
    public static bool IsRun(string name) => name.Split('.').Skip(1).Select(part => part.Trim()).ToArray() is { Length: > 0 } endings && (run.Contains(endings[^1]) || endings[..^1].Any(part => part.Length == 3 && part != "com" && run.Contains(part)));

    public static bool IsArchive(string name) => archives.Contains(EndingOf(name));

    private static string Dotted(string ending) => ending.Length is > 0 and < 10 ? "." + ending : "";
}
