using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Backline.Server.Features.Baselines;

internal sealed class BaselineMapping : IEntityTypeConfiguration<Baseline>
{
    public void Configure(EntityTypeBuilder<Baseline> builder)
    {
        builder.ToTable("baseline").HasKey(b => new { b.AccountId, b.ContractId, b.Category, b.Sequence });
        builder.Property(b => b.Units).HasColumnName("baseline");
        builder.Property(b => b.Derivation).HasConversion(new JsonDocumentConverter<Derivation>()).HasColumnType("jsonb");
    }
}

internal sealed class TrueUpMapping : IEntityTypeConfiguration<TrueUp>
{
    public void Configure(EntityTypeBuilder<TrueUp> builder)
    {
        builder.ToTable("true_up").HasKey(t => new { t.AccountId, t.Id });
        builder.Property(t => t.OpenedMonth).HasConversion(new MonthConverter());
        builder.Ignore(t => t.Units);
        builder.HasMany(t => t.Lots).WithOne().HasForeignKey(l => new { l.AccountId, l.TrueUpId });
        builder.Navigation(t => t.Lots).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
    }
}

internal sealed class TrueUpLotMapping : IEntityTypeConfiguration<TrueUpLot>
{
    public void Configure(EntityTypeBuilder<TrueUpLot> builder)
    {
        builder.ToTable("true_up_lot").HasKey(l => new { l.AccountId, l.TrueUpId, l.Month });
        builder.Property(l => l.Month).HasConversion(new MonthConverter());
    }
}

/// <summary>A month is stored as its first day.</summary>
internal sealed class MonthConverter() : ValueConverter<Month, DateOnly>(month => month.First, day => Month.From(day));
