using System.Net;
using Backline.Domain.Common;
using Backline.Domain.Devices;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>Decides what each column means, and asks when the headers leave it open.</summary>
internal sealed record ColumnChoice(string Format, string? Language, IReadOnlyList<InventoryColumn> Columns, Refusal? Question)
{
    private const int SamplesShown = 3;

    public static ColumnChoice Of(IReadOnlyList<string> headers, List<string[]> firstRows, IReadOnlyList<MappedColumn>? mapping)
    {
        var format = InventoryFormat.Of(headers);
        var fields = mapping is null ? format.Fields.ToArray() : Mapped(mapping, headers.Count);
        var question = mapping is null ? KeepOne(fields, headers) : null;
        if (question is null && !fields.Contains(DeviceField.Serial) && !fields.Contains(DeviceField.Mac)) question = new("import.unknown-columns", string.Join(", ", headers.Where(header => header.Length > 0).Take(8)));
        var columns = headers.Select((header, i) => new InventoryColumn(i, header, fields[i], fields[i] ?? Propose(i, firstRows, fields), Samples(i, firstRows))).ToArray();
        // the mapping page sends every column back: answered as recognised, the file is what it was recognised as
        var recognised = mapping is null || fields.SequenceEqual(Recognised(format, headers));
        return new(recognised ? format.Name : InventoryFormat.Mapped, format.Language, columns, question);
    }

    private static DeviceField?[] Recognised(InventoryFormat format, IReadOnlyList<string> headers)
    {
        var fields = format.Fields.ToArray();
        return KeepOne(fields, headers) is null ? fields : [];
    }

    private static DeviceField?[] Mapped(IReadOnlyList<MappedColumn> mapping, int columns)
    {
        var fields = new DeviceField?[columns];
        foreach (var (index, field) in mapping)
        {
            if (index < 0 || index >= columns || fields[index] is not null || fields.Contains(field)) throw new RefusedException(new("import.bad-mapping", index + 1, field));
            fields[index] = field;
        }
        return fields;
    }

    /// <summary>Of two columns for one field the first is read, unless they decide which device is meant: then a person chooses.</summary>
    private static Refusal? KeepOne(DeviceField?[] fields, IReadOnlyList<string> headers)
    {
        foreach (var field in DeviceFields.All)
        {
            var places = Enumerable.Range(0, fields.Length).Where(i => fields[i] == field).ToArray();
            if (places.Length < 2) continue;
            if (field.DecidesWhichDevice()) return new("import.duplicate-column", headers[places[0]], string.Join(", ", places.Select(place => place + 1)));
            foreach (var place in places.Skip(1)) fields[place] = null;
        }
        return null;
    }

    /// <summary>Only what a value shows by its form.</summary>
    private static DeviceField? Propose(int index, List<string[]> rows, DeviceField?[] taken)
    {
        var values = rows.Select(row => row[index]).Where(value => value.Length > 0).ToArray();
        if (values.Length == 0) return null;
        var field = values.All(value => MacKey.From(value) is not null && value.AsSpan().ContainsAny(":-.")) ? DeviceField.Mac
            : values.All(value => value.Contains('.', StringComparison.Ordinal) && IPAddress.TryParse(value, out _)) ? DeviceField.Ip
            : values.All(value => value.Length >= 8 && DateText.Read(value, DateOrder.DayFirst, TimeZoneInfo.Utc).IsDate) ? DeviceField.LastSeen
            : values.All(IsLikeSerial) && values.Distinct(StringComparer.Ordinal).Count() == values.Length ? DeviceField.Serial
            : (DeviceField?)null;
        return field is { } free && taken.Contains(free) ? null : field;
    }

    public static bool IsLikeSerial(string value) =>
        value.Length is >= 8 and <= 40 && value.All(char.IsAsciiLetterOrDigit) && value.Count(char.IsAsciiDigit) >= 3;

    private static string[] Samples(int index, List<string[]> rows) =>
        [.. rows.Select(row => row[index]).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Take(SamplesShown)];
}
