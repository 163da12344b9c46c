using System.Globalization;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Ui;
using Npgsql;

namespace Backline.Server.Features.Identity;

/// <summary>The brand of the partner that fronts the service: of whoever is signed in, or before that of ?partner=P-101 (PO-2).</summary>
internal sealed partial class PartnerBrand(NpgsqlDataSource source, CurrentReader reader) : IBrandSource
{
    public async Task<Brand?> FindAsync(HttpContext http, CancellationToken stop)
    {
        if (reader.Known is { } known) return known is { IsVendor: false, PartnerId: { } id } ? await FindAsync("id = $1", id, stop) : null;
        return http.Request.Query["partner"] is [{ Length: < 20 } number] ? await FindAsync("number = $1", number, stop) : null;
    }

    /// <summary>Null when there is no such partner or it has no colour.</summary>
    public async Task<string?> StylesheetAsync(string number, CancellationToken stop)
    {
        await using var command = source.CreateCommand("select brand_colour from partner where number = $1 and brand_name is not null");
        command.Parameters.Add(new() { Value = number });
        return await command.ExecuteScalarAsync(stop) is string colour && Colour().IsMatch(colour) ? Stylesheet(colour) : null;
    }

    private async Task<Brand?> FindAsync(string where, object value, CancellationToken stop)
    {
        await using var command = source.CreateCommand($"select number, brand_name, brand_colour from partner where brand_name is not null and {where}");
        command.Parameters.Add(new() { Value = value });
        await using var row = await command.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop)) return null;
        var name = row.GetString(1);
        // the colour is part of the address, so that a changed one is fetched at once
        return new(name, StringInfo.GetNextTextElement(name).ToUpperInvariant(), row.IsDBNull(2) ? null : $"/brands/{row.GetString(0)}.css?{row.GetString(2).TrimStart('#')}");
    }

    /// <summary>Dark on light, light on dark, whatever the partner chose: its colour is mixed until white or ink can be read on it.</summary>
    private static string Stylesheet(string colour) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        :root, [data-bs-theme] {
          --bl-accent: light-dark(color-mix(in oklab, {{colour}}, black {{Darken(colour)}}%), color-mix(in oklab, {{colour}}, white 55%));
          --bl-accent-strong: light-dark(color-mix(in oklab, {{colour}}, black {{Darken(colour) + 15}}%), color-mix(in oklab, {{colour}}, white 70%));
          --bl-accent-soft: light-dark(color-mix(in oklab, {{colour}}, white 92%), color-mix(in oklab, {{colour}}, #0e1218 75%));
          --bl-on-accent: light-dark(#ffffff, #0b1218);
          --bl-field: color-mix(in oklab, {{colour}}, black {{Darken(colour) + 25}}%);
        }
        """);

    private static int Darken(string colour)
    {
        var rgb = Convert.FromHexString(colour[1..]);
        var light = ((0.299 * rgb[0]) + (0.587 * rgb[1]) + (0.114 * rgb[2])) / 255;
        return light < 0.42 ? 0 : (int)((light - 0.42) * 90) + 10;
    }

    [GeneratedRegex("^#[0-9a-f]{6}$", RegexOptions.None, 1000)]
    private static partial Regex Colour();
}
