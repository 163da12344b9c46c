using System.Net;
using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

/// <summary>A workbook with several tables waits until somebody says which is meant.</summary>
public class ImportSheetTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private static readonly byte[] two = WorkbookTests.Workbook([["Serial Number", "Model"], ["SHEET0000001", "CCX 500"]], [["Serial Number", "Model"], ["SHEET0000002", "CCX 500"], ["SHEET0000003", "CCX 500"]]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_and_reads_the_sheet_that_is_said()
    {
        var customer = await programme.CustomerAsync();
        var asked = await customer.UploadAsync(two, "account");
        Assert.Equal(("needs-mapping", "import.several-sheets"), (asked.GetProperty("state").GetString(), asked.GetProperty("problem").GetProperty("code").GetString()));
        Assert.Equal(["S1", "S2"], asked.GetProperty("sheets").EnumerateArray().Select(sheet => sheet.GetString()));
        Assert.Contains($"action=\"/imports/{asked.GetProperty("id")}/sheet\"", await customer.Client.GetStringAsync($"/imports/{asked.GetProperty("id")}", Stop), StringComparison.Ordinal);

        using (var wrong = await customer.PutAsync(asked, "mapping", new { sheet = "S9" }))
        {
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("/sheet", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        using (await customer.PutAsync(asked, "mapping", new { sheet = "S2" })) { }
        var preview = await customer.SettledAsync(asked.GetProperty("id").GetGuid());

        Assert.Equal(("previewed", "2 0 0 0 0 0", "S2"), (preview.GetProperty("state").GetString(), Customer.Counts(preview), preview.GetProperty("sheet").GetString()));
        var page = await customer.Client.GetStringAsync($"/imports/{asked.GetProperty("id")}", Stop);
        Assert.Contains("S2; not read: S1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_asks_for_its_option_and_takes_it()
    {
        var customer = await programme.CustomerAsync();
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.xlsx");
        await File.WriteAllBytesAsync(path, two, Stop);
        try
        {
            var asked = await RunAsync(customer, path);
            Assert.Equal(1, asked.Code);
            Assert.Contains("--sheet NAME", asked.Error, StringComparison.Ordinal);

            var said = await RunAsync(customer, path, "--sheet", "S2");
            Assert.Equal((0, 2L), (said.Code, JsonDocument.Parse(said.Output).RootElement.GetProperty("new").GetInt64()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(Customer customer, string path, params string[] more)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await BacklineCommand.RunAsync(
            ["import", "inventory", path, "--account", customer.Account.ToString(), "--dry-run", "--json", "--server", programme.Address.ToString(), "--key", await programme.Seed.KeyAsync(Roles.ProgrammeAdministrator), .. more], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
