using Backline.Domain.Defects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Defects;

internal sealed class DefectMapping : IEntityTypeConfiguration<Defect>
{
    public void Configure(EntityTypeBuilder<Defect> builder)
    {
        builder.ToTable("defect");
        builder.HasKey(defect => defect.Id);
    }
}
