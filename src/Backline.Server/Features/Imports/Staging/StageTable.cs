using System.Buffers.Binary;
using System.Globalization;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>The temporary table a file is copied into; it goes with the transaction. Rows that need a person stand in it by their keys alone, so that their devices are not missing.</summary>
internal sealed class StageTable(Session session, DateTimeOffset now)
{
    private int counter;

    public async Task<NpgsqlBinaryImporter> OpenAsync(CancellationToken stop)
    {
        await session.LongAsync(
            """
            create temp table import_stage (
                row_number integer, kind smallint, id uuid, serial text, serial_key text, mac text, model_id uuid, category text, model_name text, reported_model text, site_id uuid, site text, name text, name_key text,
                room text, used_by text, software_version text, software_build text, hardware_revision text, ip_address text, asset_tag text, last_seen_at timestamptz) on commit drop
            """, stop);
        return await session.Connection.BeginBinaryImportAsync("copy import_stage from stdin (format binary)", stop);
    }

    public void Write(NpgsqlBinaryImporter copy, InventoryRow row, StagedModel model, Guid? site)
    {
        copy.StartRow();
        copy.Write(row.Number, NpgsqlDbType.Integer);
        copy.Write((short)0, NpgsqlDbType.Smallint);
        copy.Write(NextId(), NpgsqlDbType.Uuid);
        Text(copy, row.Serial);
        Text(copy, row.SerialKey);
        Text(copy, row.MacKey);
        Id(copy, model.Id);
        copy.Write(model.Category, NpgsqlDbType.Text);
        copy.Write(model.Name, NpgsqlDbType.Text);
        Text(copy, model.Id is null || row.Model == model.Name ? null : row.Model);
        Id(copy, site);
        Text(copy, site is null ? row.Site : null);
        copy.Write(row.Name ?? "", NpgsqlDbType.Text);
        copy.Write((row.Name ?? "").Trim().ToLower(CultureInfo.InvariantCulture), NpgsqlDbType.Text);
        foreach (var text in (ReadOnlySpan<string?>)[row.Room, row.User, row.SoftwareVersion, row.SoftwareBuild, row.HardwareRevision, row.Ip, row.AssetTag]) copy.Write(text ?? "", NpgsqlDbType.Text);
        // a clock set wrong must not stand for the last contact for years
        if (row.LastSeen is { } seen) copy.Write(seen > now ? now : seen, NpgsqlDbType.TimestampTz);
        else copy.WriteNull();
    }

    public static void WriteKeys(NpgsqlBinaryImporter copy, int number, string? serialKey, string? mac)
    {
        copy.StartRow();
        copy.Write(number, NpgsqlDbType.Integer);
        copy.Write((short)1, NpgsqlDbType.Smallint);
        copy.WriteNull();
        copy.WriteNull();
        Text(copy, serialKey);
        Text(copy, mac);
        for (var i = 6; i < 22; i++) copy.WriteNull();
    }

    private static void Text(NpgsqlBinaryImporter copy, string? text)
    {
        if (text is null) copy.WriteNull();
        else copy.Write(text, NpgsqlDbType.Text);
    }

    private static void Id(NpgsqlBinaryImporter copy, Guid? id)
    {
        if (id is { } known) copy.Write(known, NpgsqlDbType.Uuid);
        else copy.WriteNull();
    }

    /// <summary>UUIDv7 with a counter behind the time (RFC 9562, 6.2 method 1): ascending, so that the indexes on ids grow at one end.</summary>
    private Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var count = (uint)counter++;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (count >> 14 & 0xFFF)));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(0x8000 | (count & 0x3FFF)));
        return new(bytes, bigEndian: true);
    }
}

/// <summary>The model of a row: its own name when it is known, else the reported one.</summary>
internal sealed record StagedModel(Guid? Id, string Category, string Name);

internal static class LongSql
{
    /// <summary>Set-based statements take as long as the file is.</summary>
    public static async Task<int> LongAsync(this Session session, string sql, CancellationToken stop, params object?[] args)
    {
        await using var command = await session.CommandAsync(sql, stop, args);
        command.CommandTimeout = 0;
        return await command.ExecuteNonQueryAsync(stop);
    }

    public static async Task<List<T>> LongListAsync<T>(this Session session, string sql, Func<NpgsqlDataReader, T> map, CancellationToken stop, params object?[] args)
    {
        await using var command = await session.CommandAsync(sql, stop, args);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop)) rows.Add(map(reader));
        return rows;
    }
}
