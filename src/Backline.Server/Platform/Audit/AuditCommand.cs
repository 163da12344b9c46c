using System.CommandLine;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Cli;
using Spectre.Console;

namespace Backline.Server.Platform.Audit;

/// <summary>`backline audit verify`: recomputes every chain; exit code 1 when one does not hold.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Prove the audit log.") { Verify() };

    private static Command Verify()
    {
        var account = new Option<Guid?>("--account") { Description = "Only the chain of this account id.", HelpName = "ID" };
        var command = new Command("verify", "Recompute the hash of every entry and say where a chain does not hold.") { account };
        command.SetAction(async (parsed, stop) =>
        {
            await using var host = await CommandHost.OpenAsync(parsed, stop);
            await using var scope = host.CreateScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("backline audit verify"));
            var verdict = await scope.ServiceProvider.GetRequiredService<AuditVerification>().VerifyAsync(parsed.GetValue(account), stop);
            new CommandOutput(parsed).Answer(verdict, Readable);
            return verdict.Faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Rows Readable(AuditVerdict verdict) => new(
        new Text($"{verdict.Entries} entries in {verdict.Chains} chains, {verdict.Erased} with erased details: {(verdict.Faults.Count == 0 ? "every chain holds." : "NOT every chain holds.")}"),
        verdict.Faults.Count == 0 ? new Text("") : CommandOutput.Table(["Account", "Entry", "What does not hold"], verdict.Faults.Select(fault => new[] { fault.AccountId.ToString(), $"{fault.Sequence}", fault.Problem })));
}
