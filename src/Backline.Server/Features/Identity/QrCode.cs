using System.Text;

namespace Backline.Server.Features.Identity;

/// <summary>
/// A QR code (ISO/IEC 18004) of a short text: byte mode, error correction M, versions 1 to 10, enough for 213 bytes. Ours because the packages that
/// draw one bring a graphics library along.
/// </summary>
internal static class QrCode
{
    // per version 1 to 10 at level M: codewords in all, error-correction codewords per block, blocks
    private static readonly (int All, int PerBlock, int Blocks)[] Sizes =
        [(26, 10, 1), (44, 16, 1), (70, 26, 1), (100, 18, 2), (134, 24, 2), (172, 16, 4), (196, 18, 4), (242, 22, 4), (292, 22, 5), (346, 26, 5)];

    private static readonly int[][] Alignment = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

    /// <returns>True is dark, [row, column], without the quiet zone. Null when the text is too long.</returns>
    public static bool[,]? Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var version = Enumerable.Range(1, Sizes.Length).FirstOrDefault(v => bytes.Length + (v < 10 ? 2 : 3) <= Sizes[v - 1].All - (Sizes[v - 1].PerBlock * Sizes[v - 1].Blocks));
        if (version == 0) return null;
        var codewords = Interleave(DataCodewords(bytes, version), version);
        var size = 17 + (4 * version);
        return Enumerable.Range(0, 8).Select(mask => Draw(codewords, version, size, mask)).MinBy(Penalty);
    }

    private static byte[] DataCodewords(byte[] text, int version)
    {
        var (all, perBlock, blocks) = Sizes[version - 1];
        var bits = new List<bool>();
        void Put(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--) bits.Add((value >> i & 1) == 1);
        }
        Put(0b0100, 4);
        Put(text.Length, version < 10 ? 8 : 16);
        foreach (var letter in text) Put(letter, 8);
        var data = new byte[all - (perBlock * blocks)];
        Put(0, Math.Min(4, (data.Length * 8) - bits.Count));
        while (bits.Count % 8 != 0) bits.Add(false);
        for (var pad = 0; bits.Count < data.Length * 8; pad++) Put(pad % 2 == 0 ? 0xEC : 0x11, 8);
        for (var i = 0; i < bits.Count; i++)
            if (bits[i]) data[i / 8] |= (byte)(0x80 >> (i % 8));
        return data;
    }

    private static byte[] Interleave(byte[] data, int version)
    {
        var (_, perBlock, count) = Sizes[version - 1];
        var shorter = count - (data.Length % count);
        var length = data.Length / count;
        var blocks = new List<byte[]>();
        for (int i = 0, at = 0; i < count; i++)
        {
            var here = length + (i < shorter ? 0 : 1);
            blocks.Add(data[at..(at + here)]);
            at += here;
        }
        var corrections = blocks.ConvertAll(block => Correction(block, perBlock));
        return [.. Enumerable.Range(0, length + 1).SelectMany(i => blocks.Where(block => i < block.Length).Select(block => block[i])),
            .. Enumerable.Range(0, perBlock).SelectMany(i => corrections.Select(block => block[i]))];
    }

    /// <summary>Reed-Solomon over GF(256) with 0x11D.</summary>
    private static byte[] Correction(byte[] block, int count)
    {
        var divisor = new byte[count];
        divisor[^1] = 1;
        byte root = 1;
        for (var i = 0; i < count; i++, root = Multiply(root, 2))
            for (var j = 0; j < count; j++) divisor[j] = (byte)(Multiply(divisor[j], root) ^ (j + 1 < count ? divisor[j + 1] : 0));
        var rest = new byte[count];
        foreach (var value in block)
        {
            var factor = (byte)(value ^ rest[0]);
            Array.Copy(rest, 1, rest, 0, count - 1);
            rest[^1] = 0;
            for (var i = 0; i < count; i++) rest[i] ^= Multiply(divisor[i], factor);
        }
        return rest;
    }

    private static byte Multiply(byte x, byte y)
    {
        var product = 0;
        for (var i = 7; i >= 0; i--)
        {
            product = (product << 1) ^ ((product >> 7) * 0x11D);
            product ^= (y >> i & 1) * x;
        }
        return (byte)product;
    }

    private static bool[,] Draw(byte[] codewords, int version, int size, int mask)
    {
        var dark = new bool[size, size];
        var fixedPart = new bool[size, size];
        void Set(int row, int column, bool on) => (dark[row, column], fixedPart[row, column]) = (on, true);

        for (var i = 0; i < size; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }
        foreach (var (row, column) in new[] { (3, 3), (3, size - 4), (size - 4, 3) }) Finder(Set, row, column, size);
        var places = Alignment[version - 1];
        foreach (var row in places)
            foreach (var column in places)
                if (!((row == 6 && (column == 6 || column == size - 7)) || (row == size - 7 && column == 6)))
                    Square(2, (y, x) => Set(row + y, column + x, Math.Max(Math.Abs(y), Math.Abs(x)) != 1));
        Format(Set, mask, size);
        if (version >= 7) Version(Set, version, size);
        Fill(dark, fixedPart, codewords, size, mask);
        return dark;
    }

    private static void Square(int radius, Action<int, int> each)
    {
        for (var y = -radius; y <= radius; y++)
            for (var x = -radius; x <= radius; x++) each(y, x);
    }

    private static void Finder(Action<int, int, bool> set, int row, int column, int size) => Square(4, (y, x) =>
    {
        if (row + y < 0 || row + y >= size || column + x < 0 || column + x >= size) return;
        set(row + y, column + x, Math.Max(Math.Abs(y), Math.Abs(x)) is not (2 or 4));
    });

    /// <summary>Level M and the mask, twice, with their BCH code.</summary>
    private static void Format(Action<int, int, bool> set, int mask, int size)
    {
        var rest = mask;
        for (var i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        var bits = (mask << 10 | rest) ^ 0x5412;
        bool Bit(int i) => (bits >> i & 1) == 1;
        for (var i = 0; i <= 5; i++) set(i, 8, Bit(i));
        set(7, 8, Bit(6));
        set(8, 8, Bit(7));
        set(8, 7, Bit(8));
        for (var i = 9; i < 15; i++) set(8, 14 - i, Bit(i));
        for (var i = 0; i < 8; i++) set(8, size - 1 - i, Bit(i));
        for (var i = 8; i < 15; i++) set(size - 15 + i, 8, Bit(i));
        set(size - 8, 8, true);
    }

    private static void Version(Action<int, int, bool> set, int version, int size)
    {
        var rest = version;
        for (var i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        var bits = version << 12 | rest;
        for (var i = 0; i < 18; i++)
        {
            var (a, b) = (size - 11 + (i % 3), i / 3);
            set(a, b, (bits >> i & 1) == 1);
            set(b, a, (bits >> i & 1) == 1);
        }
    }

    private static void Fill(bool[,] dark, bool[,] fixedPart, byte[] codewords, int size, int mask)
    {
        var bit = 0;
        for (var right = size - 1; right >= 1; right -= 2)
        {
            if (right == 6) right = 5;
            for (var step = 0; step < size; step++)
            {
                var row = ((right + 1) & 2) == 0 ? size - 1 - step : step;
                for (var side = 0; side < 2; side++)
                {
                    var column = right - side;
                    if (fixedPart[row, column]) continue;
                    var on = bit < codewords.Length * 8 && (codewords[bit / 8] >> (7 - (bit % 8)) & 1) == 1;
                    dark[row, column] = on ^ Masked(mask, row, column);
                    bit++;
                }
            }
        }
    }

    private static bool Masked(int mask, int y, int x) => mask switch
    {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => ((x / 3) + (y / 2)) % 2 == 0,
        5 => (x * y % 2) + (x * y % 3) == 0,
        6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
        _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
    };

    /// <summary>Runs of five and more, and squares of one colour: what a reader stumbles over most.</summary>
    private static int Penalty(bool[,] code)
    {
        var size = code.GetLength(0);
        var penalty = 0;
        for (var a = 0; a < size; a++)
        {
            penalty += Runs(size, b => code[a, b]) + Runs(size, b => code[b, a]);
            if (a == size - 1) break;
            for (var b = 0; b < size - 1; b++)
                if (code[a, b] == code[a, b + 1] && code[a, b] == code[a + 1, b] && code[a, b] == code[a + 1, b + 1]) penalty += 3;
        }
        return penalty;
    }

    private static int Runs(int size, Func<int, bool> at)
    {
        var (penalty, run) = (0, 1);
        for (var i = 1; i < size; i++)
        {
            run = at(i) == at(i - 1) ? run + 1 : 1;
            if (run == 5) penalty += 3;
            else if (run > 5) penalty++;
        }
        return penalty;
    }
}
