using System.Globalization;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

/// <summary>An order of the list that an index keeps, and the key a page continues from.</summary>
/// <param name="Keys">Columns with the type a cursor's text is cast to.</param>
internal sealed record DeviceOrder(string Name, bool Descending, params (string Column, string Type)[] Keys)
{
    private static readonly (string, string) id = ("d.id", "uuid");

    public static DeviceOrder Of(DeviceFilter filter, DeviceSearch? search)
    {
        var descending = filter.Sort is ['-', ..];
        if (filter.Presence == DeviceFilter.Removed) return new("removed", Descending: true, ("d.removed_at", "timestamptz"), id);
        return (filter.Sort?.TrimStart('-'), search?.Kind) switch
        {
            // what was looked for leads: only its own index knows these rows
            (_, SearchKind.Name) => new("name", descending, ("d.name_key", "text"), id),
            (_, SearchKind.Serial) => new("serial", descending, (DeviceConditions.SerialOrder, "text"), id),
            (_, SearchKind.Mac) => new("mac", descending, ("d.mac", "text"), id),
            ("model", _) => new("model", descending, ("d.category", "text"), ("d.model_name", "text"), (DeviceConditions.SerialOrder, "text"), id),
            ("seen", _) => new("seen", descending, (DeviceConditions.SeenOrder, "timestamptz"), id),
            _ => new("serial", descending, (DeviceConditions.SerialOrder, "text"), id),
        };
    }

    /// <param name="back">Towards the beginning: the order turned round.</param>
    public string By(bool back) => string.Join(", ", Keys.Select(key => key.Column + (Descending != back ? " desc" : "")));

    /// <summary>The row of a cursor, as text that the database reads as what it stands for; null at the beginning.</summary>
    /// <exception cref="InvalidInputException"><c>cursor.invalid</c>: of another order.</exception>
    public List<string>? Key(Place place) => place.Values is not { } values ? null : [.. Keys.Select((key, i) => key.Type switch
    {
        "uuid" => values[i].GetGuid().ToString(),
        "timestamptz" when values[i].GetString() is var moment => moment == "-infinity" || DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out _) ? moment : throw Cursor.Refused(),
        _ => values[i].GetString(),
    })];

    /// <summary>How a key beyond another compares with it.</summary>
    public string Sign(bool back) => Descending != back ? "<" : ">";

    /// <summary>Beyond the row of a cursor.</summary>
    /// <param name="fixedKeys">Leading keys that have the cursor's value already.</param>
    public string Beyond(DeviceConditions conditions, IReadOnlyList<string> cursor, bool back, int fixedKeys = 0) =>
        $"({string.Join(", ", Keys.Skip(fixedKeys).Select(key => key.Column))}) {Sign(back)} ({string.Join(", ", Keys.Zip(cursor).Skip(fixedKeys).Select(pair => $"{conditions.Add(pair.Second)}::{pair.First.Type}"))})";

    /// <summary>What the index of this order holds of a row.</summary>
    public string Columns => string.Join(", ", Keys.Select(key => key.Column));

    /// <summary>The key of a row as text, exact to the microsecond.</summary>
    public string Select => $"array[{string.Join(", ", Keys.Select(key => $"({key.Column})::text"))}]";
}
