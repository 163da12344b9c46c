using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Quotes;

internal sealed class QuoteMapping : IEntityTypeConfiguration<Quote>
{
    public void Configure(EntityTypeBuilder<Quote> builder)
    {
        builder.ToTable("quote").HasKey(q => new { q.AccountId, q.Id });
        builder.Ignore(q => q.Total);
        // a new true-up is saved before its first quote
        builder.HasOne<TrueUp>().WithMany().HasForeignKey(q => new { q.AccountId, q.TrueUpId });
        builder.Property(q => q.Lines).HasConversion(new JsonDocumentConverter<IReadOnlyList<ChargeLine>>()).HasColumnType("jsonb");
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
