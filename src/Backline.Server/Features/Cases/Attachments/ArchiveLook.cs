using System.Buffers.Binary;
using System.IO.Compression;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>Looks into an archive without unpacking it anywhere: everything in it is read once, counted, and thrown away.</summary>
internal static class ArchiveLook
{
    private const int MostEntries = 1000;
    private const long MostUnpacked = 200L << 20;
    private const int DirectoryEntry = 46;

    /// <summary>A file that swells more than this, and beyond a megabyte, was made to. Deflate itself can't do more than about a thousand.</summary>
    private const int MostSwelling = 150;

    /// <returns>Why it is not taken; null when it is.</returns>
    public static async Task<InputError?> WhyNotZipAsync(Stream zip, string name, string pointer, FileType type, CancellationToken stop)
    {
        try
        {
            if (await EntriesAsync(zip, stop) > MostEntries) return new(pointer, "attachment.archive-large", name, MostEntries, MostUnpacked >> 20);
            zip.Position = 0;
            await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, stop);
            if (type.Kind == FileKind.Office && archive.Entries.All(entry => entry.FullName != "[Content_Types].xml")) return new(pointer, "attachment.mislabelled", name, type.Name, "ZIP");
            long unpacked = 0;
            foreach (var entry in archive.Entries.Where(entry => entry.Name.Length > 0 || entry.Length > 0))
            {
                if (WhyNotName(entry.FullName, name, pointer, type) is { } named) return named;
                if (entry.IsEncrypted) return new(pointer, "attachment.archive-locked", name);
                await using var content = await entry.OpenAsync(stop);
                var (bytes, head) = await CountAsync(content, Math.Min(MostUnpacked - unpacked, Limit(entry.CompressedLength)), stop);
                unpacked += bytes;
                if (unpacked > MostUnpacked || bytes > Limit(entry.CompressedLength)) return new(pointer, "attachment.archive-large", name, MostEntries, MostUnpacked >> 20);
                if (FileType.IsRun(head) && type.Kind == FileKind.Archive) return new(pointer, "attachment.archive-runs", name, entry.FullName);
                if (FileType.IsArchive(head) && !IsDocument(entry.FullName)) return new(pointer, "attachment.archive-nested", name, entry.FullName);
            }
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return new(pointer, "attachment.archive-broken", name);
        }
    }

    /// <summary>One packed file, which is no archive and nothing that runs.</summary>
    public static async Task<InputError?> WhyNotPackedAsync(Stream packed, string name, string pointer, CancellationToken stop)
    {
        try
        {
            if (WhyNotName(name[..^3], name, pointer, FileType.Of("gz")!) is { } named) return named;
            var most = Math.Min(MostUnpacked, Limit(packed.Length));
            await using var content = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            var (bytes, head) = await CountAsync(content, most, stop);
            return bytes > most ? new(pointer, "attachment.archive-large", name, MostEntries, MostUnpacked >> 20)
                : FileType.IsArchive(head) ? new(pointer, "attachment.archive-nested", name, name[..^3])
                : FileType.IsRun(head) ? new(pointer, "attachment.archive-runs", name, name[..^3])
                : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return new(pointer, "attachment.archive-broken", name);
        }
    }

    /// <summary>A second file hides at the end of the first: readers of archives look there.</summary>
    public static async Task<bool> HidesZipAsync(Stream content, CancellationToken stop) => await EndAsync(content, stop) is { } end && end.Place + end.Record.Length == content.Length;

    private static InputError? WhyNotName(string entry, string name, string pointer, FileType type)
    {
        var parts = entry.Split('/', '\\');
        if (entry.StartsWith('/') || entry.StartsWith('\\') || entry.Contains(':', StringComparison.Ordinal) || parts.Contains("..") || entry.Contains('\0', StringComparison.Ordinal)) return new(pointer, "attachment.archive-path", name, entry);
        if (type.Kind == FileKind.Office) return entry.Contains("vbaProject", StringComparison.OrdinalIgnoreCase) ? new(pointer, "attachment.runs", name) : null;
        return FileName.IsRun(parts[^1]) ? new(pointer, "attachment.archive-runs", name, entry) : FileName.IsArchive(parts[^1]) ? new(pointer, "attachment.archive-nested", name, entry) : null;
    }

    private static bool IsDocument(string entry) => FileType.Of(FileName.EndingOf(entry))?.Kind == FileKind.Office;

    private static long Limit(long packed) => Math.Max(1L << 20, packed * MostSwelling);

    private static async Task<(long Bytes, byte[] Head)> CountAsync(Stream content, long most, CancellationToken stop)
    {
        var (buffer, head, bytes) = (new byte[64 << 10], new MemoryStream(), 0L);
        for (int read; bytes <= most && (read = await content.ReadAsync(buffer, stop)) > 0; bytes += read)
        {
            if (head.Length < FileType.Head) head.Write(buffer, 0, (int)Math.Min(read, FileType.Head - head.Length));
        }
        return (bytes, head.ToArray());
    }

    // counted before anything of it is held: a directory of a million names is small in a file
    private static async Task<int> EntriesAsync(Stream zip, CancellationToken stop)
    {
        if (await EndAsync(zip, stop) is not { } end) throw new InvalidDataException("no end of the directory");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(end.Record.AsSpan(16));
        if (start == uint.MaxValue || BinaryPrimitives.ReadUInt16LittleEndian(end.Record.AsSpan(10)) == ushort.MaxValue) return int.MaxValue;
        var (entries, header) = (0, new byte[DirectoryEntry]);
        for (long at = start; entries <= MostEntries && at + DirectoryEntry <= zip.Length; entries++)
        {
            zip.Position = at;
            await zip.ReadExactlyAsync(header, stop);
            if (!header.AsSpan(0, 4).SequenceEqual("PK\x01\x02"u8)) break;
            at += DirectoryEntry + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(30)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(32));
        }
        return entries;
    }

    private static async Task<(long Place, byte[] Record)?> EndAsync(Stream content, CancellationToken stop)
    {
        const int least = 22;
        var tail = new byte[(int)Math.Min(content.Length, least + ushort.MaxValue)];
        content.Position = content.Length - tail.Length;
        await content.ReadExactlyAsync(tail, stop);
        for (var at = tail.Length - least; at >= 0; at--)
        {
            if (!tail.AsSpan(at, 4).SequenceEqual("PK\x05\x06"u8)) continue;
            var comment = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20));
            if (at + least + comment <= tail.Length) return (content.Length - tail.Length + at, tail[at..(at + least + comment)]);
        }
        return null;
    }
}
