using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Tests.Imports;

/// <summary>A file that is not all there is not imported in part: devices of the rest would be missing.</summary>
public class DamagedArchiveTests
{
    private static readonly byte[] Csv = Encoding.UTF8.GetBytes("Serial Number,Model\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"SERIAL{i:D6},CCX 500\n")));

    [Fact]
    public void A_whole_archive_is_read()
    {
        using var file = Inventories.Of(Zip());
        Assert.Equal(1000, file.Rows().Count);
    }

    [Theory]
    [InlineData(16, 0)] // the checksum
    [InlineData(24, 2)] // the length, half of what there is
    public void An_archive_whose_directory_does_not_fit_its_content_is_damaged(int field, int divisor)
    {
        var zip = Zip();
        var entry = zip.AsSpan(zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8));
        var value = BinaryPrimitives.ReadUInt32LittleEndian(entry[field..]);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[field..], divisor == 0 ? value ^ 1 : value / (uint)divisor);

        Assert.Equal("import.broken-archive", Inventories.Code(() => Inventories.Of(zip)));
    }

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void The_checksum_is_that_of_zip_archives(string text, uint expected)
    {
        var sum = new Crc32();
        sum.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, sum.Value);
    }

    private static byte[] Zip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("inventory.csv").Open()) entry.Write(Csv);
        return bytes.ToArray();
    }
}
