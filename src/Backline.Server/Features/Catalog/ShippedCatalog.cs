using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backline.Domain.Catalog;
using Backline.Server.Features.Devices;
using Backline.Server.Platform.Database;
using CsvHelper;

namespace Backline.Server.Features.Catalog;

/// <summary>The models of data/catalog.csv. A row that changed between versions replaces its model, unless an operator edited it.</summary>
internal sealed class ShippedCatalog(TimeProvider clock) : IShippedData
{
    private const string Name = "catalog.csv";

    public Task LoadAsync(Session session, CancellationToken stop) => LoadAsync(session, Read(), stop);

    internal async Task LoadAsync(Session session, string csv, CancellationToken stop)
    {
        var sha256 = Hash(csv);
        if (await session.ScalarAsync<string>("select sha256 from shipped_data where name = $1", stop, Name) == sha256) return;
        foreach (var row in Parse(csv)) await TakeAsync(session, row, stop);
        await session.ExecuteAsync("insert into shipped_data (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256", stop, Name, sha256);
    }

    private async Task TakeAsync(Session session, ShippedModel row, CancellationToken stop)
    {
        var taken = await TakeModelAsync(session, row, stop);
        if (taken != Guid.Empty) await DeviceOperations.RecategoriseAsync(session, taken, row.Name, row.Category, clock.GetUtcNow(), stop);
    }

    private Task<Guid> TakeModelAsync(Session session, ShippedModel row, CancellationToken stop) => session.ScalarAsync<Guid>(
        """
        insert into model (id, vendor, name, name_key, family, category, part_number, lifecycle, lifecycle_basis, end_of_sale_on, end_of_support_on, source_url, note, shipped_hash)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (name_key) do update set vendor = excluded.vendor, name = excluded.name, family = excluded.family, category = excluded.category,
            part_number = excluded.part_number, lifecycle = excluded.lifecycle, lifecycle_basis = excluded.lifecycle_basis, end_of_sale_on = excluded.end_of_sale_on,
            end_of_support_on = excluded.end_of_support_on, source_url = excluded.source_url, note = excluded.note, shipped_hash = excluded.shipped_hash, version = model.version + 1
        where not model.edited and model.shipped_hash is distinct from excluded.shipped_hash
        returning id
        """, stop,
        Guid.CreateVersion7(clock.GetUtcNow()), row.Vendor, row.Name, ModelName.Key(row.Name), row.Family, row.Category, row.PartNumber, row.Lifecycle, row.LifecycleBasis,
        row.EndOfSaleOn, row.EndOfSupportOn, row.SourceUrl, row.Note, Hash(row.ToString()));

    internal static IEnumerable<ShippedModel> Parse(string text)
    {
        using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            yield return new(csv["vendor"]!, csv["model"]!, csv["family"]!, csv["category"]!, Optional(csv["vendor_part_number"]), csv["lifecycle_status"]!, csv["lifecycle_basis"]!,
                Day(csv["end_of_sale_date"]), Day(csv["end_of_support_date"]), Optional(csv["source_url"]), csv["note"]!);
        }
    }

    private static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static DateOnly? Day(string? text) => string.IsNullOrEmpty(text) ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read()
    {
        using var stream = typeof(ShippedCatalog).Assembly.GetManifestResourceStream("data.catalog.csv") ?? throw new InvalidOperationException("The program was built without data/catalog.csv.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

internal sealed record ShippedModel(
    string Vendor, string Name, string Family, string Category, string? PartNumber, string Lifecycle, string LifecycleBasis,
    DateOnly? EndOfSaleOn, DateOnly? EndOfSupportOn, string? SourceUrl, string Note);
