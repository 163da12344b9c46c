using Backline.Domain.Incidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Incidents;

internal sealed class IncidentMapping : IEntityTypeConfiguration<MajorIncident>
{
    public void Configure(EntityTypeBuilder<MajorIncident> builder)
    {
        builder.ToTable("major_incident");
        builder.HasKey(incident => incident.Id);
    }
}
