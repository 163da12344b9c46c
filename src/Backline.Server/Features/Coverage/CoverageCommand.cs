using System.CommandLine;
using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backline.Server.Features.Coverage;

/// <summary>`backline coverage check`: the coverage question, with its reasons.</summary>
internal static class CoverageCommand
{
    private static readonly Option<string?> Account = new("--account") { Description = "Master account ID (MA-204817) or id.", HelpName = "A" };
    private static readonly Option<string?> Site = new("--site") { Description = "Customer site ID (S-1001) or id.", HelpName = "S" };
    private static readonly Option<string?> Serial = new("--serial") { Description = "Serial number." };
    private static readonly Option<string?> Mac = new("--mac") { Description = "MAC address." };
    private static readonly Option<string?> Model = new("--model") { Description = "Name of a model." };
    private static readonly Option<string?> Service = new("--service") { Description = "support (default), replacement, software, on-site, cloud-partner, success-management, premium-management, professional-services." };
    private static readonly Option<DateTimeOffset?> At = new("--at")
    {
        Description = "The moment asked about, RFC 3339; now when left out.",
        CustomParser = CommonOptions.Reading("--at", "a moment such as 2026-11-05T09:00:00Z", text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment) ? moment : (DateTimeOffset?)null),
    };

    public static Command Create() => new("coverage", "Ask what is covered.") { Check() };

    private static Command Check()
    {
        var command = new Command("check", "Is this covered, and why? Name any of account, site, serial, MAC address, model.") { Account, Site, Serial, Mac, Model, Service, At, ServerApi.Server, ServerApi.Key };
        command.Check(result =>
        {
            Option<string?>[] subjects = [Account, Site, Serial, Mac, Model];
            if (subjects.All(subject => string.IsNullOrWhiteSpace(result.GetValue(subject)))) result.AddError("Name what is asked about: --account, --site, --serial, --mac or --model.");
            if (result.GetValue(Service) is { } word && !Words.TryParse<Domain.Contracts.Service>(word, out _)) result.AddError($"--service is one of {string.Join(", ", Words.All<Domain.Contracts.Service>())}, not “{word}”.");
        });
        command.SetAction(async (parsed, stop) =>
        {
            var request = new CoverageRequest(parsed.GetValue(Account), parsed.GetValue(Site), parsed.GetValue(Serial), parsed.GetValue(Mac), parsed.GetValue(Model), parsed.GetValue(Service), parsed.GetValue(At));
            new CommandOutput(parsed).Answer(await AskAsync(parsed, request, stop), Readable);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<CoverageCheckAnswer> AskAsync(ParseResult parsed, CoverageRequest request, CancellationToken stop)
    {
        using var server = ServerApi.From(parsed);
        if (server is not null) return await server.PostAsync<CoverageRequest, CoverageCheckAnswer>("/api/v1/coverage-checks", request, stop);
        await using var host = await CommandHost.OpenAsync(parsed, stop);
        await using var scope = host.CreateScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("backline coverage check"));
        try
        {
            return await scope.ServiceProvider.GetRequiredService<CoverageChecks>().CheckAsync(request, stop);
        }
        catch (InvalidInputException e)
        {
            var texts = scope.ServiceProvider.GetRequiredService<ProblemTexts>();
            throw new IOException(string.Join('\n', e.Errors.Select(error => texts[error.Code, error.Args])), e);
        }
        catch (NotFoundException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static Rows Readable(CoverageCheckAnswer answer)
    {
        var facts = new List<IRenderable> { new Text($"{Title(answer)}, on {answer.Day:yyyy-MM-dd}, for {answer.Service}") };
        if (answer.Account is { } account) facts.Add(new Text($"Account   {account.Number} {account.Name}"));
        if (answer.Device is { } device) facts.Add(new Text($"Device    {device.Model} {device.Serial} {device.Site} {device.Room}".TrimEnd()));
        if (answer.Contract is { } contract) facts.Add(new Text($"Contract  {contract.Number}, {answer.Plan}, {contract.StartsOn:yyyy-MM-dd} to {contract.EndsOn:yyyy-MM-dd}"));
        facts.Add(CommandOutput.Table(["Why", "Rules"], answer.Reasons.Select(note => new[] { note.Text, string.Join(", ", note.Rules) })));
        if (answer.Remedies.Count > 0) facts.Add(CommandOutput.Table(["What can be done", "Rules"], answer.Remedies.Select(note => new[] { note.Text, string.Join(", ", note.Rules) })));
        if (answer.Trace.Count > 0) facts.Add(CommandOutput.Table(["Contract", "Plan", "Considered"], answer.Trace.Select(trace => new[] { trace.Number, trace.Plan, trace.Text })));
        return new(facts);
    }

    private static string Title(CoverageCheckAnswer answer) => answer.Outcome switch
    {
        "covered" => "Covered",
        "covered-with-charge" => "Covered, with a charge",
        "needs-quote" => "Needs a quote",
        "ambiguous" => "One thing is missing",
        _ => "Not covered",
    };
}
