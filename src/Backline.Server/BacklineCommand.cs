using System.CommandLine;
using System.CommandLine.Parsing;
using Backline.Server.Features.Baselines;
using Backline.Server.Features.Coverage;
using Backline.Server.Features.Identity;
using Backline.Server.Features.Imports;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Cli.Doctor;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server;

/// <summary>The whole command line on one page.</summary>
internal static class BacklineCommand
{
    // below it PostgreSQL can't add another file of its log, and stops
    private const long TooLittle = 32L * 1024 * 1024;

    // what a command may take to finish after Ctrl+C before it is cut off
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <returns>0 done, 1 failed, 2 misused.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(args);
        if (Mistakes(parsed) is { Count: > 0 } mistakes)
        {
            await error.WriteLineAsync(string.Join('\n', mistakes));
            await error.WriteLineAsync($"See: {Path(parsed.CommandResult)} --help");
            return ExitCode.Misused;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Patience });
        }
        catch (DatabaseUnavailableException e)
        {
            await error.WriteLineAsync($"{e.Problem}\n{e.Mend}");
            await TellRoomAsync(parsed, error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
        }
        catch (Exception e) when (DatabaseFault(e) is not null)
        {
            await error.WriteLineAsync(DatabaseFault(e));
            await TellRoomAsync(parsed, error);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
        }

        return ExitCode.Failed;
    }

    // whoever mistypes a command is told that, and no more; also when they ask for its help
    private static IReadOnlyList<string> Mistakes(ParseResult parsed) =>
        parsed.CommandResult.Command is { Subcommands.Count: > 0 } group && parsed.UnmatchedTokens is [var unknown, ..]
            ? [$"{Path(parsed.CommandResult)} has no {(unknown.StartsWith('-') ? "option" : "command")} “{unknown}”, but {string.Join(", ", group.Subcommands.Select(command => command.Name).Order(StringComparer.Ordinal))}."]
            : [.. parsed.Errors.Select(mistake => mistake.Message)];

    // a server that died of a full disk only says that it is away
    private static async Task TellRoomAsync(ParseResult parsed, TextWriter error)
    {
        if (DatabaseChoice.IsConfigured || DataFolderChecks.Free(parsed.DataFolder()) is not (< TooLittle and var free)) return;
        await error.WriteLineAsync($"The disk of {parsed.DataFolder().Path} has only {free / 1024 / 1024} MB left: make room on it.");
    }

    /// <summary>What a person reads when the database failed or went away, whoever noticed it: the driver, what stands on it, or a transaction whose connection is gone. Null for any other fault.</summary>
    internal static string? DatabaseFault(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "The disk of the database is full. What was finished is kept; make room on it and run the command again.",
        NpgsqlException => $"The database: {e.Message}\nSee: backline doctor",
        ObjectDisposedException { ObjectName: var gone } when gone.Contains(nameof(Npgsql), StringComparison.Ordinal) => "The database went away. What was finished is kept; run the command again.\nSee: backline doctor",
        AggregateException many => many.InnerExceptions.Select(DatabaseFault).FirstOrDefault(text => text is not null),
        _ => e.InnerException is { } inner ? DatabaseFault(inner) : null,
    };

    internal static RootCommand Create() => new("Runs a support-service programme for fleets of voice, video and headset devices.")
    {
        CommonOptions.Data,
        CommonOptions.Json,
        ServeCommand.Create(),
        IdentityCommands.ApiKey(),
        AuditCommand.Create(),
        BaselinesCommand.Create(),
        CoverageCommand.Create(),
        DatabaseCommand.Create(),
        DoctorCommand.Create(),
        IdentityCommands.People(),
        ImportCommand.Create(),
    };

    private static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "backline";
}
