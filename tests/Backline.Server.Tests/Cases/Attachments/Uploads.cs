using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases.Attachments;

/// <summary>Files as people make them, handed in to a case, and why one is refused.</summary>
internal static class Uploads
{
    public static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return bytes.ToArray();
    }

    public static async Task<ApiAnswer> UploadAsync(this CaseApp app, string key, ApiAnswer one, string name, byte[] content, string? type = null)
    {
        using var client = app.Browser(key);
        using var body = new ByteArrayContent(content);
        if (type is not null) body.Headers.ContentType = new(type);
        using var answer = await client.PostAsync($"{one.Location}/attachments?fileName={Uri.EscapeDataString(name)}", body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default, null, answer.Headers.Location?.ToString());
    }

    public static string? Why(ApiAnswer answer) => answer.Status == 400 ? answer["errors"][0].GetProperty("code").GetString() : answer.Status.ToString(CultureInfo.InvariantCulture);
}
