using Backline.Server.Features.Imports.Reading;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Backline.Server.Tests.Imports;

public class WorkbookTests
{
    [Fact]
    public void The_first_sheet_with_rows_is_read()
    {
        using var file = Inventories.Of(Workbook([[]], [["Serial Number", "Model", "Last Seen"], ["8L1839B7B0EEFV", "Studio X52", "2026-11-05"], ["8L1839B7B0EEFW", "TC10", "2026-11-06"]]));
        Assert.Null(file.Encoding);
        Assert.Equal(["Studio X52", "TC10"], file.Devices().Select(row => row.Model));
        Assert.Equal([2, 3], file.Rows().Select(row => row.Line));
    }

    [Fact]
    public void A_serial_kept_as_a_long_number_is_damaged()
    {
        using var file = Inventories.Of(Workbook([["Serial Number", "Model"], [3182961064582633d, "MeetingBar A20"], [123456789d, "T54W"]]));
        Assert.Equal("import.damaged-serial", Assert.IsType<RejectedRow>(file.Rows()[0]).Problem.Reason.Code);
        Assert.Equal("123456789", Assert.IsType<InventoryRow>(file.Rows()[1]).Serial);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("NaN")]
    public void A_serial_kept_as_no_number_is_damaged(string number)
    {
        using var file = Inventories.Of(Sheet($"""<row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c></row><row r="2"><c r="A2"><v>{number}</v></c></row>"""));
        Assert.Equal("import.damaged-serial", Assert.IsType<RejectedRow>(Assert.Single(file.Rows())).Problem.Reason.Code);
    }

