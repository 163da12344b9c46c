using System.Buffers;
using System.Text;
using Backline.Domain.Baselines;
using Backline.Domain.Common;

namespace Backline.Server.Features.Baselines;

/// <summary>One line of the evidence: a device, what it is, and why it counts or not.</summary>
internal static class EvidenceLine
{
    public const string Header = "contract,category,model,serial,mac,site_id,site,name,first_seen,last_seen,missing_since,counted,reason,device\r\n";
    public static readonly byte[] HeaderBytes = Encoding.UTF8.GetBytes(Header);
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public static void Write(ArrayBufferWriter<byte> line, CheckSubject subject, EvidenceDevice device, CountReason reason)
    {
        Cell(line, subject.ContractNumber);
        Cell(line, device.Category);
        Cell(line, device.Model);
        Cell(line, device.Serial);
        Cell(line, device.Mac);
        Cell(line, device.Site?.Number);
        Cell(line, device.Site?.Name);
        Cell(line, device.Name);
        Day(line, device.FirstSeenOn);
        Day(line, device.LastSeenOn);
        Day(line, device.MissingSince);
        Cell(line, reason.Counts() ? "yes" : "no");
        Cell(line, reason.Word());
        device.Id.TryFormat(line.GetSpan(36), out var written);
        line.Advance(written);
        line.Write("\r\n"u8);
    }

    /// <summary>A cell that a spreadsheet would run as a formula gets an apostrophe in front.</summary>
    private static void Cell(ArrayBufferWriter<byte> line, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            var runs = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
            if (text.AsSpan().IndexOfAny(Quoted) >= 0) text = '"' + (runs ? "'" : "") + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            else if (runs) text = "'" + text;
            Encoding.UTF8.GetBytes(text, line);
        }
        line.Write(","u8);
    }

    private static void Day(ArrayBufferWriter<byte> line, DateOnly? day)
    {
        if (day is { } on)
        {
            on.TryFormat(line.GetSpan(10), out var written, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            line.Advance(written);
        }
        line.Write(","u8);
    }
}

internal sealed record EvidenceSite(Guid Id, string Number, string Name);

/// <summary>A device as it was when the count was frozen; days in the account's zone.</summary>
internal sealed record EvidenceDevice(
    Guid Id, string Category, string Model, string? Serial, string? Mac, EvidenceSite? Site, string Name, DateOnly FirstSeenOn, DateOnly? LastSeenOn, DateOnly? MissingSince);
