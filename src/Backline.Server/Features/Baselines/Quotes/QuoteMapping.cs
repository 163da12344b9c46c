using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Baselines.Quotes;

internal sealed class QuoteMapping : IEntityTypeConfiguration<Quote>
{
    // lines are written once, with the quote: the same list is the same lines
    private static readonly ValueComparer<IReadOnlyList<ChargeLine>> Written = new((one, other) => ReferenceEquals(one, other), lines => lines.Count, lines => lines);

    public void Configure(EntityTypeBuilder<Quote> builder)
    {
        builder.ToTable("quote").HasKey(q => new { q.AccountId, q.Id });
        builder.Ignore(q => q.Total);
        // a new true-up is saved before its first quote
        builder.HasOne<TrueUp>().WithMany().HasForeignKey(q => new { q.AccountId, q.TrueUpId });
        builder.Property(q => q.Lines).HasConversion(new JsonDocumentConverter<IReadOnlyList<ChargeLine>>(), Written).HasColumnType("jsonb");
        builder.Property(q => q.Derivation).HasConversion(new JsonDocumentConverter<Derivation>()).HasColumnType("jsonb");
    }
}

internal sealed class PurchaseOrderMapping : IEntityTypeConfiguration<PurchaseOrder>
{
    public void Configure(EntityTypeBuilder<PurchaseOrder> builder)
    {
        builder.ToTable("purchase_order").HasKey(o => new { o.AccountId, o.Id });
        builder.HasOne<Quote>().WithMany().HasForeignKey(o => new { o.AccountId, o.QuoteId });
    }
}

internal sealed class RenewalLineMapping : IEntityTypeConfiguration<RenewalLine>
{
    public void Configure(EntityTypeBuilder<RenewalLine> builder) => builder.ToTable("renewal_line").HasKey(l => new { l.AccountId, l.ContractId, l.Id });
}
