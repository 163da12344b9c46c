using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Imports;

public sealed record ImportLine(Guid Id, string Number, string AccountNumber, string AccountName, string FileName, string? Format, ImportState State, ImportCounts Counts, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt);

/// <summary>A row that needs a person, or one of a sample.</summary>
public sealed record ImportRow(int Row, string Outcome, string? Column, string? Code, RowDetails Details)
{
    public static IReadOnlyList<string> Outcomes { get; } = ["new", "changed", "unchanged", "missing", "conflict", "rejected", "warning"];
}

/// <param name="Line">Of the file.</param>
/// <param name="Changes">Before and after, by field.</param>
/// <param name="Args">Of the code's text.</param>
/// <param name="Reported">The model as the file names it, when the catalogue's name is another.</param>
/// <param name="UnknownModel">The catalogue does not have the model.</param>
public sealed record RowDetails(string? Serial, string? Mac, string? Model, string? Name, string? Site, int? Line = null, Guid? DeviceId = null,
    IReadOnlyDictionary<string, string?[]>? Changes = null, IReadOnlyList<JsonElement>? Args = null, string? Reported = null, bool UnknownModel = false);

/// <summary>Imports as they are listed and shown; the reader's scope is the database's and the query's.</summary>
public sealed class ImportQueries(Session session)
{
    private const string Columns =
        """
        select i.account_id, i.partner_id, i.id, i.number, a.number, a.name, a.country, a.time_zone, i.file_id, i.file_name, i.sha256, i.bytes, i.format, i.source, i.state, i.refusal, i.mapping,
            i.covers, i.create_sites, i.counts, i.findings, shown_name(i.created_by), i.created_at, shown_name(i.decided_by), i.decided_by_id, i.confirmed_at, i.undone_at, i.version
        from import i join account a on a.account_id = i.account_id
        """;

    public async Task<Import> GetAsync(Guid id, CancellationToken stop) =>
        await session.FirstAsync($"{Columns} where i.id = $1", Read, stop, id) ?? throw new NotFoundException("import", id);

    /// <summary>By its number or id; null when there is none the reader sees.</summary>
    public Task<Import?> FindAsync(string import, CancellationToken stop) =>
        session.FirstAsync($"{Columns} where i.number = $1 or i.id = $2", Read, stop, import.Trim().ToUpperInvariant(), Typed(Guid.TryParse(import, out var id) ? id : null));

    /// <summary>Devices of the account that stand at no site now.</summary>
    public Task<long> AtNoSiteAsync(Guid accountId, CancellationToken stop) =>
        session.ScalarAsync<long>("select count(*) from device where account_id = $1 and removed_at is null and site_id is null", stop, accountId);

    /// <summary>The import, held until the transaction ends; null when it is gone.</summary>
    public Task<Import?> LockAsync(Guid id, CancellationToken stop) => session.FirstAsync($"{Columns} where i.id = $1 for update of i", Read, stop, id);

