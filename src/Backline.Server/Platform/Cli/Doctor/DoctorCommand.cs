using System.CommandLine;
using Spectre.Console;

namespace Backline.Server.Platform.Cli.Doctor;

/// <summary>`backline doctor`: looks at everything the product needs and says what to do. Changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check this installation and say what to do.") { ServeCommand.Urls };
        command.SetAction(async (parsed, stop) =>
        {
            var data = parsed.DataFolder();
            Finding[] findings =
            [
                .. MachineChecks.All(),
                .. DataFolderChecks.All(data),
                await AddressCheck.RunAsync(parsed.GetValue(ServeCommand.Urls)!, stop),
                .. await DatabaseChecks.AllAsync(data, TimeProvider.System, stop),
            ];
            new CommandOutput(parsed).Answer(new Diagnosis(findings.All(finding => finding.Health != Health.Wrong), findings), Readable);
            return findings.Any(finding => finding.Health == Health.Wrong) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static Table Readable(Diagnosis diagnosis) => CommandOutput.Table(["", "What", "Found", "What to do"],
        diagnosis.Findings.Select(finding => new[] { Sign(finding.Health), finding.What, finding.Found, finding.Mend ?? "" }));

    private static string Sign(Health health) => health switch
    {
        Health.Ok => "OK",
        Health.Warning => "!",
        Health.Wrong => "WRONG",
        _ => throw new ArgumentOutOfRangeException(nameof(health)),
    };

    private sealed record Diagnosis(bool Well, IReadOnlyList<Finding> Findings);
}
