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
/// <param name="UnknownSites">Sites the file names and the account does not have; null when it has them all.</param>
/// <param name="UnknownModels">Names no model has: their devices come in and wait for a person. The list may be cut.</param>
internal sealed record ImportCommandAnswer(
    string? Import, string State, long New, long Changed, long Unchanged, long Missing, long Conflicts, long Rejected, ImportCommandSites? UnknownSites,
    IReadOnlyList<UnknownModel> UnknownModels, IReadOnlyList<ImportRowAnswer> Rows);

/// <param name="Names">May be cut; the count is whole.</param>
/// <param name="Created">With this country and time zone, the account's; else their devices are without a site.</param>
internal sealed record ImportCommandSites(long Count, IReadOnlyList<string> Names, bool Created, string Country, string TimeZone)
{
    public static ImportCommandSites? Of(ImportAnswer import) => import.NewSiteCount == 0 ? null
        : new(import.NewSiteCount, [.. import.NewSites.Select(site => site.Name)], import is { State: ImportState.Confirmed, CreateSites: true, NewSiteCount: <= Import.MostNewSites }, import.SiteCountry, import.SiteTimeZone);
}

/// <summary>`backline import inventory FILE`: what the page does, on the data folder, with or without a server beside it.</summary>
internal static class ImportCommand
{
    private static readonly Argument<FileInfo> File = new("FILE") { Description = "CSV (also zipped) or Excel workbook." };
    private static readonly Option<string> Account = new("--account") { Description = "Master account ID (MA-204817) or id.", HelpName = "A", Required = true };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would happen; nothing is kept." };
    private static readonly Option<string> Covers = new("--covers") { Description = "What the file covers: nothing (default), sites, source or account. Devices of that scope that are not in it become missing.", DefaultValueFactory = _ => "nothing" };
    private static readonly Option<bool> CreateSites = new("--create-sites") { Description = "Create the sites the account does not have, in its country and time zone; otherwise their devices go in without a site." };

    public static Command Create() => new("import", "Bring in inventory files.") { Inventory(), ImportDiscard.Create() };

