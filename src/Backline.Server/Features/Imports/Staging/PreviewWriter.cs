using System.Text.Json;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using NpgsqlTypes;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>Keeps what a person decides on: rows that need them, samples, unknown models and sites.</summary>
internal sealed class PreviewWriter(Session session, Import import)
{
    private const int Sample = 200, NamesShown = 200;

    public async Task WriteRowsAsync(FileStage stage, CancellationToken stop)
    {
        await session.LongAsync("delete from import_row where account_id = $1 and import_id = $2", stop, import.AccountId, import.Id);
        foreach (var batch in stage.Rows.Chunk(1000)) await WriteAsync(batch, stop);
        await ConflictsAsync(stop);
        await SamplesAsync(stop);
    }

    public async Task<ImportFindings> FindAsync(InventoryFile file, KnownNames names, CancellationToken stop)
    {
        var models = await session.LongListAsync(
            """
            select s.model_name, count(*), count(*) over (), (sum(count(*)) over ())::bigint from import_stage s
            where s.kind = 0 and s.model_id is null and s.model_name <> ''
                and not exists (select from import_match m left join device d on d.account_id = $2 and d.id = m.device_id where m.row_number = s.row_number and (m.code is not null or d.model_id is not null))
            group by s.model_name order by count(*) desc, s.model_name limit $1
            """,
            row => (Name: row.GetString(0), Rows: row.GetInt64(1), All: row.GetInt64(2), Devices: row.GetInt64(3)), stop, NamesShown, import.AccountId);
        var sites = await session.LongListAsync(
            "select min(site), count(*), count(*) over () from import_stage where kind = 0 and site is not null group by lower(trim(site)) order by count(*) desc, 1 limit $1",
            row => (Name: row.GetString(0), Rows: row.GetInt64(1), All: row.GetInt64(2)), stop, NamesShown);
        var read = await session.LongListAsync(
            "select reported_model, model_name, count(*) from import_stage where kind = 0 and reported_model is not null group by reported_model, model_name order by count(*) desc, reported_model limit $1",
            row => new ReadModel(row.GetString(0), row.GetString(1), row.GetInt64(2)), stop, NamesShown);
        var withoutModel = await session.ScalarAsync<long>("select count(*) from import_stage where kind = 0 and model_id is null and model_name = ''", stop);
        var placeless = await session.LongListAsync($"select count(*), count(s.site) from import_stage s where {DeviceMatch.IsNew} and s.site_id is null", row => (All: row.GetInt64(0), Named: row.GetInt64(1)), stop);
        return Of(file) with
        {
            ReadModels = read,
            Models = [.. models.Select(model => new UnknownModel(model.Name, model.Rows, [.. names.Matcher.Propose(model.Name, 3).Select(p => new ModelProposalFound(p.ModelId, p.Name, p.Score))]))],
            UnknownModels = models.Count == 0 ? 0 : models[0].All,
            WithUnknownModel = models.Count == 0 ? 0 : models[0].Devices,
            Sites = [.. sites.Select(site => new UnknownSite(site.Name, site.Rows) { Proposals = names.Near.Propose(site.Name) })],
            WithoutModel = withoutModel,
            WithoutSite = placeless[0].All,
            AtUnknownSite = placeless[0].Named,
            UnknownSites = sites.Count == 0 ? 0 : sites[0].All,
        };
    }

    /// <summary>What is known of the file before its rows are read.</summary>
    public static ImportFindings Of(InventoryFile file) =>
        new() { Language = file.Language, Encoding = file.Encoding, Separator = file.Separator?.ToString(), Columns = [.. file.Columns.Select(Storable)], HeaderRow = file.HeaderLine, Sheets = file.Sheets, Sheet = file.Sheet, SheetsNotRead = file.SheetsNotRead };

    private static InventoryColumn Storable(InventoryColumn column) => column with { Header = Storable(column.Header), Samples = [.. column.Samples.Select(Storable)] };

