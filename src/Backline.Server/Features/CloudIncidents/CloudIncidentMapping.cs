using Backline.Domain.CloudIncidents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.CloudIncidents;

internal sealed class CloudIncidentMapping : IEntityTypeConfiguration<CloudIncident>
{
    /// <summary>Columns that stand beside what the rules read.</summary>
    public const string Owner = "owner", AlarmAt = "alarm_at", WishUntold = "wish_untold";

    public void Configure(EntityTypeBuilder<CloudIncident> builder)
    {
        builder.ToTable("cloud_incident");
        builder.HasKey(incident => new { incident.AccountId, incident.Id });
        builder.Property<string?>(Owner);
        builder.Property<DateTimeOffset>(AlarmAt);
        builder.Property<bool>(WishUntold);
    }
}
