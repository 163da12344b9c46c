using System.Net;
using System.Text;
using System.Text.Json;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

/// <summary>Every file of the collection from upload to the devices in the database; expected.csv says what has to come of the nasty ones.</summary>
public class ImportedFilesTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    [Theory]
    [InlineData("small/lens-inventory.csv", "lens-inventory", 250)]
    [InlineData("small/lens-provisioning.csv", "lens-provisioning", 163)]
    [InlineData("small/teams-devices.csv", "teams", 60)]
    [InlineData("small/zoom-devices.csv", "zoom", 60)]
    [InlineData("small/yealink-devices.csv", "yealink", 60)]
    [InlineData("small/logitech-devices.csv", "logitech", 60)]
    [InlineData("nasty/01-utf8-bom.csv", null, 40)]
    [InlineData("nasty/03-utf16le-no-bom.csv", null, 40)]
    [InlineData("nasty/05-semicolon-german-windows1252.csv", null, 40)]
    [InlineData("nasty/13-thousand-column-header.csv", null, 40)]
    [InlineData("nasty/19-headers-de.csv", null, 40)]
    [InlineData("nasty/21-headers-ko-cp949.csv", null, 40)]
    [InlineData("nasty/25-mixed-line-ends.csv", null, 40)]
    [InlineData("nasty/35-zipped.csv.zip", null, 40)]
    [InlineData("nasty/09-unknown-models.csv", null, 12)]
    [InlineData("nasty/11-formula-injection.csv", null, 14)]
    public async Task A_good_file_becomes_devices_row_by_row(string file, string? format, int devices)
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.File(file));
        Assert.True(preview.GetProperty("state").GetString() == "previewed", preview.GetProperty("problem").ToString());
        if (format is not null) Assert.Equal(format, preview.GetProperty("format").GetString());

        await customer.ConfirmedAsync(preview);

        Assert.Equal(($"{devices} 0 0 0 0 0", (long)devices), (Customer.Counts(preview), await customer.DevicesAsync()));
    }

    [Theory]
    [InlineData("nasty/17-header-only.csv", "refused", "import.no-rows")]
    [InlineData("nasty/27-duplicate-header-names.csv", "needs-mapping", "import.duplicate-column")]
    [InlineData("nasty/33-unclosed-quote.csv", "refused", "import.unclosed-quote")]
    public async Task A_file_that_cannot_be_read_says_why_and_no_device_goes_missing(string file, string state, string code)
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync("Serial Number,Model\nKEPT" + Guid.NewGuid().ToString("N")[..8] + ",CCX 500\n");

        var import = await customer.UploadAsync(Customer.File(file), "account");

        Assert.Equal((state, code, 0L), (import.GetProperty("state").GetString(), import.GetProperty("problem").GetProperty("code").GetString(), await customer.DevicesAsync("missing_since is not null")));
        Assert.NotEmpty(import.GetProperty("problem").GetProperty("mend").GetString()!);
    }

    [Theory]
    [InlineData("nasty/07-duplicate-serials.csv", "import.repeated-serial", "import.shared-serial", "import.no-identity")]
    [InlineData("nasty/15-truncated-last-line.csv", "import.incomplete-row")]
    [InlineData("nasty/29-excel-mangled.csv", "import.damaged-serial", "import.lost-zeros")]
    [InlineData("nasty/31-invalid-utf8.csv", "import.unreadable-text")]
    public async Task A_file_with_bad_rows_imports_the_good_ones_and_names_the_others(string file, params string[] codes)
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.File(file));
        var rows = (await customer.RowsAsync(preview, "rejected")).Concat(await customer.RowsAsync(preview, "conflict")).ToList();

        Assert.Superset(codes.ToHashSet(), rows.Select(row => row.GetProperty("code").GetString()!).ToHashSet());
        Assert.All(rows, row => Assert.NotEqual(row.GetProperty("code").GetString(), row.GetProperty("text").GetString()));
        var counts = preview.GetProperty("counts");
        Assert.Equal(rows.Count, counts.GetProperty("conflicts").GetInt64() + counts.GetProperty("rejected").GetInt64());
        if (counts.GetProperty("new").GetInt64() > 0) await customer.ConfirmedAsync(preview);
        Assert.Equal(counts.GetProperty("new").GetInt64(), await customer.DevicesAsync());
        Assert.Equal(0L, await customer.DevicesAsync("position(chr(65533) in name || room || used_by) > 0"));
    }

    [Fact]
    public async Task Ambiguous_dates_are_asked_for_before_anything_can_be_confirmed()
    {
        var customer = await programme.CustomerAsync();
        var asks = await customer.UploadAsync(Customer.File("nasty/23-mixed-dates.csv"));
        Assert.Equal(("needs-mapping", "import.ambiguous-date"), (asks.GetProperty("state").GetString(), asks.GetProperty("problem").GetProperty("code").GetString()));
        using var early = await customer.PutAsync(asks, "confirmation", new { });
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);

        using var answer = await customer.PutAsync(asks, "mapping", new { dateOrder = "day-first" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var preview = await customer.SettledAsync(asks.GetProperty("id").GetGuid());

        Assert.Equal("previewed", preview.GetProperty("state").GetString());
        await customer.ConfirmedAsync(preview);
        Assert.Equal(14L, await customer.DevicesAsync());
    }

    [Fact]
    public async Task Formulas_are_stored_as_typed_and_neutralised_on_their_way_out()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync("Serial Number,Device Name,Model\nFORM" + Guid.NewGuid().ToString("N")[..6] + ",=1+1,CCX 500\nFORM,=cmd(),CCX 500\nFORM,=cmd2(),CCX 500\n");

        await customer.ConfirmedAsync(preview);

        Assert.Equal(1L, await customer.DevicesAsync("name = '=1+1'"));
        var rows = await customer.RowsAsync(preview, "conflict");
        Assert.Equal("=cmd()", rows[0].GetProperty("name").GetString());
        var file = Encoding.UTF8.GetString(Backline.Server.Features.Imports.RejectedFile.Of([.. rows.Select(row => row.Deserialize<Backline.Server.Features.Imports.ImportRowAnswer>(Backline.Server.Platform.Http.BacklineJson.Options)!)], Texts));
        Assert.Contains("'=cmd()", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_with_the_limit()
    {
        var customer = await programme.CustomerAsync();
        using var content = new StreamContent(new Zeros(401L << 20));

        using var answer = await customer.Client.PostAsync("/api/v1/imports?fileName=big.csv", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("400 MB", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Microsoft.Extensions.Localization.IStringLocalizer<Backline.Server.Features.Imports.ImportTexts> Texts =>
        (Microsoft.Extensions.Localization.IStringLocalizer<Backline.Server.Features.Imports.ImportTexts>)programme.Services.GetService(typeof(Microsoft.Extensions.Localization.IStringLocalizer<Backline.Server.Features.Imports.ImportTexts>))!;

    private sealed class Zeros(long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, left);
            buffer.AsSpan(offset, read).Clear();
            left -= read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
