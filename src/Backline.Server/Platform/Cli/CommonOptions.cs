using System.CommandLine;

namespace Backline.Server.Platform.Cli;

/// <summary>What every command takes.</summary>
internal static class CommonOptions
{
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "Data folder. Used unless BACKLINE_DATABASE holds a connection string.", HelpName = "DIR", DefaultValueFactory = _ => "./var", Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Answer in JSON.", Recursive = true };

    public static DataFolder DataFolder(this ParseResult parsed) => new(Path.GetFullPath(parsed.GetValue(Data)!));
}
