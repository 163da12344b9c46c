using System.Text;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>What is looked at beyond the first bytes.</summary>
internal enum FileKind { Picture, Other, Text, Archive, Office, Packed }

/// <summary>A type of file that is taken: its endings, and how its content begins.</summary>
/// <param name="Name">As people call it.</param>
internal sealed record FileType(string Name, string MediaType, FileKind Kind, IReadOnlyList<string> Endings, Func<byte[], bool> Begins)
{
    /// <summary>Bytes of the beginning that types are told apart by.</summary>
    public const int Head = 4096;

    /// <summary>In this order: what anything could be, text, is last.</summary>
    public static IReadOnlyList<FileType> All { get; } =
    [
        new("PNG", "image/png", FileKind.Picture, ["png"], head => At(head, 0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A])),
        new("JPEG", "image/jpeg", FileKind.Picture, ["jpg", "jpeg"], head => At(head, 0, [0xFF, 0xD8, 0xFF])),
        new("GIF", "image/gif", FileKind.Picture, ["gif"], head => At(head, 0, "GIF87a"u8) || At(head, 0, "GIF89a"u8)),
        new("WebP", "image/webp", FileKind.Picture, ["webp"], head => At(head, 0, "RIFF"u8) && At(head, 8, "WEBP"u8)),
        new("PDF", "application/pdf", FileKind.Other, ["pdf"], head => At(head, 0, "%PDF-"u8)),
        new("TIFF", "image/tiff", FileKind.Other, ["tif", "tiff"], head => At(head, 0, "II*\0"u8) || At(head, 0, "MM\0*"u8)),
        new("HEIC", "image/heic", FileKind.Other, ["heic"], head => At(head, 4, "ftypheic"u8) || At(head, 4, "ftypmif1"u8)),
        new("QuickTime", "video/quicktime", FileKind.Other, ["mov"], head => At(head, 4, "ftypqt  "u8) || At(head, 4, "moov"u8) || At(head, 4, "mdat"u8) || At(head, 4, "wide"u8)),
        new("MP4", "video/mp4", FileKind.Other, ["mp4", "m4a", "m4v"], head => At(head, 4, "ftyp"u8)),
        new("WebM", "video/webm", FileKind.Other, ["webm", "mkv"], head => At(head, 0, [0x1A, 0x45, 0xDF, 0xA3])),
        new("WAV", "audio/wav", FileKind.Other, ["wav"], head => At(head, 0, "RIFF"u8) && At(head, 8, "WAVE"u8)),
        new("MP3", "audio/mpeg", FileKind.Other, ["mp3"], head => At(head, 0, "ID3"u8) || (At(head, 0, [0xFF]) && head.Length > 1 && (head[1] & 0xE6) == 0xE2)),
        new("Ogg", "audio/ogg", FileKind.Other, ["ogg", "opus"], head => At(head, 0, "OggS"u8)),
        new("pcap", "application/vnd.tcpdump.pcap", FileKind.Other, ["pcap", "cap"], head => At(head, 0, [0xD4, 0xC3, 0xB2, 0xA1]) || At(head, 0, [0xA1, 0xB2, 0xC3, 0xD4]) || At(head, 0, [0x4D, 0x3C, 0xB2, 0xA1])),
        new("pcapng", "application/x-pcapng", FileKind.Other, ["pcapng"], head => At(head, 0, [0x0A, 0x0D, 0x0D, 0x0A])),
        new("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", FileKind.Office, ["docx"], IsZip),
        new("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", FileKind.Office, ["xlsx"], IsZip),
        new("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", FileKind.Office, ["pptx"], IsZip),
        new("ZIP", "application/zip", FileKind.Archive, ["zip"], IsZip),
        new("gzip", "application/gzip", FileKind.Packed, ["gz"], head => At(head, 0, [0x1F, 0x8B])),
        new("text", "text/plain", FileKind.Text, ["txt", "log", "csv", "tsv", "json", "jsonl", "har", "xml", "yaml", "yml", "ini", "cfg", "conf", "md", "eml", "ics", "sip", "trace", "out"], IsText),
    ];

    public static string Taken { get; } = string.Join(", ", All.SelectMany(type => type.Endings));

    /// <summary>For the field of a form: ".png,.jpg".</summary>
    public static string Accept { get; } = string.Join(',', All.SelectMany(type => type.Endings).Select(ending => "." + ending));

    private static readonly string[] runBegins = ["<html", "<!doctype html", "<script", "<svg", "<?php", "<%@", "@echo off"];

    public static FileType? Of(string ending) => All.FirstOrDefault(type => type.Endings.Contains(ending));

    /// <summary>What the content is; null when it is nothing that is taken.</summary>
    public static FileType? Of(byte[] head) => All.FirstOrDefault(type => type.Begins(head));

    /// <summary>A program, or what a machine would run, by its first bytes.</summary>
    public static bool IsRun(byte[] head)
    {
        var text = Encoding.Latin1.GetString(head, 0, Math.Min(head.Length, 1024)).TrimStart('ï', '»', '¿', ' ', '\r', '\n', '\t');
        return (At(head, 0, "MZ"u8) && head.AsSpan(0, Math.Min(head.Length, 64)).Contains((byte)0))
            || At(head, 0, [0x7F, .. "ELF"u8]) || At(head, 0, [0xCF, 0xFA, 0xED, 0xFE]) || At(head, 0, [0xCE, 0xFA, 0xED, 0xFE]) || At(head, 0, [0xCA, 0xFE, 0xBA, 0xBE]) || At(head, 0, "dex\n"u8) || At(head, 0, [0x4C, 0, 0, 0, 1, 0x14, 2, 0])
            || text.StartsWith("#!", StringComparison.Ordinal)
            || runBegins.Any(begin => text.StartsWith(begin, StringComparison.OrdinalIgnoreCase))
            || text.Contains("<?php", StringComparison.OrdinalIgnoreCase) || text.Contains("<script", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Some other archive, by its first bytes.</summary>
    public static bool IsArchive(byte[] head) => IsZip(head) || At(head, 0, "PK\x05\x06"u8) || At(head, 0, [0x1F, 0x8B]) || At(head, 0, [(byte)'7', (byte)'z', 0xBC, 0xAF]) || At(head, 0, "Rar!"u8)
        || At(head, 0, [0xFD, .. "7zXZ"u8]) || At(head, 0, "BZh"u8) || At(head, 0, [0x28, 0xB5, 0x2F, 0xFD]) || At(head, 0, "MSCF"u8) || At(head, 257, "ustar"u8);

    private static bool IsZip(byte[] head) => At(head, 0, "PK\x03\x04"u8);

    // no byte that no text has, in whichever encoding; UTF-16 says so by its mark
    private static bool IsText(byte[] head) => At(head, 0, [0xFF, 0xFE]) || At(head, 0, [0xFE, 0xFF]) || !head.AsSpan().ContainsAnyInRange((byte)0, (byte)8);

    private static bool At(byte[] head, int place, ReadOnlySpan<byte> bytes) => head.Length >= place + bytes.Length && head.AsSpan(place, bytes.Length).SequenceEqual(bytes);
}
