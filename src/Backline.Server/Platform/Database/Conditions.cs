using System.Globalization;

namespace Backline.Server.Platform.Database;

/// <summary>The conditions of a list, joined by "and", with their arguments numbered as they come.</summary>
public sealed class Conditions
{
    private readonly List<string> parts = [];
    private readonly List<object?> args = [];

    public object?[] Args => [.. args];

    /// <summary>"where …", or nothing.</summary>
    public string Where => parts.Count == 0 ? "" : "where " + string.Join(" and ", parts);

    /// <summary>{0}, {1} … in the text stand for the values. SQL comes from the code, values never do.</summary>
    public Conditions Add(string sql, params object?[] values)
    {
        parts.Add(string.Format(CultureInfo.InvariantCulture, sql, [.. values.Select(Arg)]));
        return this;
    }

    public Conditions AddIf(bool wanted, string sql, params object?[] values) => wanted ? Add(sql, values) : this;

    /// <summary>A value used outside the conditions: its placeholder.</summary>
    public object Arg(object? value)
    {
        args.Add(value);
        return "$" + args.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The first text after all those beginning with <paramref name="prefix"/>, byte by byte: the upper end of a range on a text_pattern_ops index.</summary>
    public static string After(string prefix) => prefix + char.MaxValue;
}
