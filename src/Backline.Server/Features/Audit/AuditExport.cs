using System.Globalization;
using System.Text;
using Backline.Server.Platform.Files;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Audit;

/// <summary>The entries as CSV (RFC 4180, UTF-8 with BOM), streamed. A cell that a spreadsheet would calculate is made text.</summary>
internal static class AuditExport
{
    private static readonly string[] Columns = ["at", "account-number", "sequence", "actor", "action", "subject-type", "subject", "before", "after", "hash"];

    public static async Task WriteAsync(Stream output, IAsyncEnumerable<AuditEntryRow> entries, IStringLocalizer<ExportTexts> texts, CancellationToken stop)
    {
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', CsvAnswer.Headers(texts, Columns).Select(Cell)));
        await foreach (var entry in entries.WithCancellation(stop))
        {
            string[] cells =
            [
                entry.At.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), entry.Account ?? "", entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.Actor ?? "", entry.Action,
                entry.SubjectType, entry.SubjectNumber ?? entry.SubjectId.ToString(), entry.Before?.ToString() ?? "", entry.After?.ToString() ?? "", entry.Hash,
            ];
            await writer.WriteLineAsync(string.Join(',', cells.Select(Cell)));
        }
    }

    internal static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
