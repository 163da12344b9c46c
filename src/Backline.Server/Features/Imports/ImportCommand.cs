using System.CommandLine;
using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backline.Server.Features.Imports;

/// <param name="Rows">Those that need a person.</param>
internal sealed record ImportCommandAnswer(string? Import, string State, long New, long Changed, long Unchanged, long Missing, long Conflicts, long Rejected, IReadOnlyList<ImportRowAnswer> Rows);

/// <summary>`backline import inventory FILE`: what the page does, on the data folder, with or without a server beside it.</summary>
internal static class ImportCommand
{
    private static readonly Argument<FileInfo> File = new("FILE") { Description = "CSV (also zipped) or Excel workbook." };
    private static readonly Option<string> Account = new("--account") { Description = "Master account ID (MA-204817) or id.", HelpName = "A", Required = true };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would happen; nothing is kept." };
    private static readonly Option<string> Covers = new("--covers") { Description = "What the file covers: nothing (default), sites, source or account. Devices of that scope that are not in it become missing.", DefaultValueFactory = _ => "nothing" };
    private static readonly Option<bool> DayFirst = new("--day-first") { Description = "05/11/2026 is the 5th of November." };
    private static readonly Option<bool> MonthFirst = new("--month-first") { Description = "05/11/2026 is the 11th of May." };

    public static Command Create() => new("import", "Bring in inventory files.") { Inventory() };

