using System.CommandLine;
using System.CommandLine.Parsing;

namespace Backline.Server.Platform.Cli;

/// <summary>What every command takes.</summary>
internal static class CommonOptions
{
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "Data folder. Used unless BACKLINE_DATABASE holds a connection string.", HelpName = "DIR", DefaultValueFactory = _ => "./var", Recursive = true,
        Validators = { given => { if (given.Tokens is [{ Value: var folder }] && string.IsNullOrWhiteSpace(folder)) given.AddError("--data is a folder, not “”."); } },
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Answer in JSON.", Recursive = true };

    /// <summary>How an option is read whose mistake the library would tell with the name of a type.</summary>
    /// <param name="wanted">What belongs there: "a whole number".</param>
    public static Func<ArgumentResult, T?> Reading<T>(string option, string wanted, Func<string, T?> read) => given =>
    {
        var text = given.Tokens.Count == 1 ? given.Tokens[0].Value : "";
        var value = read(text);
        if (value is null) given.AddError($"{option} is {wanted}, not “{text}”.");
        return value;
    };

    /// <summary>
    /// What is wrong between the options of a command. It is asked before the options themselves are: where one has no value, or none that can be read, the
    /// library says so after this.
    /// </summary>
    public static void Check(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        if (result.Children.OfType<OptionResult>().Any(given => !given.Implicit && given.Tokens.Count < given.Option.Arity.MinimumNumberOfValues)) return;
        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
            // a value that can't be read
        }
    });

    public static DataFolder DataFolder(this ParseResult parsed) => new(Path.GetFullPath(parsed.GetValue(Data)!));
}
