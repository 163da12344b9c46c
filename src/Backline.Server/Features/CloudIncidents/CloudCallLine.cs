using System.Globalization;
using System.Text.RegularExpressions;
using Backline.Server.Ui;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>A call in the history of an incident: kept and answered by the interface in UTC, for it has many readers; on a page it is said by the clock on the reader's wall.</summary>
internal static partial class CloudCallLine
{
    private const string Kept = "yyyy-MM-dd HH:mm";

    public static string Of(CloudCallInput call, string minutes) => $"{call.Title} · {call.StartsAt!.Value.ToUniversalTime().ToString(Kept, CultureInfo.InvariantCulture)} UTC · {minutes}";

    /// <summary>What else is said of a call, such as its minutes, stays as somebody wrote it.</summary>
    public static string Shown(string line, Formats formats) =>
        Planned().Match(line) is { Success: true } found && DateTimeOffset.TryParseExact(found.Groups["at"].Value, Kept, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? $"{found.Groups["title"].Value} · {formats.Moment(at)} · {found.Groups["minutes"].Value}" : line;

    // the last moment of the line is the one we wrote: a title may name another
    [GeneratedRegex(@"\A(?<title>[^\n]+) · (?<at>\d{4}-\d\d-\d\d \d\d:\d\d) UTC · (?<minutes>[^\n]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Planned();
}
