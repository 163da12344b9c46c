using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>
/// What is mapped to a table as a statement of its own, to travel with others in one round trip: adding it to the Db and saving that costs more processor time
/// than all statements of opening a case. The Db knows nothing of the row; whoever changes it later reads it first.
/// </summary>
internal static class EntityInsert
{
    private sealed record Shape(string Sql, IReadOnlyList<IProperty> Columns);

    private static readonly ConcurrentDictionary<Type, Shape> known = new();

    /// <param name="beside">Values of the columns that no property of the entity holds, by their names; what is not named is null.</param>
    public static NpgsqlBatchCommand Of(object entity, IReadOnlyDictionary<string, object?> beside, Func<IModel> model)
    {
        var shape = known.GetOrAdd(entity.GetType(), type => Describe(model().FindEntityType(type) ?? throw new ArgumentException($"{type} is mapped to no table", nameof(entity))));
        using var maker = new NpgsqlCommand();
        var insert = new NpgsqlBatchCommand(shape.Sql);
        foreach (var column in shape.Columns)
        {
            var value = column.IsShadowProperty() ? beside.GetValueOrDefault(column.Name) : column.GetGetter().GetClrValueUsingContainingEntity(entity);
            insert.Parameters.Add((NpgsqlParameter)column.GetRelationalTypeMapping().CreateParameter(maker, "", value, column.IsNullable));
        }
        return insert;
    }

    private static Shape Describe(IEntityType type)
    {
        var columns = type.GetProperties().Where(property => property.ValueGenerated == ValueGenerated.Never).ToList();
        return new($"insert into {type.GetTableName()} ({string.Join(", ", columns.Select(column => column.GetColumnName()))}) values ({string.Join(", ", columns.Select((_, number) => $"${number + 1}"))})", columns);
    }
}