    [Fact]
    public void A_broken_workbook_is_refused()
    {
        var bytes = Workbook([["Serial Number"], ["8L1839B7B0EEFV"]]);
        Assert.Contains(Inventories.Code(() => Inventories.Of(bytes[..(bytes.Length / 2)])), new[] { "import.broken-archive", "import.broken-workbook" });
        Assert.Equal("import.broken-workbook", Inventories.Code(() => Inventories.Of([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]])));
    }

    [Fact]
    public void Rows_that_share_a_number_do_not_overwrite_each_other() =>
        Assert.Equal("import.repeated-sheet-row", Inventories.Code(() => Inventories.Of(Sheet("""<row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>8L1839B7B0EEFV</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>8L1839B7B0EEFW</t></is></c></row>"""))));

    [Fact]
    public void A_cell_far_to_the_right_is_refused_before_memory_is_taken_for_it()
    {
        var file = Sheet("""<row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c></row><row r="2"><c r="ZZZZZZ2" t="inlineStr"><is><t>8L1839B7B0EEFV</t></is></c></row>""");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("import.too-many-columns", Inventories.Code(() => Inventories.Of(file)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void Half_a_surrogate_pair_rejects_its_row()
    {
        using var file = Inventories.Of(Sheet("""<row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>ZZ_xD800_50123</t></is></c></row>"""));

        Assert.Equal("import.unreadable-text", Assert.IsType<RejectedRow>(Assert.Single(file.Rows())).Problem.Reason.Code);
        Assert.DoesNotContain(file.Rows().OfType<RejectedRow>().SelectMany(row => row.ToString()), char.IsSurrogate);
    }

    private static byte[] Sheet(string rows, string after = "")
    {
        var bytes = new MemoryStream();
        bytes.Write(Workbook([["Serial Number"]]));
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            var name = zip.Entries.Single(entry => entry.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)).FullName;
            zip.GetEntry(name)!.Delete();
            using var text = new StreamWriter(zip.CreateEntry(name).Open());
            text.Write($"""<?xml version="1.0" encoding="utf-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{after}</worksheet>""");
        }
        return bytes.ToArray();
    }

    [Fact]
    public void Tables_on_two_sheets_ask_which_is_meant()
    {
        var bytes = Workbook([["Serial Number"], ["8L1839B7B0EEFV"]], [["Serial Number"], ["8L1839B7B0EEFW"]], [["About"]]);
        using (var asked = Inventories.Of(bytes))
        {
            Assert.Equal("import.several-sheets", asked.WhyNotRead()?.Code);
            Assert.Equal(["S1", "S2"], asked.Sheets);
        }
        using var file = Inventories.Of(bytes, new() { Sheet = "s2" });
        Assert.Equal(("S2", "8L1839B7B0EEFW"), (file.Sheet, Assert.Single(file.Devices()).Serial));
        Assert.Equal(["S1", "S3"], file.SheetsNotRead);
        Assert.Equal("import.unknown-sheet", Inventories.Code(() => Inventories.Of(bytes, new() { Sheet = "S9" })));
    }

    [Fact]
    public void A_cover_page_is_not_read_and_said_to_be_there()
    {
        using var file = Inventories.Of(Workbook([["Fleet list"], ["By", "Katrin"], ["Of", "November"]], [["Serial Number"], ["8L1839B7B0EEFV"]], [["Serial Number"]]));
        Assert.Equal("8L1839B7B0EEFV", Assert.Single(file.Devices()).Serial);
        Assert.Equal("S2", file.Sheet);
        Assert.Equal(["S1", "S3"], file.SheetsNotRead);
        Assert.Empty(file.Sheets);
    }

    [Fact]
    public void Serial_numbers_without_a_header_are_a_table_too()
    {
        using var file = Inventories.Of(Workbook([["Serial Number"], ["8L1839B7B0EEFV"]], [["8L1839B7B0EEFW"], ["8L1839B7B0EEFX"]]));
        Assert.Equal("import.several-sheets", file.WhyNotRead()?.Code);
    }

    [Fact]
    public void Merged_cells_hold_their_value_in_every_row()
    {
        using var file = Inventories.Of(Sheet(
            """
            <row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c><c r="B1" t="inlineStr"><is><t>Model</t></is></c><c r="C1" t="inlineStr"><is><t>Site</t></is></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>8L1839B7B0EEFV</t></is></c><c r="B2" t="inlineStr"><is><t>TC10</t></is></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>8L1839B7B0EEFW</t></is></c></row>
            <row r="5"><c r="A5" t="inlineStr"><is><t>8L1839B7B0EEFX</t></is></c></row>
            """, """<mergeCells count="2"><mergeCell ref="B2:B4"/><mergeCell ref="B1:B1"/></mergeCells>"""));
        Assert.Equal(["TC10", "TC10", null], file.Devices().Select(row => row.Model));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("-1")]
    [InlineData("8LS0010")]
    public void A_shared_text_that_is_not_there_damages_the_workbook(string place) => Assert.Equal("import.broken-workbook", Inventories.Code(() => Inventories.Of(Sheet(
        $"""<row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c></row><row r="2"><c r="A2" t="s"><v>{place}</v></c></row>"""))));

    [Fact]
    public void A_number_with_a_comma_names_its_row_and_is_never_another() => Assert.Equal("import.sheet-number", Inventories.Code(() => Inventories.Of(Sheet(
        """<row r="1"><c r="A1" t="inlineStr"><is><t>Serial Number</t></is></c><c r="B1" t="inlineStr"><is><t>Last Seen</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>8LS0010</t></is></c><c r="B2"><v>46000,5</v></c></row>"""))));

    [Fact]
    public void A_workbook_without_a_sheet_says_so() => Assert.Equal("import.no-sheet", Inventories.Code(() => Inventories.Of(Workbook())));

    [Fact]
    public void A_title_above_the_headers_is_passed_over()
    {
        using var file = Inventories.Of(Workbook([["Fleet list November"], [], ["Serial Number", "Model", "Last Seen"], ["8L1839B7B0EEFV", "Studio X52", "2026-11-05"]]));
        Assert.Equal((3, "Studio X52", 4), (file.HeaderLine, file.Devices()[0].Model, file.Rows()[0].Line));
    }

    public static byte[] Workbook(params object[][][] sheets)
    {
        var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            foreach (var rows in sheets)
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(new SheetData(rows.Select(row => new Row(row.Select(Cell)))));
                var id = (uint)workbook.Workbook.Sheets!.Count() + 1;
                workbook.Workbook.Sheets!.AppendChild(new Sheet { Id = workbook.GetIdOfPart(part), SheetId = id, Name = $"S{id}" });
            }
        }
        return bytes.ToArray();
    }

    private static Cell Cell(object value) => value is double number
        ? new Cell { DataType = CellValues.Number, CellValue = new(number) }
        : new Cell { DataType = CellValues.InlineString, InlineString = new(new Text((string)value)) };
}
