using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Spectre.Console;

namespace Backline.Server.Platform.Audit;

/// <summary>`backline audit verify`: recomputes every chain; exit code 1 when one does not hold, or there is nothing to prove.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Prove the audit log.") { Erase(), Verify() };

    private static readonly Regex HeadForm = new("^[0-9]{1,18}:[0-9a-fA-F]{64}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static Command Verify()
    {
        var account = new Option<string?>("--account") { Description = "Only the chain of this master account ID (MA-204817) or id.", HelpName = "A" };
        var kept = new Option<string?>("--kept") { Description = "The programme's head an earlier run told: it must still stand.", HelpName = "HEAD" };
        var command = new Command("verify", "Recompute the hash of every entry and say where a chain does not hold.") { account, kept };
        command.Check(result =>
        {
            if (result.GetValue(kept) is { } head && !HeadForm.IsMatch(head)) result.AddError("--kept is a head as `backline audit verify` tells it: the number of an entry, a colon and 64 hexadecimal digits.");
        });
        command.SetAction(async (parsed, stop) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, stop);
            await using var scope = host.CreateScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("backline audit verify"));
            var chain = parsed.GetValue(account) is { } named ? await ChainAsync(scope, named, stop) : (Guid?)null;
            var verdict = await scope.ServiceProvider.GetRequiredService<AuditVerification>().VerifyAsync(chain, stop, parsed.GetValue(kept));
            new CommandOutput(parsed).Answer(verdict, Readable);
            return verdict is { Entries: > 0, Faults.Count: 0 } ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Erase()
    {
        var account = new Option<string>("--account") { Description = "The chain of this master account ID (MA-204817) or id.", HelpName = "A", Required = true };
        var entry = new Option<long?>("--entry") { Description = "Its number in the chain.", HelpName = "N", Required = true, CustomParser = CommonOptions.Reading("--entry", "the number of an entry", EntryOf) };
        var reason = new Option<string>("--reason") { Description = "Why; it stays in the audit log.", HelpName = "TEXT", Required = true };
        var command = new Command("erase", "Erase who, before and after of an entry for good; the erasure becomes an entry itself.") { account, entry, reason };
        command.SetAction(async (parsed, stop) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, stop);
            await using var scope = host.CreateScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("backline audit erase"));
            try
            {
                await scope.ServiceProvider.GetRequiredService<AuditErasure>().EraseAsync(await ChainAsync(scope, parsed.GetRequiredValue(account), stop), parsed.GetRequiredValue(entry)!.Value, parsed.GetRequiredValue(reason), stop);
                await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
            }
            catch (NotFoundException e)
            {
                throw new IOException($"There is no entry {parsed.GetValue(entry)} whose details could be erased.", e);
            }
            new CommandOutput(parsed).Answer(new { entry = parsed.GetValue(entry), erased = true }, answer => new Text($"The details of entry {answer.entry} are erased."));
            return ExitCode.Done;
        });
        return command;
    }

    private static long? EntryOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <exception cref="IOException">No account has the number. An id is taken as it is: the programme's own chain has one too.</exception>
    private static async Task<Guid> ChainAsync(AsyncServiceScope scope, string account, CancellationToken stop) => Guid.TryParse(account, out var id)
        ? id
        : await AccountNumbers.FindAsync(scope.ServiceProvider.GetRequiredService<Session>(), account, stop) ?? throw new IOException($"There is no account {account}.");

    private static Rows Readable(AuditVerdict verdict) => new(
        new Text($"{(verdict.Faults.Count > 0 ? "NOT every chain holds." : verdict.Entries == 0 ? "There is no entry to verify, which proves nothing." : "Every chain holds.")} Entries: {verdict.Entries}, chains: {verdict.Chains}, entries with erased details: {verdict.Erased}."),
        new Text(verdict.Head is { } head ? $"The programme's chain stands at {head}" : ""),
        verdict.Faults.Count == 0 ? new Text("") : CommandOutput.Table(["Account", "Entry", "What does not hold"], verdict.Faults.Select(fault => new[] { fault.AccountId.ToString(), $"{fault.Sequence}", fault.Problem })));
}
