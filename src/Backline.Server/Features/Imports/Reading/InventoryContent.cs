using System.IO.Compression;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

internal enum ContentKind { Text, Workbook }

/// <summary>What kind of file the bytes are, whatever its name says, and its table from the beginning as often as asked for.</summary>
internal sealed class InventoryContent : IDisposable
{
    private readonly Stream file;
    private readonly InventoryLimits limits;
    private readonly ZipArchive? archive;
    private readonly InventoryContent? inner;
    private readonly ZipArchiveEntry? entry;

    /// <param name="packed">It came out of an archive: a workbook that is an archive with a workbook, and so on, has no end.</param>
    public InventoryContent(Stream file, InventoryLimits limits, bool packed = false)
    {
        this.file = file;
        this.limits = limits;
        if (file.Length > limits.Bytes) throw Refuse("import.file-too-large", limits.Bytes / 1024 / 1024);
        if (file.Length == 0) throw Refuse("import.empty-file");
        var head = Head(file);
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) Kind = ContentKind.Workbook;
        else if (head.AsSpan().StartsWith("PK\u0003\u0004"u8) || head.AsSpan().StartsWith("PK\u0005\u0006"u8))
        {
            archive = Archive();
            if (archive.GetEntry("[Content_Types].xml") is not null)
            {
                // a text document or slides come in the same kind of archive as a workbook
                if (archive.Entries.All(e => !e.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase))) throw Refuse("import.document");
                Kind = ContentKind.Workbook;
            }
            else entry = OnlyTable(archive);
            WhyNotUnpack().ThrowIfRefused();
            if (entry is not null && IsWorkbook(entry))
            {
                if (packed) throw Refuse("import.nested-archive");
                inner = Packed(entry, limits);
                Kind = inner.Kind;
                Sample = inner.Sample;
                return;
            }
        }
        if (Kind == ContentKind.Text) Sample = ReadSample();
    }

    public ContentKind Kind { get; }

    /// <summary>First bytes of a text.</summary>
    public ReadOnlyMemory<byte> Sample { get; }

    public Stream Open()
    {
        if (inner is not null) return inner.Open();
        if (entry is not null) return entry.Open();
        file.Position = 0;
        return new Kept(file);
    }

    public void Dispose()
    {
        inner?.Dispose();
        archive?.Dispose();
        file.Dispose();
    }

    private static byte[] Head(Stream file)
    {
        var head = new byte[8];
        file.Position = 0;
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private ZipArchive Archive()
    {
        try
        {
            var opened = new ZipArchive(new Kept(file), ZipArchiveMode.Read);
            _ = opened.Entries.Count;
            return opened;
        }
        catch (InvalidDataException)
        {
            throw Refuse("import.broken-archive");
        }
    }

    private static ZipArchiveEntry OnlyTable(ZipArchive archive)
    {
        // macOS adds __MACOSX/ and ._ files nobody asked for
        var files = archive.Entries.Where(e => e.Name.Length > 0 && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && !e.Name.StartsWith('.')).ToArray();
        var tables = files.Where(e => Path.GetExtension(e.Name).ToUpperInvariant() is ".CSV" or ".TXT" or ".TSV" || IsWorkbook(e)).ToArray();
        // a readme beside the table is no second one
        if (tables.Length > 1) tables = [.. tables.Where(e => !IsProse(e))];
        if (tables.Length == 1) return tables[0];
        if (tables.Length > 1) throw Refuse("import.several-files", tables.Length, string.Join(", ", tables.Take(5).Select(e => e.FullName)));
        throw files.Any(e => Path.GetExtension(e.Name).ToUpperInvariant() is ".ZIP" or ".GZ" or ".7Z" or ".RAR")
            ? Refuse("import.nested-archive") : Refuse("import.no-table-in-archive");
    }

    private static bool IsWorkbook(ZipArchiveEntry entry) => Path.GetExtension(entry.Name).ToUpperInvariant() is ".XLSX" or ".XLS";

    /// <summary>A text whose first lines have no separator they all have as often.</summary>
    private static bool IsProse(ZipArchiveEntry entry)
    {
        if (!Path.GetExtension(entry.Name).Equals(".txt", StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            using var stream = entry.Open();
            var start = new byte[8192];
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            var lines = TextEncodings.Of(start)[0].Encoding.GetString(start).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(4).ToArray();
            return lines.Length < 2 || TableLayout.Separators.All(separator => lines[0].Count(separator.Equals) is var count && (count == 0 || lines.Any(line => line.Count(separator.Equals) != count)));
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            return false; // damaged: named when the archive is unpacked
        }
    }

    /// <summary>A workbook is read here and there, which a packed one can't be.</summary>
    private static InventoryContent Packed(ZipArchiveEntry entry, InventoryLimits limits)
    {
        var spool = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        try
        {
            using (var stream = entry.Open()) stream.CopyTo(spool);
            return new(spool, limits, packed: true);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>An archive may lie about its sizes or be damaged, so it is unpacked once, to nowhere, up to the limit: what is not all there is not imported in part.</summary>
    private Refusal? WhyNotUnpack()
    {
        var left = entry is null ? limits.WorkbookBytes : limits.Bytes;
        var tooLarge = new Refusal("import.unpacked-too-large", left / 1024 / 1024);
        var buffer = new byte[64 * 1024];
        try
        {
            foreach (var one in entry is null ? archive!.Entries : [entry])
            {
                using var stream = one.Open();
                var sum = new Crc32();
                var length = 0L;
                for (int read; (read = stream.Read(buffer)) > 0; length += read)
                {
                    if ((left -= read) < 0) return tooLarge;
                    sum.Append(buffer.AsSpan(0, read));
                }
                if (length != one.Length || sum.Value != one.Crc32) return new("import.broken-archive");
            }
            return entry is null ? WhyNotReadSheets() : null;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException)
        {
            return new("import.broken-archive"); // a method or password .NET cannot unpack ends here too
        }
    }

    private Refusal? WhyNotReadSheets()
    {
        var shared = archive!.Entries.Sum(part => Look(part, SheetNumbers.SharedTexts) ?? 0);
        return archive.Entries.Select(part => Look(part, stream => SheetNumbers.WhyNotRead(stream, limits, shared))).FirstOrDefault(why => why is not null);
    }

    private static T Look<T>(ZipArchiveEntry part, Func<Stream, T> look)
    {
        using var stream = part.Open();
        return look(stream);
    }

    private byte[] ReadSample()
    {
        using var stream = Open();
        var sample = new byte[Math.Min(TextEncodings.SampleBytes, entry?.Length ?? file.Length)];
        sample = sample[..stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false)];
        if (sample.Length == 0) throw Refuse("import.empty-file");
        if (FileSignature.CodeOf(sample) is { } code) throw Refuse(code);
        if (NotATable(sample)) throw Refuse("import.not-a-table");
        return sample;
    }

    /// <summary>Anything binary <see cref="FileSignature"/> does not know; web pages and JSON under the name of a table.</summary>
    private static bool NotATable(ReadOnlySpan<byte> sample)
    {
        var text = sample.TrimStart((byte)' ').TrimStart("\r\n\t"u8);
        if (text.StartsWith("<"u8) || text.StartsWith("{"u8) || text.StartsWith("["u8)) return true;
        var start = sample[..Math.Min(sample.Length, 8192)];
        var controls = 0;
        foreach (var b in start)
            if (b is > 0 and < 32 and not ((byte)'\t' or (byte)'\r' or (byte)'\n')) controls++;
        // the characters of UTF-16 above U+0100 have such bytes too, hence one in ten
        return controls > start.Length / 10;
    }

    private static RefusedException Refuse(string code, params object[] args) => new(new(code, args));

    /// <summary>The file, not closed with the reader over it.</summary>
    private sealed class Kept(Stream file) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => file.Length;
        public override long Position { get => file.Position; set => file.Position = value; }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => file.Read(buffer);
        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
