using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backline.Server.Platform.Cli;

/// <summary>Answers go to standard output, for people or as JSON; everything said on the way goes to standard error.</summary>
internal sealed class CommandOutput(ParseResult parsed)
{
    private const int WidthWithoutTerminal = 200;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public bool IsJson { get; } = parsed.GetValue(CommonOptions.Json);

    public void Answer<T>(T answer, Func<T, IRenderable> readable)
    {
        if (IsJson)
        {
            parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(answer, Format));
            return;
        }

        Show(readable(answer));
    }

    /// <summary>For people, whatever was asked for.</summary>
    public void Show(IRenderable readable)
    {
        var output = parsed.InvocationConfiguration.Output;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        console.Write(readable);
        console.WriteLine();
    }

    public void Progress(string line) => parsed.InvocationConfiguration.Error.WriteLine(line);

    /// <summary>A table that stays plain text when piped: cells are text, never mark-up.</summary>
    public static Table Table(IEnumerable<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }
}