    private static Command Inventory()
    {
        var command = new Command("inventory", "Import the devices of a file, in one transaction.") { File, Account, DryRun, Covers, CreateSites, ServerApi.Server, ServerApi.Key };
        Covers.AcceptOnlyFromAmong([.. Words.All<ImportCovers>()]);
        ImportSaid.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Account) is { Tokens.Count: > 0 } && string.IsNullOrWhiteSpace(result.GetValue(Account))) result.AddError("--account is empty. Give the master account ID (MA-204817) or the id of an account.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        string? handedIn = null;
        try
        {
            return await RunAsync(parsed, number => handedIn = number, stop);
        }
        catch (OperationCanceledException) when (handedIn is not null)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{handedIn} is handed in and stays: a running server goes on with it. Look at it on its page, or discard it: backline import discard {handedIn}");
            throw;
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, Action<string> handedIn, CancellationToken stop)
    {
        var path = parsed.GetValue(File)!;
        if (Directory.Exists(path.FullName)) throw new IOException($"{path.FullName} is a folder. Name a file in it.");
        if (!path.Exists) throw new IOException($"{path.FullName} does not exist.");
        using var server = ServerApi.From(parsed);
        if (server is not null)
        {
            var remote = new RemoteImport(server, parsed.GetValue(DryRun), parsed.GetValue(CreateSites), handedIn);
            var (done, open) = await remote.RunAsync(path, parsed.GetValue(Account)!, parsed.GetValue(Covers)!, ImportSaid.Of(parsed), stop);
            return await AnswerAsync(parsed, done, open);
        }
        await using var host = await CommandHost.OpenAsync(parsed, stop);
        var answers = host.Services.GetRequiredService<ImportAnswers>();
        var id = await UploadAsync(parsed, host, path, stop);
        handedIn((await ReadAsync(host, id, stop)).Number);
        var runner = host.Services.GetRequiredService<ImportRunner>();
        await runner.RunAsync(id, stop);
        if (await MapAsync(host, id, ImportSaid.Of(parsed), stop)) await runner.RunAsync(id, stop);
        var import = await DecideAsync(host, id, parsed, stop);
        if (import.State == ImportState.Importing)
        {
            await runner.RunAsync(id, stop);
            import = await ReadAsync(host, id, stop);
        }
        var rows = await RowsAsync(host, import, answers, stop);
        if (parsed.GetValue(DryRun)) await ForgetAsync(host, import, stop);
        return await AnswerAsync(parsed, answers.Of(import), rows);
    }

    private static async Task<int> AnswerAsync(ParseResult parsed, ImportAnswer import, IReadOnlyList<ImportRowAnswer> rows)
    {
        var counts = import.Counts;
        new CommandOutput(parsed).Answer(new ImportCommandAnswer(parsed.GetValue(DryRun) ? null : import.Number, import.State.Word(), counts.New, counts.Changed, counts.Unchanged, counts.Missing, counts.Conflicts, counts.Rejected,
            ImportCommandSites.Of(import), import.UnknownModels, [.. rows.Select(row => row with { Mend = ImportSaid.Mend(row.Code, row.Mend) })]), Readable);
        if (import.Problem is not { } problem) return ExitCode.Done;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"{problem.Text} {ImportSaid.Mend(problem.Code, problem.Mend)}");
        return ExitCode.Failed;
    }

    private static async Task<Guid> UploadAsync(ParseResult parsed, CommandHost host, FileInfo path, CancellationToken stop)
    {
        await using var scope = Scope(host);
        await using var content = path.OpenRead();
        try
        {
            var request = new ImportRequest(parsed.GetValue(Account), Words.Parse<ImportCovers>(parsed.GetValue(Covers)), null, path.Name, ImportSaid.Of(parsed).Text);
            var id = await scope.ServiceProvider.GetRequiredService<ImportOperations>().UploadAsync(request, content, stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
            return id;
        }
        catch (Exception e) when (e is InvalidInputException or RefusedException)
        {
            throw Said(e, scope);
        }
    }

    /// <returns>Whether there is something to read anew.</returns>
    private static async Task<bool> MapAsync(CommandHost host, Guid id, ImportSaid said, CancellationToken stop)
    {
        await using var scope = Scope(host);
        var import = await scope.ServiceProvider.GetRequiredService<ImportQueries>().GetAsync(id, stop);
        try
        {
            if (import.WhyNotMap() is not null || said.Of(import.Findings.Columns) is not { } mapping) return false;
            await scope.ServiceProvider.GetRequiredService<ImportOperations>().MapAsync(import, mapping, stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
            return true;
        }
        catch (Exception e) when (e is InvalidInputException or RefusedException or IOException)
        {
            // what was said of it is wrong: the file is not left for somebody else to decide about
            await ForgetAsync(host, import, stop);
            throw Said(e, scope);
        }
    }

    private static Exception Said(Exception e, AsyncServiceScope scope)
    {
        var texts = scope.ServiceProvider.GetRequiredService<ProblemTexts>();
        return e switch
        {
            RefusedException refused => new IOException(texts.Of(refused.Refusal), e),
            InvalidInputException input => new IOException(string.Join('\n', input.Errors.Select(error => texts[error.Code, error.Args])), e),
            _ => e,
        };
    }

    private static async Task<Import> DecideAsync(CommandHost host, Guid id, ParseResult parsed, CancellationToken stop)
    {
        await using var scope = Scope(host);
        var import = await scope.ServiceProvider.GetRequiredService<ImportQueries>().GetAsync(id, stop);
        if (parsed.GetValue(DryRun) || import.WhyNotConfirm() is not null) return import;
        await scope.ServiceProvider.GetRequiredService<ImportOperations>().ConfirmAsync(import, parsed.GetValue(CreateSites), stop);
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
        // nothing else is discarded by itself
        if (answer.State == ImportState.Discarded.Word()) parts.Add(new Text("Nothing to import: every device stands so already."));
        if (answer.UnknownSites is { } sites) parts.Add(new Text(Readable(sites)));
        if (answer.UnknownModels.Count > 0)
        {
            parts.Add(new Text("Models that need a person: their devices come in, and are neither counted nor covered until somebody says what they are."));
            parts.Add(CommandOutput.Table(["Model in the file", "Rows", "Perhaps it is"], answer.UnknownModels.Select(model => new[] { model.Name, Number(model.Rows), model.Proposals.Count == 0 ? "nothing close" : string.Join(", ", model.Proposals.Select(proposal => proposal.Name)) })));
        }
        if (answer.Rows.Count > 0)
        {
            parts.Add(new Text("Rows that need a person:"));
            parts.Add(CommandOutput.Table(["Row", "Column", "What is wrong", "What to do"], answer.Rows.Take(RowsShown).Select(row => new[] { Number(row.Row), row.Column ?? "", row.Text ?? "", row.Mend ?? "" })));
        }
        if (answer.Rows.Count > RowsShown) parts.Add(new Text($"… and {answer.Rows.Count - RowsShown} more rows that need a person; all of them with --json."));
        return new(parts);
    }

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Readable(ImportCommandSites sites)
    {
        var names = string.Join(", ", sites.Names) + (sites.Count > sites.Names.Count ? ", …" : "");
        var one = sites.Count == 1;
        if (sites.Created) return $"{(one ? "1 site" : $"{sites.Count} sites")} created in {sites.Country}, {sites.TimeZone}: {names}. Correct country and time zone on their pages where they differ.";
        var help = sites.Count > Import.MostNewSites ? $"More than {Import.MostNewSites} are never created: that is a wrong column." : "--create-sites creates them.";
        return $"{(one ? "1 site of the file is" : $"{sites.Count} sites of the file are")} not known, and their devices are without a site: {names}. {help}";
    }
}
