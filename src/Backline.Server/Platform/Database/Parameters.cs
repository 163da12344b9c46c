using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Platform.Database;

/// <summary>Arguments that may be null where PostgreSQL can't tell the type from the statement.</summary>
public static class Parameters
{
    public static NpgsqlParameter OrNull(string? value) => Of(value, NpgsqlDbType.Text);
    public static NpgsqlParameter OrNull(Guid? value) => Of(value, NpgsqlDbType.Uuid);
    public static NpgsqlParameter OrNull(DateOnly? value) => Of(value, NpgsqlDbType.Date);

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
