using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Backline.Server.Platform.Cli;

namespace Backline.Server.Tests.Platform;

/// <summary>What can't work is said in a sentence, before anything is made.</summary>
public sealed class CommandMistakeTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), "backline-mistake-" + Path.GetRandomFileName());

    public void Dispose()
    {
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("--urls", "serve", "--urls", "garbage")]
    [InlineData("--urls", "serve", "--urls", "http://0.0.0.0:99999")]
    [InlineData("--urls", "serve", "--urls", "http://localhost:8480;ftp://localhost")]
    [InlineData("--days", "api-key", "create", "x", "--days", "99999999")]
    [InlineData("--days is a whole number from 1 to 3650", "api-key", "create", "x", "--days", "0")]
    [InlineData("--days is a whole number from 1 to 3650", "api-key", "create", "x", "--days", "-1")]
    [InlineData("--days is a whole number from 1 to 3650", "api-key", "create", "x", "--days", "100000")]
    [InlineData("--days is a whole number from 1 to 3650, not “soon”.", "api-key", "create", "x", "--days", "soon")]
    [InlineData("--days is a whole number from 1 to 3650", "api-key", "create", "x", "--days", "")]
    [InlineData("--kept", "audit", "verify", "--kept", "1:zzz")]
    [InlineData("--entry is the number of an entry, not “abc”.", "audit", "erase", "--account", "MA-1", "--reason", "x", "--entry", "abc")]
    [InlineData("--at is a moment such as 2026-11-05T09:00:00Z, not “yesterday”.", "coverage", "check", "--serial", "x", "--at", "yesterday")]
    [InlineData("--service is one of support, replacement,", "coverage", "check", "--serial", "x", "--service", "wash")]
    [InlineData("backline has no command “migrate”, but api-key, audit,", "migrate")]
    [InlineData("backline has no command “migrate”", "migrate", "--help")]
    [InlineData("backline has no command “report”", "report", "monthly", "--help")]
    [InlineData("backline coverage has no command “chek”, but check.", "coverage", "chek")]
    [InlineData("backline has no option “--verison”", "--verison")]
    [InlineData("--map is a column and its field, such as 3=serial, not “serial”.", "import", "inventory", "no-file.csv", "--account", "MA-1", "--map", "serial")]
    [InlineData("--data is a folder, not “”.", "database", "migrate", "--data", "")]
    [InlineData("--data is a folder, not “”.", "serve", "--data", "")]
    [InlineData("", "import", "inventory", "no-file.csv", "--account", "MA-1", "--day-first=x")]
    public async Task A_value_no_command_can_use_is_misuse(string said, params string[] args)
    {
        var (code, error) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.StartsWith(said, error, StringComparison.Ordinal);
    }

    public static TheoryData<string> Options => [.. Each(BacklineCommand.Create(), "")];

    [Theory]
    [MemberData(nameof(Options))]
    public async Task An_option_without_its_value_is_misuse(string line)
    {
        using var error = new StringWriter();

        Assert.Equal(2, await BacklineCommand.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)], TextWriter.Null, error));
        Assert.Contains(line[(line.LastIndexOf(' ') + 1)..], error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    // every command with every option it takes that has a value, which is left out
    private static IEnumerable<string> Each(Command command, string path) => command.Subcommands.Count > 0
        ? command.Subcommands.SelectMany(below => Each(below, $"{path} {below.Name}"))
        : command.Options.Append(CommonOptions.Data).Where(option => option.Arity.MinimumNumberOfValues > 0).Select(option => $"{path} {option.Name}".TrimStart());

    [Theory]
    [InlineData("audit", "verify")]
    [InlineData("audit", "erase", "--account", "MA-1", "--entry", "1", "--reason", "x")]
    [InlineData("coverage", "check", "--serial", "x")]
    [InlineData("baselines", "check", "--month", "2026-11")]
    [InlineData("people", "invite", "a@b.example", "--name", "A")]
    [InlineData("api-key", "create", "x")]
    public async Task Only_serve_and_migrate_make_a_database_where_there_is_none(params string[] args)
    {
        var (code, error) = await RunAsync(args);

        Assert.Equal(1, code);
        Assert.StartsWith($"There is no Backline database in {folder}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--help")]
    [InlineData("serve", "-h")]
    [InlineData("serve", "--demo", "--help")]
    [InlineData("coverage", "check", "--help")]
    [InlineData("audit", "erase", "--help")]
    [InlineData("--help")]
    public async Task Help_is_given_wherever_it_is_asked_for(params string[] args) => Assert.Equal((0, ""), await RunAsync(args));

    [Fact]
    public async Task A_port_in_use_is_told_with_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var (code, error) = await RunAsync("serve", "--urls", $"http://localhost:{((IPEndPoint)other.LocalEndpoint).Port}");

        Assert.Equal(1, code);
        Assert.Contains("listens there already", error, StringComparison.Ordinal);
        Assert.Contains("--urls http://127.0.0.1:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_scheme_is_no_address_of_a_server()
    {
        var (code, error) = await RunAsync("coverage", "check", "--serial", "x", "--server", "ftp://x", "--key", "y");

        Assert.Equal(1, code);
        Assert.Contains("no address", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_not_taken_for_a_missing_file()
    {
        var (code, error) = await RunAsync("import", "inventory", Path.GetTempPath(), "--account", "MA-1");

        Assert.Equal(1, code);
        Assert.Contains("is a folder", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        using var error = new StringWriter();
        var code = await BacklineCommand.RunAsync(args.Contains("--data") ? args : [.. args, "--data", folder], TextWriter.Null, error);
        return (code, error.ToString());
    }
}
