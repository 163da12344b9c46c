using System.Buffers.Binary;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>The checksum of zip archives (ISO 3309), eight bytes at a time: .NET reads an entry without comparing it.</summary>
internal struct Crc32
{
    private static readonly uint[] tables = Tables();

    private uint state;

    public readonly uint Value => state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~state;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = At(7, low) ^ At(6, low >> 8) ^ At(5, low >> 16) ^ At(4, low >> 24) ^ At(3, high) ^ At(2, high >> 8) ^ At(1, high >> 16) ^ At(0, high >> 24);
        }
        foreach (var one in bytes) crc = (crc >> 8) ^ At(0, crc ^ one);
        state = ~crc;
    }

    private static uint At(int table, uint value) => tables[(table << 8) | (int)(value & 0xFF)];

    private static uint[] Tables()
    {
        var made = new uint[8 * 256];
        for (var i = 0; i < made.Length; i++)
        {
            var value = i < 256 ? (uint)i : made[i - 256];
            if (i >= 256) value = (value >> 8) ^ made[value & 0xFF];
            else
                for (var bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) * 0xEDB88320);
            made[i] = value;
        }
        return made;
    }
}
