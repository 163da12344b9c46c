using System.CommandLine;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Spectre.Console;

namespace Backline.Server.Features.Imports;

internal sealed record ImportDiscardAnswer(string Import, string State);

/// <summary>`backline import discard NUMBER`: for a file that was handed in and is not to be imported.</summary>
internal static class ImportDiscard
{
    private static readonly Argument<string> Number = new("NUMBER") { Description = "Number of the import (I-2026-000061) or its id." };

    public static Command Create()
    {
        var command = new Command("discard", "Discard a file that was handed in and is not imported.") { Number, ServerApi.Server, ServerApi.Key };
        command.SetAction(RunAsync);
        return command;
    }

    public static string NotThere(string import) => $"There is no import {import}.";

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var import = parsed.GetValue(Number)!;
        using var server = ServerApi.From(parsed);
        var (number, state) = server is null ? await HereAsync(parsed, import, stop) : Of(await RemoteImport.DiscardAsync(server, import, stop));
        new CommandOutput(parsed).Answer(new ImportDiscardAnswer(number, state.Word()), answer => new Text($"{answer.Import} {answer.State}: nothing of it is imported."));
        return ExitCode.Done;
    }

    private static (string Number, ImportState State) Of(ImportAnswer import) => (import.Number, import.State);

    private static async Task<(string Number, ImportState State)> HereAsync(ParseResult parsed, string number, CancellationToken stop)
    {
        await using var host = await CommandHost.OpenAsync(parsed, stop);
        var found = await FindAsync(host, number, stop);
        // one that was broken off is read to its end first: only then is there something to decide
        if (found.State == ImportState.Reading) await host.Services.GetRequiredService<ImportRunner>().RunAsync(found.Id, stop);
        await using var scope = Scope(host);
        try
        {
            await scope.ServiceProvider.GetRequiredService<ImportOperations>().DiscardAsync(await scope.ServiceProvider.GetRequiredService<ImportQueries>().GetAsync(found.Id, stop), stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
            return (found.Number, ImportState.Discarded);
        }
        catch (RefusedException e)
        {
            throw new IOException(scope.ServiceProvider.GetRequiredService<ProblemTexts>().Of(e.Refusal), e);
        }
    }

    private static async Task<Import> FindAsync(CommandHost host, string number, CancellationToken stop)
    {
        await using var scope = Scope(host);
        return await scope.ServiceProvider.GetRequiredService<ImportQueries>().FindAsync(number, stop) ?? throw new IOException(NotThere(number));
    }

    private static AsyncServiceScope Scope(CommandHost host)
    {
        var scope = host.CreateScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("backline import discard"));
        return scope;
    }
}
