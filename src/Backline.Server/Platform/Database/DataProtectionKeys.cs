using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>The keys that seal cookies and tokens, in the database: every node reads what another sealed.</summary>
internal sealed class DataProtectionKeys(NpgsqlDataSource source, TimeProvider clock) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = source.CreateCommand("select xml from data_protection_key order by created_at, id");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read()) keys.Add(XElement.Parse(reader.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = source.CreateCommand("insert into data_protection_key (id, friendly_name, xml, created_at) values ($1, $2, $3, $4)");
        var now = clock.GetUtcNow();
        foreach (var value in new object[] { Guid.CreateVersion7(now), friendlyName, element.ToString(SaveOptions.DisableFormatting), now }) command.Parameters.Add(new() { Value = value });
        command.ExecuteNonQuery();
    }
}
