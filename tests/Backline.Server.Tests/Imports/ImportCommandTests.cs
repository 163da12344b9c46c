using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

/// <summary>The command line names what needs a person, and asks only for what it has an option for.</summary>
public class ImportCommandTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private async Task<(int Code, string Output, string Error)> RunAsync(string file, params string[] more)
    {
        var customer = await programme.CustomerAsync();
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await BacklineCommand.RunAsync(
            ["import", "inventory", Path.Combine(Inventories.Folder(), "nasty", file), "--account", customer.Account.ToString(), "--dry-run", "--server", programme.Address.ToString(), "--key", await programme.Seed.KeyAsync(Roles.ProgrammeAdministrator), .. more],
            output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Models_nobody_knows_are_named_for_people_and_programs()
    {
        var read = await RunAsync("09-unknown-models.csv");
        var json = await RunAsync("09-unknown-models.csv", "--json");

        Assert.Contains("Models that need a person", read.Output, StringComparison.Ordinal);
        Assert.Contains("Studio X9000", read.Output, StringComparison.Ordinal);
        Assert.Contains("Studio X9000", JsonDocument.Parse(json.Output).RootElement.GetProperty("unknownModels").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("27-duplicate-header-names.csv", "--map 3=serial")]
    [InlineData("31-invalid-utf8.csv", "--encoding")]
    [InlineData("23-mixed-dates.csv", "--day-first or --month-first")]
    [InlineData("07-duplicate-serials.csv", "--keep ROW")]
    public async Task What_is_asked_for_names_its_option(string file, string option)
    {
        var (_, output, error) = await RunAsync(file, "--json");

        Assert.Contains(option, output + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("27-duplicate-header-names.csv", "--map", "3=serial")]
    [InlineData("27-duplicate-header-names.csv", "--map", "serial number=serial")]
    [InlineData("23-mixed-dates.csv", "--day-first")]
    [InlineData("31-invalid-utf8.csv", "--encoding", "windows-1252")]
    public async Task What_was_asked_for_is_said_by_its_option(string file, params string[] said)
    {
        var (code, output, error) = await RunAsync(file, ["--json", .. said]);

        Assert.Equal((0, ""), (code, error));
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal("previewed", answer.GetProperty("state").GetString());
        Assert.DoesNotContain("unreadable-text", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_row_that_is_true_is_kept()
    {
        var conflicts = JsonDocument.Parse((await RunAsync("07-duplicate-serials.csv", "--json")).Output).RootElement;
        var row = conflicts.GetProperty("rows").EnumerateArray().First(row => row.GetProperty("code").GetString() == "import.repeated-serial").GetProperty("row").GetInt32();

        var kept = JsonDocument.Parse((await RunAsync("07-duplicate-serials.csv", "--json", "--keep", row.ToString(System.Globalization.CultureInfo.InvariantCulture))).Output).RootElement;

        Assert.Equal(conflicts.GetProperty("new").GetInt64() + 1, kept.GetProperty("new").GetInt64());
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_told_and_leaves_no_import_behind()
    {
        var before = await programme.Seed.ScalarAsync<long>("select count(*) from import where state = 'previewed'");

        var (code, _, error) = await RunAsync("09-unknown-models.csv", "--map", "44=serial");

        Assert.Equal(1, code);
        Assert.Contains("no column “44”, but 1 Device Name, 2 Model, 3 Serial Number", error, StringComparison.Ordinal);
        Assert.Equal(before, await programme.Seed.ScalarAsync<long>("select count(*) from import where state = 'previewed'"));
    }

    [Theory]
    [InlineData("--encoding", "utf-7", "there is no encoding called utf-7")]
    [InlineData("--account", "", "--account is empty")]
    public async Task What_cannot_be_meant_is_misuse_and_named_by_its_option(string option, string value, string told)
    {
        var error = new StringWriter();
        string[] account = option == "--account" ? [] : ["--account", "MA-1"];

        var code = await BacklineCommand.RunAsync(["import", "inventory", Path.Combine(Inventories.Folder(), "nasty", "09-unknown-models.csv"), .. account, option, value, "--server", programme.Address.ToString(), "--key", "none"], new StringWriter(), error);

        Assert.Equal(2, code);
        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_nothing_says_so()
    {
        var customer = await programme.CustomerAsync();
        var path = Path.Combine(Inventories.Folder(), "nasty", "01-utf8-bom.csv");
        var key = await programme.Seed.KeyAsync(Roles.ProgrammeAdministrator);
        var output = new StringWriter();
        for (var i = 0; i < 2; i++)
            Assert.Equal(0, await BacklineCommand.RunAsync(["import", "inventory", path, "--account", customer.Account.ToString(), "--create-sites", "--server", programme.Address.ToString(), "--key", key], output, new StringWriter()));

        Assert.Contains("Nothing to import: every device stands so already.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_handed_in_is_discarded_by_its_number()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.Three);
        var key = await programme.Seed.KeyAsync(Roles.ProgrammeAdministrator);
        string[] Discard(string number) => ["import", "discard", number, "--server", programme.Address.ToString(), "--key", key];
        var (output, error) = (new StringWriter(), new StringWriter());

        Assert.Equal(0, await BacklineCommand.RunAsync(Discard(preview.GetProperty("number").GetString()!), output, error));
        Assert.Equal(1, await BacklineCommand.RunAsync(Discard("I-2026-999999"), output, error));

        Assert.Equal("discarded", (await customer.GetAsync(preview.GetProperty("id").GetGuid())).GetProperty("state").GetString());
        Assert.Contains("There is no import I-2026-999999.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_stopped_names_what_it_leaves()
    {
        var customer = await programme.CustomerAsync();
        using var listener = new System.Net.HttpListener();
        var port = FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        using var stop = new CancellationTokenSource();
        var preview = await customer.UploadAsync(Customer.Three);
        var reading = preview.GetRawText().Replace("\"previewed\"", "\"reading\"", StringComparison.Ordinal);
        var answering = Task.Run(async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                var asked = await listener.GetContextAsync();
                asked.Response.StatusCode = 200;
                await asked.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(reading), TestContext.Current.CancellationToken);
                asked.Response.Close();
            }
            await stop.CancelAsync();
        }, TestContext.Current.CancellationToken);
        var error = new StringWriter();
        var parsed = new System.CommandLine.RootCommand { Features.Imports.ImportCommand.Create() }.Parse(["import", "inventory", Path.Combine(Inventories.Folder(), "nasty", "09-unknown-models.csv"), "--account", "MA-1", "--server", $"http://127.0.0.1:{port}", "--key", "none"]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parsed.InvokeAsync(new() { Output = new StringWriter(), Error = error, EnableDefaultExceptionHandler = false }, stop.Token));
        await answering;

        var number = preview.GetProperty("number").GetString();
        Assert.Contains($"{number} is handed in and stays", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"backline import discard {number}", error.ToString(), StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        socket.Start();
        return ((System.Net.IPEndPoint)socket.LocalEndpoint).Port;
    }

    [Fact]
    public async Task A_field_that_is_none_is_misuse()
    {
        var (code, _, error) = await RunAsync("09-unknown-models.csv", "--map", "3=colour");

        Assert.Equal(2, code);
        Assert.Contains("--map is a column and its field, such as 3=serial", error, StringComparison.Ordinal);
    }
}
