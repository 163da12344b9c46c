using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>Plain SQL on the session's connection, with positional parameters ($1, $2, …). Null arguments are database nulls.</summary>
public static class Sql
{
    public static Task<List<T>> ListAsync<T>(this Session session, string sql, Func<NpgsqlDataReader, T> map, CancellationToken stop, params object?[] args) => session.InTurnAsync(async () =>
    {
        await using var command = await session.CommandAsync(sql, stop, args);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop)) rows.Add(map(reader));
        return rows;
    }, stop);

    /// <summary>The first row, or default when there is none.</summary>
    public static Task<T?> FirstAsync<T>(this Session session, string sql, Func<NpgsqlDataReader, T> map, CancellationToken stop, params object?[] args) => session.InTurnAsync(async () =>
    {
        await using var command = await session.CommandAsync(sql, stop, args);
        await using var reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop) ? map(reader) : default;
    }, stop);

    public static Task<T?> ScalarAsync<T>(this Session session, string sql, CancellationToken stop, params object?[] args) => session.InTurnAsync(async () =>
    {
        await using var command = await session.CommandAsync(sql, stop, args);
        return await command.ExecuteScalarAsync(stop) is T value ? value : default;
    }, stop);

    /// <summary>How many rows it changed.</summary>
    public static Task<int> ExecuteAsync(this Session session, string sql, CancellationToken stop, params object?[] args) => session.InTurnAsync(async () =>
    {
        await using var command = await session.CommandAsync(sql, stop, args);
        return await command.ExecuteNonQueryAsync(stop);
    }, stop);

    public static async Task<NpgsqlCommand> CommandAsync(this Session session, string sql, CancellationToken stop, params object?[] args)
    {
        await session.BeginAsync(stop);
        var command = new NpgsqlCommand(sql, session.Connection, session.Transaction);
        if (session.Reader.IsProgramme) command.CommandTimeout = (int)Patience.LongStatement.TotalSeconds;
        // an array of texts or bytes given alone is one argument, not the list of them: C# hands it over as the list
        var list = args.GetType() == typeof(object[]) ? args : [args];
        foreach (var arg in list) command.Parameters.Add(arg as NpgsqlParameter ?? new NpgsqlParameter { Value = arg ?? DBNull.Value });
        if (session.KeepsPlans) await command.PrepareAsync(stop);
        return command;
    }

    public static T? Nullable<T>(this NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