    public async Task<Page<ImportLine>> ListAsync(Guid? account, ImportState? state, int limit, string? cursor, CancellationToken stop)
    {
        var args = new List<object?>();
        var where = new List<string>();
        string Add(object? value) { args.Add(value); return "$" + args.Count; }
        var reader = session.Reader;
        if (reader.Listed(account) is { } one) where.Add($"i.account_id = {Add(one)}");
        if (!reader.IsVendor && reader.AccountId is null) where.Add($"i.partner_id = {Add(reader.PartnerId)}");
        if (state is { } asked) where.Add($"i.state = {Add(asked.Word())}");
        var place = Cursor.At(cursor, 2);
        if (place.Values is { } after) where.Add($"(i.created_at, i.id) {place.Beyond(descending: true)} ({Add(after[0].GetDateTimeOffset())}, {Add(after[1].GetGuid())})");
        var condition = where.Count == 0 ? "" : "where " + string.Join(" and ", where);
        var rows = await session.ListAsync(
            $"""
            select i.id, i.number, a.number, a.name, i.file_name, i.format, i.state, i.counts, shown_name(i.created_by), i.created_at, i.confirmed_at
            from (select * from import i {condition} order by i.created_at {place.Way(descending: true)}, i.id {place.Way(descending: true)} limit {Add(limit + 1)}) i join account a on a.account_id = i.account_id
            order by i.created_at {place.Way(descending: true)}, i.id {place.Way(descending: true)}
            """,
            row => new ImportLine(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Text(5), Words.Parse<ImportState>(row.GetString(6)), Json<ImportCounts>(row, 7),
                row.GetString(8), row.GetFieldValue<DateTimeOffset>(9), row.Nullable<DateTimeOffset>(10)), stop, [.. args]);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.CreatedAt, row.Id));
    }

    public async Task<Page<ImportRow>> RowsAsync(Import import, string? outcome, int limit, string? cursor, CancellationToken stop)
    {
        new InputErrors().Word(outcome, "outcome", ImportRow.Outcomes).ThrowIfAny();
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            select row_number, outcome, column_name, code, details from import_row
            where account_id = $1 and import_id = $2 and ($3::text is null or outcome = $3) and (outcome, row_number) {place.Beyond()} ($4, $5) order by outcome {place.Way()}, row_number {place.Way()} limit $6
            """,
            row => new ImportRow(row.GetInt32(0), row.GetString(1), row.Text(2), row.Text(3), Json<RowDetails>(row, 4)), stop,
            import.AccountId, import.Id, outcome, after?[0].GetString() ?? "", after?[1].GetInt32() ?? 0, limit + 1);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Outcome, row.Row));
    }

    public async Task<(long Done, long Total)> ProgressAsync(Import import, CancellationToken stop) =>
        await session.FirstAsync("select done, total from import_progress where account_id = $1 and import_id = $2", row => (row.GetInt64(0), row.GetInt64(1)), stop, import.AccountId, import.Id);

    /// <summary>Accounts to choose from on a form: the reader's own for a customer.</summary>
    public Task<List<(Guid Id, string Name)>> AccountsAsync(CancellationToken stop) =>
        session.ListAsync("select account_id, name || ' · ' || number from account where $1::uuid is null or account_id = $1 order by name_key, account_id limit 500",
            row => (row.GetGuid(0), row.GetString(1)), stop, Typed(session.Reader.AccountId));

    public Task<List<(Guid Id, string Name)>> SitesAsync(Import import, CancellationToken stop) =>
        session.ListAsync("select id, name || ' · ' || number from site where account_id = $1 and closed_at is null order by name_key, id limit 1000", row => (row.GetGuid(0), row.GetString(1)), stop, import.AccountId);

    /// <summary>By id or master account ID.</summary>
    public async Task<(Guid Id, Guid? Partner)?> AccountAsync(string account, CancellationToken stop) =>
        await session.FirstAsync("select account_id, partner_id from account where number = $1 or account_id = $2", row => ((Guid, Guid?)?)(row.GetGuid(0), row.Nullable<Guid>(1)), stop,
            account, Typed(Guid.TryParse(account, out var id) ? id : null));

    internal static NpgsqlParameter Typed(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };

    internal static NpgsqlParameter Jsonb(object? value) =>
        new() { Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, BacklineJson.Options), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb };

    private static Import Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetGuid(8), row.GetString(9), row.GetFieldValue<byte[]>(10),
        row.GetInt64(11), row.Text(12), row.GetString(13), Words.Parse<ImportState>(row.GetString(14)), row.IsDBNull(15) ? null : Json<KeptRefusal>(row, 15), Json<ImportMapping>(row, 16),
        Words.Parse<ImportCovers>(row.GetString(17)), row.GetBoolean(18), Json<ImportCounts>(row, 19), Json<ImportFindings>(row, 20), row.GetString(21), row.GetFieldValue<DateTimeOffset>(22),
        row.Text(23), row.Nullable<Guid>(24), row.Nullable<DateTimeOffset>(25), row.Nullable<DateTimeOffset>(26), row.GetInt64(27));

    private static T Json<T>(NpgsqlDataReader row, int column) => JsonSerializer.Deserialize<T>(row.GetString(column), BacklineJson.Options)!;
}
