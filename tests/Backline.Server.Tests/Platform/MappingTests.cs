using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backline.Server.Tests.Platform;

/// <summary>The schema is written by hand: this keeps the mapped classes and the tables one.</summary>
public class MappingTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData(typeof(Db))]
    [InlineData(typeof(IdentityDb))]
    public async Task Every_mapped_column_exists_with_the_same_type_and_nullability(Type context)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var model = ((DbContext)scope.ServiceProvider.GetRequiredService(context)).GetService<IDesignTimeModel>().Model.GetRelationalModel();
        var mapped = model.Tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {TypeName(column.StoreType)} {(column.IsNullable ? "null" : "not null")}")).Order().ToList();

        var actual = await ActualColumnsAsync();

        Assert.NotEmpty(mapped);
        Assert.Empty(mapped.Except(actual));
    }

    private static string TypeName(string storeType) => storeType switch
    {
        "timestamptz" => "timestamp with time zone",
        _ when storeType.StartsWith("varchar", StringComparison.Ordinal) => storeType.Replace("varchar", "character varying", StringComparison.Ordinal),
        _ => storeType,
    };

    private async Task<HashSet<string>> ActualColumnsAsync()
    {
        await using var source = NpgsqlDataSource.Create(app.Logins.Owner);
        await using var command = source.CreateCommand(
            """
            select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else ' null' end
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
            """);
        await using var rows = await command.ExecuteReaderAsync();
        var columns = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync()) columns.Add(rows.GetString(0));
        return columns;
    }
}