    private static Command Inventory()
    {
        var command = new Command("inventory", "Import the devices of a file, in one transaction.") { File, Account, DryRun, Covers, DayFirst, MonthFirst, ServerApi.Server, ServerApi.Key };
        Covers.AcceptOnlyFromAmong([.. Words.All<ImportCovers>()]);
        command.Validators.Add(result =>
        {
            if (result.GetValue(DayFirst) && result.GetValue(MonthFirst)) result.AddError("--day-first and --month-first exclude each other.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var path = parsed.GetValue(File)!;
        if (!path.Exists) throw new IOException($"{path.FullName} does not exist.");
        using var server = ServerApi.From(parsed);
        if (server is not null)
        {
            var remote = new RemoteImport(server, parsed.GetValue(DryRun));
            var (done, open) = await remote.RunAsync(path, parsed.GetValue(Account)!, parsed.GetValue(Covers)!, Order(parsed), stop);
            return await AnswerAsync(parsed, done.Number, done.State, done.Counts, open, done.Problem);
        }
        await using var host = await CommandHost.OpenAsync(parsed, stop);
        var answers = host.Services.GetRequiredService<ImportAnswers>();
        var id = await UploadAsync(parsed, host, path, stop);
        var runner = host.Services.GetRequiredService<ImportRunner>();
        await runner.RunAsync(id, stop);
        var import = await DecideAsync(host, id, parsed.GetValue(DryRun), stop);
        if (import.State == ImportState.Importing)
        {
            await runner.RunAsync(id, stop);
            import = await ReadAsync(host, id, stop);
        }
        var rows = await RowsAsync(host, import, answers, stop);
        if (parsed.GetValue(DryRun)) await ForgetAsync(host, import, stop);
        return await AnswerAsync(parsed, import.Number, import.State, import.Counts, rows, import.Refusal is { } refusal ? answers.Of(refusal.Refusal) : null);
    }

    private static async Task<int> AnswerAsync(ParseResult parsed, string number, ImportState state, ImportCounts counts, IReadOnlyList<ImportRowAnswer> rows, ImportProblem? problem)
    {
        new CommandOutput(parsed).Answer(new ImportCommandAnswer(parsed.GetValue(DryRun) ? null : number, state.Word(), counts.New, counts.Changed, counts.Unchanged, counts.Missing, counts.Conflicts, counts.Rejected, rows), Readable);
        if (problem is null) return ExitCode.Done;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"{problem.Text} {problem.Mend}");
        return ExitCode.Failed;
    }

    private static DateOrder? Order(ParseResult parsed) => parsed.GetValue(DayFirst) ? DateOrder.DayFirst : parsed.GetValue(MonthFirst) ? DateOrder.MonthFirst : null;

    private static async Task<Guid> UploadAsync(ParseResult parsed, CommandHost host, FileInfo path, CancellationToken stop)
    {
        await using var scope = Scope(host);
        await using var content = path.OpenRead();
        try
        {
            var request = new ImportRequest(parsed.GetValue(Account), Words.Parse<ImportCovers>(parsed.GetValue(Covers)), null, path.Name, new() { DateOrder = Order(parsed) });
            var id = await scope.ServiceProvider.GetRequiredService<ImportOperations>().UploadAsync(request, content, stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
            return id;
        }
        catch (Exception e) when (e is InvalidInputException or RefusedException)
        {
            var texts = scope.ServiceProvider.GetRequiredService<ProblemTexts>();
            throw new IOException(e is RefusedException refused ? texts.Of(refused.Refusal) : string.Join('\n', ((InvalidInputException)e).Errors.Select(error => texts[error.Code, error.Args])), e);
        }
    }

    private static async Task<Import> DecideAsync(CommandHost host, Guid id, bool dryRun, CancellationToken stop)
    {
        await using var scope = Scope(host);
        var import = await scope.ServiceProvider.GetRequiredService<ImportQueries>().GetAsync(id, stop);
        if (dryRun || import.WhyNotConfirm() is not null) return import;
        await scope.ServiceProvider.GetRequiredService<ImportOperations>().ConfirmAsync(import, createSites: true, stop);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        return import with { State = ImportState.Importing };
    }

    private static async Task<Import> ReadAsync(CommandHost host, Guid id, CancellationToken stop)
    {
        await using var scope = Scope(host);
        return await scope.ServiceProvider.GetRequiredService<ImportQueries>().GetAsync(id, stop);
    }

    private static async Task<List<ImportRowAnswer>> RowsAsync(CommandHost host, Import import, ImportAnswers answers, CancellationToken stop)
    {
        await using var scope = Scope(host);
        var queries = scope.ServiceProvider.GetRequiredService<ImportQueries>();
        var rows = new List<ImportRowAnswer>();
        foreach (var outcome in (string[])["conflict", "rejected", "warning"]) rows.AddRange((await queries.RowsAsync(import, outcome, Staging.FileStage.MostKept, null, stop)).Items.Select(answers.Of));
        return rows;
    }

    /// <summary>A rehearsal keeps neither the file nor the preview.</summary>
    private static async Task ForgetAsync(CommandHost host, Import import, CancellationToken stop)
    {
        await using var scope = Scope(host);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await session.ExecuteAsync("delete from import where account_id = $1 and id = $2", stop, import.AccountId, import.Id);
        await session.ExecuteAsync("delete from stored_file where account_id = $1 and id = $2", stop, import.AccountId, import.FileId);
        await session.SaveAsync(stop);
    }

    private static AsyncServiceScope Scope(CommandHost host)
    {
        var scope = host.CreateScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("backline import inventory"));
        return scope;
    }

    private const int RowsShown = 50;

    private static Rows Readable(ImportCommandAnswer answer)
    {
        var parts = new List<IRenderable>
        {
            new Text($"{answer.Import} {answer.State}: {answer.New} new, {answer.Changed} changed, {answer.Unchanged} unchanged, {answer.Missing} missing, {answer.Conflicts} conflicts, {answer.Rejected} rejected".TrimStart()),
        };
        if (answer.Rows.Count > 0)
            parts.Add(CommandOutput.Table(["Row", "Column", "What is wrong", "What to do"], answer.Rows.Take(RowsShown).Select(row => new[] { row.Row.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Column ?? "", row.Text ?? "", row.Mend ?? "" })));
        if (answer.Rows.Count > RowsShown) parts.Add(new Text($"… and {answer.Rows.Count - RowsShown} more rows that need a person; all of them with --json."));
        return new(parts);
    }
}
