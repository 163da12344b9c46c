using System.Globalization;
using System.Text;

namespace Backline.Server.Features.CloudIncidents;

public sealed record CallParticipant(string Name, string? Email);

/// <summary>A call as its invitation says it.</summary>
/// <param name="Sequence">Raised with each change, so that a calendar knows which is newer.</param>
/// <param name="OrganizerName">Of whoever serves those who are invited (PO-2).</param>
internal sealed record CallFacts(Guid Id, string Title, DateTimeOffset StartsAt, int Minutes, string Place, IReadOnlyList<CallParticipant> Participants, int Sequence, bool Cancelled, string Organizer, string OrganizerName, string Text);

/// <summary>Invitations to calendars (RFC 5545, iTIP: RFC 5546). Times are in UTC, which every calendar shows in its own zone, also across a change of clocks.</summary>
internal static class CloudCallInvitation
{
    private const int LongestLine = 75;

    /// <param name="now">When this version was made.</param>
    public static string Of(CallFacts call, DateTimeOffset now)
    {
        var lines = new List<string>
        {
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Joint calls//EN", "CALSCALE:GREGORIAN", $"METHOD:{(call.Cancelled ? "CANCEL" : "REQUEST")}", "BEGIN:VEVENT", $"UID:{call.Id}", $"SEQUENCE:{call.Sequence.ToString(CultureInfo.InvariantCulture)}",
            $"DTSTAMP:{Moment(now)}", $"DTSTART:{Moment(call.StartsAt)}", $"DTEND:{Moment(call.StartsAt.AddMinutes(call.Minutes))}", $"SUMMARY:{Escape(call.Title)}", $"STATUS:{(call.Cancelled ? "CANCELLED" : "CONFIRMED")}", $"ORGANIZER;CN={Quote(call.OrganizerName)}:mailto:{call.Organizer}",
        };
        if (call.Place.Length > 0) lines.Add("LOCATION:" + Escape(call.Place));
        if (call.Text.Length > 0) lines.Add("DESCRIPTION:" + Escape(call.Text));
        lines.AddRange(call.Participants.Where(person => person.Email is not null).Select(person => $"ATTENDEE;CN={Quote(person.Name)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{person.Email}"));
        lines.AddRange(["END:VEVENT", "END:VCALENDAR"]);
        return string.Concat(lines.Select(Folded));
    }

    private static string Moment(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.ReplaceLineEndings("\n").Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    // a parameter knows no escape for its own mark
    private static string Quote(string name) => '"' + string.Concat(name.Where(c => c != '"' && !char.IsControl(c))) + '"';

    // 75 bytes a line, and no character torn apart
    private static string Folded(string line)
    {
        var (folded, bytes) = (new StringBuilder(line.Length + 8), 0);
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > LongestLine)
            {
                folded.Append("\r\n ");
                bytes = 1;
            }
            folded.Append(rune);
            bytes += rune.Utf8SequenceLength;
        }
        return folded.Append("\r\n").ToString();
    }
}
