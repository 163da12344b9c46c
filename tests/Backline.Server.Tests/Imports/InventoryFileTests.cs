using System.IO.Compression;
using System.Text;
using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Tests.Imports;

public class InventoryFileTests
{
    public static TheoryData<string, char> Matrix()
    {
        var data = new TheoryData<string, char>();
        foreach (var encoding in new[] { "utf-8", "utf-8 bom", "utf-16", "utf-16 bom", "utf-16BE", "utf-16BE bom", "utf-32 bom", "windows-1252" })
            foreach (var separator in ",;\t|")
                data.Add(encoding, separator);
        return data;
    }

    [Theory, MemberData(nameof(Matrix))]
    public void Every_separator_reads_in_every_encoding(string name, char separator)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name.Split(' ')[0]);
        var text = "Device Name,Model,Serial Number,MAC Address,Site\nMüller – Empfang,CCX 500,0004F2A0F41F,0004f2-a0f41f,Zürich\nWeiß,Trio 8800,0004F2A0F420,,Köln\n".Replace(',', separator);
        byte[] mark = name.EndsWith("bom", StringComparison.Ordinal) ? encoding.GetPreamble() : [];
        using var file = Inventories.Of([.. mark, .. encoding.GetBytes(text)]);
        Assert.Equal(separator, file.Separator);
        Assert.Equal(["Müller – Empfang", "Weiß"], file.Devices().Select(row => row.Name));
        Assert.Equal("0004f2a0f41f", file.Devices()[0].MacKey);
    }

    [Theory]
    [InlineData("en", "Device Name,Model,Serial Number,MAC Address,Software Version,Site,Room,Last Detected")]
    [InlineData("es", "Nombre del dispositivo,Modelo,Número de serie,Dirección MAC,Versión de software,Sitio,Sala,Última detección")]
    [InlineData("it", "Nome dispositivo,Modello,Numero di serie,Indirizzo MAC,Versione software,Sito,Sala,Ultimo rilevamento")]
    [InlineData("de", "Gerätename,Modell,Seriennummer,MAC-Adresse,Softwareversion,Standort,Raum,Zuletzt erkannt")]
    [InlineData("vi", "Tên thiết bị,Kiểu máy,Số sê-ri,Địa chỉ MAC,Phiên bản phần mềm,Địa điểm,Phòng,Phát hiện lần cuối")]
    [InlineData("ko", "장치 이름,모델,일련 번호,MAC 주소,소프트웨어 버전,사이트,회의실,마지막 감지")]
    public void Headers_are_known_in_six_languages(string language, string header)
    {
        using var file = Inventories.Of(header + "\nA,CCX 500,0004F2A0F41F,00:04:F2:A0:F4:1F,9.0,Seoul,Oak,2026-11-05\n");
        Assert.Equal(("lens-inventory", language), (file.Format, file.Language));
        Assert.Equal([DeviceField.Name, DeviceField.Model, DeviceField.Serial, DeviceField.Mac, DeviceField.SoftwareVersion, DeviceField.Site, DeviceField.Room, DeviceField.LastSeen],
            file.Columns.Select(column => column.Field!.Value));
    }

    [Fact]
    public void No_word_means_two_fields_in_one_language() =>
        Assert.DoesNotContain(KnownHeaders.Fields, entry => entry.Value.GroupBy(alias => alias.Language).Any(same => same.Select(alias => alias.Field).Distinct().Count() > 1));

    [Fact]
    public void Unknown_headers_ask_for_a_mapping_and_propose_one()
    {
        using var file = Inventories.Of("a,b,c,d\n0004F2A0F41F,00:04:F2:A0:F4:1F,10.0.0.1,x\n0004F2A0F420,00:04:F2:A0:F4:20,10.0.0.2,x\n");
        Assert.Equal("import.unknown-columns", file.WhyNotRead()!.Code);
        Assert.Equal([DeviceField.Serial, DeviceField.Mac, DeviceField.Ip, null], file.Columns.Select(column => column.Proposed));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], file.Columns[2].Samples);
    }

    [Theory]
    [InlineData(';')]
    [InlineData(',')]
    public void A_title_above_the_headers_is_passed_over_in_any_separator(char separator)
    {
        using var file = Inventories.Of($"Fleet list, November\nMade by; Facilities\n\nSerial Number;Model\nSER0000001;Studio X52\n".Replace(';', separator));
        Assert.Equal((4, 1), (file.HeaderLine, file.Devices().Count));
        Assert.Null(file.WhyNotRead());
    }

    [Fact]
    public void A_person_says_where_the_headers_stand_when_no_row_shows_it()
    {
        const string text = "Fleet,November\nWhat,Which\nSER0000001,Studio X52\n";
        using var asked = Inventories.Of(text);
        Assert.Equal((1, "import.unknown-columns"), (asked.HeaderLine, asked.WhyNotRead()!.Code));
        using var told = Inventories.Of(text, new() { HeaderRow = 2, Mapping = [new(0, DeviceField.Serial)] });
        Assert.Equal(["SER0000001"], told.Devices().Select(row => row.Serial));
        Assert.Equal("import.no-header-there", Inventories.Code(() => Inventories.Of(text, new() { HeaderRow = 9 })));
    }

    [Fact]
    public void A_file_without_header_is_read_by_a_mapping()
    {
        using var file = Inventories.Of("0004F2A0F41F;CCX 500\n0004F2A0F420;CCX 600\n", new() { FirstRowIsDevice = true, Mapping = [new(0, DeviceField.Serial), new(1, DeviceField.Model)] });
        Assert.Equal(["CCX 500", "CCX 600"], file.Devices().Select(row => row.Model));
    }

    [Theory]
    [InlineData(9, DeviceField.Serial)]
    [InlineData(-1, DeviceField.Serial)]
    public void A_mapping_to_nowhere_is_refused(int index, DeviceField field) =>
        Assert.Equal("import.bad-mapping", Inventories.Code(() => Inventories.Of("a,b\n1,2\n", new() { Mapping = [new(index, field)] })));

    [Theory]
    [InlineData("", "import.empty-file")]
    [InlineData("\uFEFF", "import.empty-file")]
    [InlineData("\r\n\r\n", "import.empty-file")]
    [InlineData("Serial Number", "import.no-rows")]
    [InlineData("<html><table></table></html>", "import.not-a-table")]
    [InlineData("{\"devices\":[]}", "import.not-a-table")]
    [InlineData("%PDF-1.7", "import.document")]
    [InlineData("Serial Number,Model\n\"abc\"def,1\n", "import.stray-quote")]
    public void What_is_no_inventory_is_refused(string text, string code) => Assert.Equal(code, Inventories.Code(() => Inventories.Of(text)));

    [Theory]
    [InlineData("89504E470D0A1A0A0000000D49484452", "import.picture")]
    [InlineData("FFD8FFE000104A464946", "import.picture")]
    [InlineData("474946383961", "import.picture")]
    [InlineData("255044462D312E37", "import.document")]
    [InlineData("4D5A90000300000004000000FFFF0000", "import.program")]
    [InlineData("7F454C460201010000000000", "import.program")]
    [InlineData("1F8B0800000000000003", "import.other-archive")]
    [InlineData("377ABCAF271C0004", "import.other-archive")]
    [InlineData("526172211A0700", "import.other-archive")]
    public void What_only_bears_the_name_of_a_table_is_called_what_it_is(string start, string code) =>
        Assert.Equal(code, Inventories.Code(() => Inventories.Of([.. Convert.FromHexString(start), .. "\"a\"b,c\nd,e\n"u8])));

    [Fact]
    public void A_text_document_is_no_workbook() =>
        Assert.Equal("import.document", Inventories.Code(() => Inventories.Of(Zip(["[Content_Types].xml", "word/document.xml"], "<Types/>"u8.ToArray()))));

    [Fact]
    public void A_header_that_begins_like_a_program_is_a_header()
    {
        using var file = Inventories.Of("MZ,Serial Number,Model\n1,A1234567,CCX 500\n");
        Assert.Single(file.Devices());
    }

    [Fact]
    public void Limits_are_named()
    {
        var limits = InventoryLimits.Standard with { Bytes = 2 * 1024 * 1024, Columns = 3, CellCharacters = 10, Rows = 2 };
        Assert.Equal("import.file-too-large", Inventories.Code(() => Inventories.Of(new byte[3 * 1024 * 1024], new() { Limits = limits })));
        Assert.Equal("import.too-many-columns", Inventories.Code(() => Inventories.Of("a,b,c,d\n1,2,3,4\n", new() { Limits = limits, Separator = ',' })));
        Assert.Equal("import.cell-too-long", Inventories.Code(() => Inventories.Of("serial\n12345678901\n", new() { Limits = limits })));
        using var file = Inventories.Of("serial\nA1234567\nA1234568\nA1234569\n", new() { Limits = limits });
        Assert.Equal("import.too-many-rows", Inventories.Code(() => file.Rows()));
    }

    [Fact]
    public void Quotes_doubled_quotes_and_line_ends_inside_cells_are_kept()
    {
        using var file = Inventories.Of("Serial Number,Notes,Name\r\n\"A1234567\",\"one \"\"two\"\",\r\nthree\",x\r\nA1234568,5\" screen,\"y\"");
        var rows = file.Devices();
        Assert.Equal(("one \"two\",\r\nthree", 2), (rows[0].Notes, rows[0].Line));
        Assert.Equal(("5\" screen", "y", 4), (rows[1].Notes, rows[1].Name, rows[1].Line));
    }

    [Fact]
    public void Rows_without_their_last_empty_cells_are_whole()
    {
        using var file = Inventories.Of("Serial Number,Model,Notes\nA1234567,CCX 500\nA1234568,CCX 500,\n");
        Assert.Equal(2, file.Devices().Count);
    }

    [Fact]
    public void A_row_with_more_cells_than_headers_is_rejected()
    {
        using var file = Inventories.Of("Serial Number,Model,Site\nA1234567,CCX 500,Seoul, Gangnam\n");
        Assert.Equal("import.too-many-cells", Assert.IsType<RejectedRow>(Assert.Single(file.Rows())).Problem.Reason.Code);
    }

    [Fact]
    public void Equal_rows_are_one_device()
    {
        using var file = Inventories.Of("Serial Number,Model\nA1234567,CCX 500\nA1234567,CCX 500\n");
        Assert.Equal(1, Assert.Single(file.Devices()).Number);
        Assert.Equal("import.identical-row", Assert.IsType<RejectedRow>(file.Rows()[1]).Problem.Reason.Code);
    }

    [Fact]
    public void One_address_of_two_devices_is_a_conflict()
    {
        using var file = Inventories.Of("Serial Number,MAC\nA1234567,00:04:F2:A0:F4:1F\nA1234568,0004f2a0f41f\n");
        Assert.All(file.Rows(), row => Assert.Equal("import.repeated-mac", Assert.IsType<ConflictRow>(row).Problem.Reason.Code));
    }

    [Fact]
    public void Leading_zeros_are_missed_by_the_address_and_by_the_width_of_the_model()
    {
        using var file = Inventories.Of("Serial Number,MAC,Model\n422123456,00:04:22:12:34:56,VVX 350\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"3{i}82961064582633,,T54W\n")) + "82961064582633,,T54W\n");
        Assert.Equal([1, 11], file.Rows().OfType<RejectedRow>().Where(row => row.Problem.Reason.Code == "import.lost-zeros").Select(row => row.Number));
    }

    [Fact]
    public void The_separator_line_of_a_spreadsheet_is_no_header()
    {
        using var file = Inventories.Of("sep=;\r\nSerial Number;Model\r\nA1234567;CCX 500\r\n");
        Assert.Equal("CCX 500", Assert.Single(file.Devices()).Model);
    }

    [Theory]
    [InlineData("import.several-files", "a.csv", "b.csv")]
    [InlineData("import.several-files", "a.csv", "b.xlsx")]
    [InlineData("import.nested-archive", "inner.zip")]
    [InlineData("import.no-table-in-archive", "readme.md")]
    public void An_archive_holds_one_table(string code, params string[] names) => Assert.Equal(code, Inventories.Code(() => Inventories.Of(Zip(names, "Serial Number\nA1234567\n"u8.ToArray()))));

    [Fact]
    public void What_macos_adds_to_an_archive_is_passed_over()
    {
        using var file = Inventories.Of(Zip(["__MACOSX/._a.csv", "out/a.csv"], "Serial Number\nA1234567\n"u8.ToArray()));
        Assert.Single(file.Devices());
    }

    [Theory]
    [InlineData("readme.txt", "Fleet of November,\nexported by Katrin.\n\nCall 1234, please, if rooms, desks and stores are missing.\n")]
    [InlineData("notes.md", "a,b\nc,d\n")]
    [InlineData("fleet.pdf", "%PDF-1.7")]
    [InlineData(".DS_Store", "x")]
    public void What_stands_beside_the_table_of_an_archive_is_passed_over(string name, string text)
    {
        using var file = Inventories.Of(Zip((name, System.Text.Encoding.UTF8.GetBytes(text)), ("a.csv", "Serial Number\nA1234567\n"u8.ToArray())));
        Assert.Single(file.Devices());
    }

    [Fact]
    public void A_text_that_is_a_table_is_a_second_one() =>
        Assert.Equal("import.several-files", Inventories.Code(() => Inventories.Of(Zip(["a.csv", "b.txt"], "Serial Number,Model\nA1234567,TC10\nA1234568,TC10\n"u8.ToArray()))));

    [Fact]
    public void A_workbook_in_an_archive_is_read()
    {
        using var file = Inventories.Of(Zip(("readme.txt", "Fleet"u8.ToArray()), ("a.xlsx", WorkbookTests.Workbook([["Serial Number", "Model"], ["A1234567", "TC10"]]))));
        Assert.Equal("TC10", Assert.Single(file.Devices()).Model);
    }

    [Fact]
    public void A_workbook_that_is_an_archive_with_a_workbook_is_not_unpacked_again()
    {
        var workbook = Zip(("b.xlsx", Zip(("c.xlsx", WorkbookTests.Workbook([["Serial Number"], ["A1234567"]])))));
        Assert.Equal("import.nested-archive", Inventories.Code(() => Inventories.Of(workbook)));
    }

    [Theory]
    [InlineData("\"=\"\"8LS0010\"\"\"", "8LS0010", null)]
    [InlineData("=\"8LS0010\"", "8LS0010", null)]
    [InlineData("=8LS0010", "8LS0010", "import.leading-sign")]
    [InlineData("8LS\uFEFF0010", "8LS0010", "import.control-character")]
    [InlineData("8LS\u00AD0010", "8LS0010", "import.control-character")]
    [InlineData("8LS\u200B0010", "8LS0010", "import.control-character")]
    public void A_serial_number_is_what_one_sees_of_it(string cell, string serial, string? warning)
    {
        using var file = Inventories.Of($"Serial Number,Model\n{cell},TC10\n");
        var device = Assert.Single(file.Devices());
        Assert.Equal((serial, serial), (device.Serial, device.SerialKey));
        Assert.Equal(warning, device.Problems.SingleOrDefault()?.Reason.Code);
    }

    [Fact]
    public void A_formula_is_no_serial_number()
    {
        using var file = Inventories.Of("Serial Number,Model\n=A1+B2,TC10\n");
        Assert.Equal("import.formula-serial", Assert.IsType<RejectedRow>(Assert.Single(file.Rows())).Problem.Reason.Code);
    }

    [Theory]
    [InlineData("cp949")]
    [InlineData("MS949")]
    [InlineData("uhc")]
    [InlineData("windows-949")]
    [InlineData("ks_c_5601-1987")]
    [InlineData("euc-kr")]
    public void The_korean_code_page_goes_by_all_its_names_and_is_shown_by_one(string name)
    {
        using var file = Inventories.Open("nasty/21-headers-ko-cp949.csv", new() { Encoding = name });
        Assert.Equal(("euc-kr", 40), (file.Encoding, file.Devices().Count));
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("cp65000")]
    [InlineData("cp0")]
    [InlineData("klingon")]
    [InlineData("")]
    public void An_encoding_there_is_not_is_refused_by_its_name(string name) =>
        Assert.Equal("import.unknown-encoding", Inventories.Code(() => Inventories.Of("Serial Number\nA1234567\n", new() { Encoding = name })));

    [Fact]
    public void A_zip_bomb_stops_at_the_limit() =>
        Assert.Equal("import.unpacked-too-large", Inventories.Code(() => Inventories.Of(Zip(["a.csv"], new byte[8 * 1024 * 1024]), new() { Limits = new() { Bytes = 1024 * 1024 } })));

    private static byte[] Zip(string[] names, byte[] content) => Zip([.. names.Select(name => (name, content))]);

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }
}
