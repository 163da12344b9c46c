using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Backline.Server.Platform.Database;

/// <summary>Tables and columns are named as the types and properties, in snake_case and the singular; Version is the concurrency token.</summary>
internal static class SnakeCase
{
    public static void UseSnakeCase(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            // what is kept as a JSON document has property names, not columns
            if (entity.IsMappedToJson())
            {
                if (entity.GetContainerColumnName() is { } column) entity.SetContainerColumnName(Of(column));
                continue;
            }
            if (entity.GetTableName() is { } table) entity.SetTableName(Of(table));
            foreach (var property in entity.GetProperties())
            {
                if (property.GetColumnName() == property.Name || property.GetColumnName().Contains('_') && char.IsUpper(property.GetColumnName()[0]))
                    property.SetColumnName(Of(property.GetColumnName()));
                if (property is { Name: "Version", ClrType: { } type } && type == typeof(long)) property.IsConcurrencyToken = true;
                if (property.IsPrimaryKey()) property.ValueGenerated = ValueGenerated.Never;
            }
        }
    }

    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))) snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }
}
