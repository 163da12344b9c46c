using System.CommandLine;
using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backline.Server.Features.Baselines;

/// <summary>`backline baselines check`: the monthly check of all accounts or one.</summary>
internal static class BaselinesCommand
{
    private static readonly Option<string> ForMonth = new("--month") { Description = "The month to check, as 2026-11.", HelpName = "MONTH", Required = true };
    private static readonly Option<string?> Account = new("--account") { Description = "Only this master account ID (MA-204817) or id.", HelpName = "A" };

    /// <param name="TrueUps">Opened or grown now.</param>
    /// <param name="Why">Why the account has no check of the month.</param>
    public sealed record Answer(
        string Month, int Accounts, int Checks, long Devices, int Within, int Close, int TrueUp, int Unknown, int TrueUps, int Quotes, double Seconds, IReadOnlyList<BaselineRow> Categories, string? Why = null);

    public static Command Create() => new("baselines", "Compare fleets with their baselines.") { Check() };

    private static Command Check()
    {
        var command = new Command("check", "Count each category, freeze the evidence, decide, propose true-ups. What is checked already stays as it is.") { ForMonth, Account, ServerApi.Server, ServerApi.Key };
        command.Check(result =>
        {
            if (result.GetValue(ForMonth) is { } text && !Month.TryParse(text, out _)) result.AddError($"--month {text} is not a month. Write it as 2026-11.");
        });
        command.SetAction(CheckAsync);
        return command;
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken stop)
    {
        var output = new CommandOutput(parsed);
        using var server = ServerApi.From(parsed);
        if (server is not null)
        {
            output.Answer(await RemoteCheck.RunAsync(server, parsed.GetValue(ForMonth)!, parsed.GetValue(Account), output, stop), Readable);
            return ExitCode.Done;
        }
        var reader = Reader.Programme("backline baselines check");
        await using var host = await CommandHost.OpenAsync(parsed, stop);
        await using var scope = host.CreateScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(reader);
        try
        {
            var month = Month.Parse(parsed.GetValue(ForMonth));
            var account = parsed.GetValue(Account) is { } named ? await scope.ServiceProvider.GetRequiredService<CheckQueries>().AccountAsync(named, stop) : (Guid?)null;
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var totals = await scope.ServiceProvider.GetRequiredService<MonthlyChecks>().RunAsync(new(month, account), reader, Progress(output), stop);
            var rows = account is null ? [] : (await scope.ServiceProvider.GetRequiredService<BaselineQueries>().ListAsync(new(AccountId: account), month, null, Cursor.MaxLimit, stop)).Items;
            var why = account is { } only && rows.Count == 0 ? await scope.ServiceProvider.GetRequiredService<CheckQueries>().WhyNothingAsync(only, month, stop) : null;
            output.Answer(new Answer(month.ToString(), totals.Accounts, totals.Checks, totals.Devices, totals.Within, totals.Close, totals.TrueUp, totals.Unknown, totals.TrueUps, totals.Quotes,
                Math.Round(clock.Elapsed.TotalSeconds, 1), rows, why is null ? null : scope.ServiceProvider.GetRequiredService<ProblemTexts>().Of(why)), Readable);
            return ExitCode.Done;
        }
        catch (RefusedException e)
        {
            throw new IOException(scope.ServiceProvider.GetRequiredService<ProblemTexts>().Of(e.Refusal), e);
        }
        catch (NotFoundException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static Action<CheckProgress> Progress(CommandOutput output) => progress =>
        output.Progress(Progress(progress.Done, progress.Totals.Checks, progress.Totals.Devices));

    internal static string Progress(long accounts, long checks, long devices) => string.Create(CultureInfo.InvariantCulture, $"accounts looked at: {accounts:N0}, contracts checked: {checks:N0}, devices: {devices:N0}");

    private static Rows Readable(Answer answer)
    {
        var summary = string.Create(CultureInfo.InvariantCulture,
            $"{answer.Month}: contracts checked now: {answer.Checks:N0}, of accounts: {answer.Accounts:N0}; devices: {answer.Devices:N0}; {answer.Seconds:N1} s. True-ups opened or grown: {answer.TrueUps:N0}, quotes issued: {answer.Quotes:N0}.");
        var facts = new List<IRenderable> { new Text(answer.Checks == 0 ? answer.Why ?? $"{answer.Month}: nothing left to check." : summary) };
        if (answer.Checks > 0)
            facts.Add(CommandOutput.Table(["Outcome", "Categories"], [["within", Figure.Of(answer.Within)], ["close", Figure.Of(answer.Close)], ["true-up", Figure.Of(answer.TrueUp)], ["unknown", Figure.Of(answer.Unknown)]]));
        if (answer.Categories.Count > 0)
            facts.Add(CommandOutput.Table(["Contract", "Category", "Counted", "Contracted", "Baseline", "Trigger", "Outcome", "True-up"], answer.Categories.Select(row => new[]
            {
                row.Contract.Number, row.Category, row.Counted is { } counted ? Figure.Of(counted) : "unknown", Figure.Of(row.Contracted), Figure.Of(row.Baseline), Figure.Of(row.TriggerAt), row.Outcome, row.TrueUp ?? "",
            })));
        return new(facts);
    }
}
