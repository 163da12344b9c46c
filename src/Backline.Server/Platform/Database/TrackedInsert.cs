using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>What is added to the Db as a statement of its own, to travel with others in one round trip, where saving would take three.</summary>
internal static class TrackedInsert
{
    private static readonly ConcurrentDictionary<IEntityType, (string Sql, IReadOnlyList<IProperty> Columns)> known = new();

    /// <summary>The statement; what it inserts counts as saved from here.</summary>
    public static NpgsqlBatchCommand Take(EntityEntry added)
    {
        var (sql, columns) = known.GetOrAdd(added.Metadata, Describe);
        using var maker = new NpgsqlCommand();
        var insert = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
        {
            var parameter = (NpgsqlParameter)column.GetRelationalTypeMapping().CreateParameter(maker, "", added.Property(column).CurrentValue, column.IsNullable);
            insert.Parameters.Add(parameter);
        }
        added.State = EntityState.Unchanged;
        return insert;
    }

    private static (string Sql, IReadOnlyList<IProperty> Columns) Describe(IEntityType type)
    {
        var columns = type.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never).ToList();
        return ($"insert into {type.GetTableName()} ({string.Join(", ", columns.Select(column => column.GetColumnName()))}) values ({string.Join(", ", columns.Select((_, number) => $"${number + 1}"))})", columns);
    }
}
