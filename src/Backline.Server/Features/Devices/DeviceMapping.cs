using Backline.Domain.Devices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Backline.Server.Features.Devices;

internal sealed class DeviceMapping : IEntityTypeConfiguration<Device>
{
    public void Configure(EntityTypeBuilder<Device> builder)
    {
        builder.ToTable("device");
        builder.HasKey(device => new { device.AccountId, device.Id });
        builder.Ignore(device => device.Label).Ignore(device => device.IsPresent);
    }
}
