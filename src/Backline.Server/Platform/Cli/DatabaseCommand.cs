using System.CommandLine;
using Backline.Server.Platform.Database;
using Spectre.Console;

namespace Backline.Server.Platform.Cli;

/// <summary>`backline database …`</summary>
internal static class DatabaseCommand
{
    public static Command Create() => new("database", "Look after the database.") { Migrate() };

    private static Command Migrate()
    {
        var command = new Command("migrate", "Apply the migrations that come with this program and are not in the database yet.");
        command.SetAction(async (parsed, stop) =>
        {
            await using var host = await CommandHost.OpenWithoutMigratingAsync(parsed, stop);
            var applied = await Migrator.ApplyAsync(host.Logins, stop);
            new CommandOutput(parsed).Answer(new Migrated(DatabaseChoice.Describe(host.Logins.Owner), applied), Readable);
            return ExitCode.Done;
        });
        return command;
    }

    private static Text Readable(Migrated answer) => new(answer.Applied.Count == 0
        ? $"{answer.Database} is up to date."
        : $"{answer.Database}: applied {string.Join(", ", answer.Applied)}.");

    private sealed record Migrated(string Database, IReadOnlyList<string> Applied);
}
