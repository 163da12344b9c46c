using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Imports;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Commands with --server and --key do over the API what they do on the data folder.</summary>
public class RemoteCommandTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await BacklineCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private async Task<string[]> ServerAsync(string role) => ["--server", programme.Address.ToString(), "--key", await programme.Seed.KeyAsync(role), "--json"];

    private static async Task<string> FileAsync(string text)
    {
        var file = Path.Combine(Path.GetTempPath(), $"inventory-{Guid.NewGuid()}.csv");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        return file;
    }

    [Fact]
    public async Task An_inventory_is_rehearsed_and_then_imported()
    {
        var customer = await programme.CustomerAsync();
        var file = await FileAsync("Serial Number,Model\nREMOTE0001,CCX 500\nREMOTE0002,CCX 500\n");
        string[] command = ["import", "inventory", file, "--account", customer.Account.ToString(), .. await ServerAsync(Roles.ProgrammeAdministrator)];

        var rehearsal = await RunAsync([.. command, "--dry-run"]);
        var devices = await customer.DevicesAsync();
        var import = await RunAsync(command);
        File.Delete(file);

        Assert.Equal((0, "", 0L), (rehearsal.Code, rehearsal.Error, devices));
        Assert.Equal(2, JsonDocument.Parse(rehearsal.Output).RootElement.GetProperty("new").GetInt32());
        Assert.Equal((0, "", 2L), (import.Code, import.Error, await customer.DevicesAsync()));
        Assert.Equal("confirmed", JsonDocument.Parse(import.Output).RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Sites_are_created_only_when_asked_and_said()
    {
        var customer = await programme.CustomerAsync();
        var file = await FileAsync("Serial Number,Model,Site\nREMOTE0003,CCX 500,Zürich\n");
        string[] command = ["import", "inventory", file, "--account", customer.Account.ToString(), .. (await ServerAsync(Roles.ProgrammeAdministrator))[..^1]];

        var without = await RunAsync(command);
        var sites = await customer.Seed.ScalarAsync<long>("select count(*) from site where account_id = $1", customer.Account);
        var with = await RunAsync([.. command, "--create-sites"]);
        File.Delete(file);

        Assert.Equal((0, "", 0L), (without.Code, without.Error, sites));
        Assert.Contains("1 site of the file is not known", Flat(without.Output), StringComparison.Ordinal);
        Assert.Contains("--create-sites", without.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (with.Code, with.Error));
        Assert.Contains("1 site created in DE, Europe/Berlin: Zürich", Flat(with.Output), StringComparison.Ordinal);
        Assert.Equal(1L, await customer.DevicesAsync("site_id is not null"));
    }

    // lines are broken at the width of the terminal
    private static string Flat(string output) => string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task A_month_is_checked_for_one_account_or_all()
    {
        var customer = await programme.CustomerAsync();
        var server = await ServerAsync(Roles.ProgrammeAdministrator);

        foreach (var account in (string[][])[["--account", customer.Account.ToString()], []])
        {
            var check = await RunAsync(["baselines", "check", "--month", "2026-11", .. account, .. server]);

            Assert.Equal((0, ""), (check.Code, check.Error));
            Assert.Equal("2026-11", JsonDocument.Parse(check.Output).RootElement.GetProperty("month").GetString());
        }
    }

    [Fact]
    public async Task A_refusal_of_the_server_is_said_and_fails()
    {
        var check = await RunAsync("baselines", "check", "--month", "2026-11", "--account", "MA-999999", "--server", programme.Address.ToString(), "--key", "blk_unknown");

        Assert.Equal(1, check.Code);
        Assert.StartsWith("401", check.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_the_cover_of_nothing_is_misuse()
    {
        var check = await RunAsync("coverage", "check");

        Assert.Equal(2, check.Code);
        Assert.Contains("--serial", check.Error, StringComparison.Ordinal);
        Assert.Contains("--help", check.Error, StringComparison.Ordinal);
    }
}
