using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Plans;

internal sealed class PlanMapping : IEntityTypeConfiguration<Plan>
{
    public void Configure(EntityTypeBuilder<Plan> builder)
    {
        builder.ToTable("plan");
        builder.HasKey(plan => plan.Id);
        builder.Property(plan => plan.Settings).HasConversion<JsonDocumentConverter<PlanSettings>>().HasColumnType("jsonb");
    }
}
