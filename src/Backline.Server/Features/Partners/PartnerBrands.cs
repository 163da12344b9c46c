using System.Collections.Concurrent;
using System.Globalization;
using Backline.Server.Ui;
using Npgsql;

namespace Backline.Server.Features.Partners;

public sealed record PartnerBrand(Guid PartnerId, string Name, string Colour, long Version)
{
    public Brand Shown => new(Name, StringInfo.GetNextTextElement(Name).ToUpperInvariant(), $"/brand/{PartnerId}.css?v={Version}");
}

/// <summary>
/// The brands of partners, read by the login role, as sign-in pages carry them before anyone is known. Remembered for half a minute:
/// every page asks. This server forgets at once when a partner changes, others when the time is over.
/// </summary>
public sealed class PartnerBrands(NpgsqlDataSource source, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<Guid, (PartnerBrand? Brand, DateTimeOffset At)> known = new();

    /// <summary>Null when there is no such partner, or it does not brand the service.</summary>
    public async Task<PartnerBrand?> FindAsync(Guid partnerId, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (known.TryGetValue(partnerId, out var kept) && now - kept.At < Remembered) return kept.Brand;
        var brand = await ReadAsync("id = $1", partnerId, stop);
        // only of partners there are: anybody may ask for any id
        if (brand is not null) known[partnerId] = (brand, now);
        return brand;
    }

    /// <summary>What was found last, however long ago.</summary>
    public PartnerBrand? Remembering(Guid partnerId) => known.TryGetValue(partnerId, out var kept) ? kept.Brand : null;

    /// <param name="number">P-101, as in the link a partner gives its customers.</param>
    public Task<PartnerBrand?> FindAsync(string number, CancellationToken stop) => ReadAsync("number = $1", number.ToUpperInvariant(), stop);

    public void Forget() => known.Clear();

    private async Task<PartnerBrand?> ReadAsync(string condition, object value, CancellationToken stop)
    {
        await using var command = source.CreateCommand($"select id, brand_name, brand_colour, version from partner where {condition} and brand_name is not null and brand_colour is not null");
        command.Parameters.Add(new() { Value = value });
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3)) : null;
    }
}
