using System.Text.RegularExpressions;
using Npgsql;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>One row of an account in every table that accounts own, made from the schema alone, so that a new table joins the proofs of access by itself.</summary>
public static partial class AccountRows
{
    private sealed record ColumnFact(string Table, string Name, string Type, string? Check);

    /// <returns>By table, the id of the row; tables without an id column have the account's.</returns>
    public static async Task<Dictionary<string, Guid>> InsertAsync(Seed seed, Guid accountId, Guid? partnerId)
    {
        var rows = new Dictionary<string, Guid>(StringComparer.Ordinal);
        await using var connection = await seed.Source.OpenConnectionAsync();
        // one row each, in any order: without the checks of foreign keys
        await using (var alone = new NpgsqlCommand("set session_replication_role = replica", connection)) await alone.ExecuteNonQueryAsync();
        foreach (var table in (await ColumnsAsync(connection)).GroupBy(column => column.Table, StringComparer.Ordinal))
        {
            var id = Guid.CreateVersion7();
            var columns = table.ToList();
            var values = columns.ConvertAll(column => column.Name switch { "account_id" => $"'{accountId}'", "partner_id" => partnerId is null ? "null" : $"'{partnerId}'", "id" => $"'{id}'", _ => Value(column) });
            await using var insert = new NpgsqlCommand($"insert into {table.Key} ({string.Join(", ", columns.Select(column => column.Name))}) values ({string.Join(", ", values)}) on conflict do nothing", connection);
            await insert.ExecuteNonQueryAsync();
            rows[table.Key] = columns.Exists(column => column.Name == "id") ? id : accountId;
        }
        return rows;
    }

    private static async Task<List<ColumnFact>> ColumnsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname, a.attname, t.typname, (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey))
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
            where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace and c.relforcerowsecurity and a.attgenerated = '' and a.attidentity = ''
              and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'account_id')
              and (a.attname in ('account_id', 'partner_id', 'id') or (a.attnotnull and not a.atthasdef))
              and c.relname not in ('account', 'person', 'invitation', 'api_key')
            order by c.relname, a.attnum
            """, connection);
        await using var row = await command.ExecuteReaderAsync();
        var columns = new List<ColumnFact>();
        while (await row.ReadAsync()) columns.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)));
        return columns;
    }

    private static string Value(ColumnFact column) => column.Type switch
    {
        "uuid" => "gen_random_uuid()",
        "text" or "varchar" when column.Check is { } check && Word().Match(check) is { Success: true } word => $"'{word.Groups[1].Value}'",
        "text" or "varchar" when column.Check?.Contains("{2}", StringComparison.Ordinal) == true => "'DE'",
        "text" or "varchar" when column.Check?.Contains("{3}", StringComparison.Ordinal) == true => "'EUR'",
        "text" or "varchar" => "'x' || gen_random_uuid()",
        "int2" or "int4" or "int8" or "numeric" => "1",
        "bool" => "true",
        "date" => "date '2026-11-01'",
        "timestamptz" => "now()",
        "json" or "jsonb" => "'{}'",
        "bytea" => "decode(md5(random()::text), 'hex')",
        _ when column.Type.StartsWith('_') => "'{}'",
        _ => throw new InvalidOperationException($"Say here what a {column.Type} looks like: {column.Table}.{column.Name}."),
    };

    [GeneratedRegex("ARRAY\\['([^']+)'", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
