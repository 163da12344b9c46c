using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Platform.Database;

/// <summary>The aggregates that verbs change. Opened by the <see cref="Session"/>, whose connection and transaction it uses; lists and hot paths read with plain SQL.</summary>
public sealed class Db(DbContextOptions<Db> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(Db).Assembly, type => type.Namespace?.StartsWith("Backline.Server.Features", StringComparison.Ordinal) == true);
        model.UseSnakeCase();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Conventions.Remove(typeof(Microsoft.EntityFrameworkCore.Metadata.Conventions.ForeignKeyIndexConvention));
        conventions.Properties<DateTimeOffset>().HaveColumnType("timestamptz");
        conventions.Properties<decimal>().HaveColumnType("numeric(18,4)");
        foreach (var words in typeof(Backline.Domain.Common.Words).Assembly.GetTypes().Where(type => type.IsEnum))
            conventions.Properties(words).HaveConversion(typeof(WordConverter<>).MakeGenericType(words));
    }

    /// <summary>A changed row takes the next version: the ETag, and the check that nobody changed it meanwhile.</summary>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries().Where(entry => entry.State == EntityState.Modified))
        {
            // aggregates of the domain raise their version in their verbs
            if (entry.Metadata.FindProperty("Version") is not null && Equals(entry.Property("Version").CurrentValue, entry.Property("Version").OriginalValue))
                entry.Property("Version").CurrentValue = (long)entry.Property("Version").OriginalValue! + 1;
        }
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}
