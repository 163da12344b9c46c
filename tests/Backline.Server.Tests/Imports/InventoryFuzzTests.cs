using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Tests.Imports;

public class InventoryFuzzTests
{
    /// <summary>Memory taken for one of these files, given back or not; each is under 20 kB and takes 7 MB at most.</summary>
    private const long MostBytes = 64 << 20;

    /// <summary>Whatever the bytes are: rows or a refusal, cheaply.</summary>
    [Theory]
    [InlineData("nasty/01-utf8-bom.csv", 400)]
    [InlineData("nasty/03-utf16le-no-bom.csv", 200)]
    [InlineData("nasty/05-semicolon-german-windows1252.csv", 200)]
    [InlineData("nasty/11-formula-injection.csv", 400)]
    [InlineData("nasty/23-mixed-dates.csv", 400)]
    [InlineData("nasty/35-zipped.csv.zip", 400)]
    [InlineData("workbook", 300)]
    [InlineData("noise", 300)]
    public void Changed_bytes_never_end_in_anything_but_rows_or_a_refusal(string name, int times)
    {
        var chance = new Random(20261121);
        var original = name == "workbook" ? WorkbookTests.Workbook([["Serial Number", "Model"], ["8L1839B7B0EEFV", "Studio X52"]])
            : name == "noise" ? new byte[600] : File.ReadAllBytes(Path.Combine(Inventories.Folder(), name));
        for (var i = 0; i < times; i++)
        {
            var bytes = Change([.. original], chance, name == "noise");
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var file = Inventories.Of(bytes, new() { DateOrder = i % 2 == 0 ? DateOrder.DayFirst : null });
                foreach (var row in file.Rows().OfType<InventoryRow>()) Assert.DoesNotContain(row.ToString(), c => c is '\0' or '\uFFFD' or '\uFFFF');
            }
            catch (RefusedException)
            {
                // a refusal is an answer
            }
            // what a file costs, in a measure that a busy machine does not change
            var cost = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(cost < MostBytes, $"{name}, change {i} took {cost} bytes of memory");
        }
    }

    private static byte[] Change(byte[] bytes, Random chance, bool all)
    {
        if (all) chance.NextBytes(bytes);
        var special = "\"\0,;\r\n\t=\uFFFF"u8.ToArray();
        for (var changes = chance.Next(1, 12); changes > 0; changes--)
            bytes[chance.Next(bytes.Length)] = chance.Next(2) == 0 ? special[chance.Next(special.Length)] : (byte)chance.Next(256);
        return chance.Next(4) == 0 ? bytes[..chance.Next(1, bytes.Length)] : bytes;
    }
}
