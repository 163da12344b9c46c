using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backline.Server.Platform.Database;
using CsvHelper;

namespace Backline.Server.Features.CloudPartners;

/// <summary>The cloud partners of data/cloud_partners.csv. What an operator edited stays as it is.</summary>
internal sealed class ShippedCloudPartners(TimeProvider clock) : IShippedData
{
    private const string Name = "cloud_partners.csv";

    public Task LoadAsync(Session session, CancellationToken stop) => LoadAsync(session, Read(), stop);

    internal async Task LoadAsync(Session session, string csv, CancellationToken stop)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(csv)));
        if (await session.ScalarAsync<string>("select sha256 from shipped_data where name = $1", stop, Name) == sha256) return;
        using var reader = new CsvReader(new StringReader(csv), CultureInfo.InvariantCulture);
        await reader.ReadAsync();
        reader.ReadHeader();
        while (await reader.ReadAsync()) await TakeAsync(session, reader, stop);
        await session.ExecuteAsync("insert into shipped_data (name, sha256) values ($1, $2) on conflict (name) do update set sha256 = excluded.sha256", stop, Name, sha256);
    }

    private Task<int> TakeAsync(Session session, CsvReader row, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into cloud_partner (id, name, name_key, products, portal, phone, email, api, who_may_open, word, severity_scale, number_shape, number_pattern, number_example, source_url, note, approval, shipped)
        values ($1, $2, lower($2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, true)
        on conflict (name_key) do update set products = excluded.products, portal = excluded.portal, phone = excluded.phone, email = excluded.email, api = excluded.api, who_may_open = excluded.who_may_open,
            word = excluded.word, severity_scale = excluded.severity_scale, number_shape = excluded.number_shape, number_pattern = excluded.number_pattern, number_example = excluded.number_example,
            source_url = excluded.source_url, note = excluded.note, version = cloud_partner.version + 1
        where not cloud_partner.edited
        """, stop, Guid.CreateVersion7(clock.GetUtcNow()), row["partner"], row["products"], row["open_by_portal"], row["open_by_phone"], row["open_by_email"], row["open_by_api"], row["who_may_open"], row["their_word"],
        row["severity_scale"], row["number_shape"], row["number_regex"], row["number_example"], Address(row["source_url"]), row["note"], Approval(row["open_by_portal"], row["products"]));

    // the file says nothing of approval: one that nobody knows how to reach, and the vendor itself, wait for somebody who does
    private static string Approval(string? portal, string? products) => string.IsNullOrWhiteSpace(portal) || products?.StartsWith("vendor itself", StringComparison.Ordinal) == true ? "suspended" : "approved";

    private static string Address(string? text) => CloudPartnerInput.IsAddress(text) ? text! : "";

    private static string Read()
    {
        using var stream = typeof(ShippedCloudPartners).Assembly.GetManifestResourceStream("data.cloud_partners.csv") ?? throw new InvalidOperationException("The program was built without data/cloud_partners.csv.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