    /// <summary>A database cannot hold NUL.</summary>
    private static string Storable(string text) => text.Replace('\0', ' ');

    private Task<int> WriteAsync(FoundRow[] rows, CancellationToken stop) => session.LongAsync(
        """
        insert into import_row (account_id, partner_id, import_id, row_number, outcome, column_name, code, details)
        select $1, $2, $3, r, o, c, k, d::jsonb from unnest($4::int[], $5::text[], $6::text[], $7::text[], $8::text[]) t(r, o, c, k, d)
        """, stop, import.AccountId, ImportQueries.Typed(import.PartnerId), import.Id,
        rows.Select(row => row.Row).ToArray(), rows.Select(row => row.Outcome).ToArray(), Texts(rows.Select(row => row.Column is null ? null : Storable(row.Column))), Texts(rows.Select(row => row.Code)),
        rows.Select(row => JsonSerializer.Serialize(row.Details, BacklineJson.Options)).ToArray());

    private static Npgsql.NpgsqlParameter Texts(IEnumerable<string?> texts) => new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private const string RowFacts = "'serial', s.serial, 'mac', s.mac, 'model', nullif(s.model_name, ''), 'reported', s.reported_model, 'unknownModel', case when s.model_id is null and s.model_name <> '' then true end, 'name', nullif(s.name, '')";

    private Task<int> ConflictsAsync(CancellationToken stop) => session.LongAsync(
        $"""
        insert into import_row (account_id, partner_id, import_id, row_number, outcome, code, details)
        select $1, $2, $3, s.row_number, 'conflict', m.code, jsonb_strip_nulls(jsonb_build_object({RowFacts}, 'deviceId', m.device_id, 'args',
            jsonb_build_array(coalesce(s.serial, ''), coalesce(s.mac, ''), coalesce(d.serial, ''), coalesce(d.mac, ''))))
        from import_match m join import_stage s on s.row_number = m.row_number and s.kind = 0 left join device d on d.account_id = $1 and d.id = m.device_id
        where m.code is not null order by s.row_number limit {FileStage.MostKept}
        on conflict do nothing
        """, stop, import.AccountId, ImportQueries.Typed(import.PartnerId), import.Id);

    private async Task SamplesAsync(CancellationToken stop)
    {
        // a parameter belongs to one command
        object?[] Args() => [import.AccountId, ImportQueries.Typed(import.PartnerId), import.Id];
        await session.LongAsync(
            $"""
            insert into import_row (account_id, partner_id, import_id, row_number, outcome, details)
            select $1, $2, $3, s.row_number, 'new', jsonb_strip_nulls(jsonb_build_object({RowFacts}, 'site', coalesce(s.site, (select name from site where account_id = $1 and id = s.site_id))))
            from (select * from import_stage s where {DeviceMatch.IsNew} order by row_number limit {Sample}) s
            """, stop, Args());
        await session.LongAsync(
            $"""
            insert into import_row (account_id, partner_id, import_id, row_number, outcome, details)
            select $1, $2, $3, s.row_number, 'changed', jsonb_strip_nulls(jsonb_build_object({RowFacts}, 'deviceId', d.id, 'changes', {DeviceChange.Json})) from {DeviceMatch.Matched} and {DeviceMatch.IsChanged}
            order by s.row_number limit {Sample}
            """, stop, Args());
        await session.LongAsync(
            $"""
            insert into import_row (account_id, partner_id, import_id, row_number, outcome, details)
            select $1, $2, $3, row_number() over (order by d.serial_key, d.id), 'missing',
                jsonb_strip_nulls(jsonb_build_object('serial', d.serial, 'mac', d.mac, 'model', nullif(d.model_name, ''), 'name', nullif(d.name, ''), 'deviceId', d.id,
                    'site', (select name from site where account_id = $1 and id = d.site_id)))
            from import_missing m join device d on d.account_id = $1 and d.id = m.device_id order by d.serial_key, d.id limit {FileStage.MostKept}
            """, stop, Args());
    }
}
