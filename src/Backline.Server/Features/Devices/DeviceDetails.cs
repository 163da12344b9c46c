using System.Text.Json;
using System.Text.Json.Serialization;
using Backline.Server.Features.Coverage;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Devices;

/// <summary>Everything a device's own page shows.</summary>
public sealed record DeviceView(
    DeviceRow Device, string SoftwareBuild, string HardwareRevision, string IpAddress, string Source, DateTimeOffset FirstSeenAt, DateTimeOffset UpdatedAt, Guid? MovedToAccount, string? SiteNumber,
    string? Lifecycle, DateOnly? EndOfSupportOn);

/// <summary>One thing that happened to it.</summary>
/// <param name="ImportId">Of the import whose number the details name.</param>
public sealed record DeviceEvent(DateTimeOffset At, string Kind, string Actor, JsonElement Details, [property: JsonIgnore] Guid? ImportId = null);

/// <summary>The same serial number or MAC address in another account, now or before.</summary>
public sealed record DeviceElsewhere(Guid Id, string AccountName, bool Present);

public sealed class DeviceDetails(Session session, FleetCoverQueries cover, TimeProvider clock)
{
    private const int MostEvents = 200;

    public async Task<DeviceView> GetAsync(Guid id, CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var view = await session.FirstAsync(
            $"""
            select {DeviceRow.Columns}, d.software_build, d.hardware_revision, d.ip_address, d.source, d.first_seen_at, d.updated_at, d.moved_to_account, s.number
            from device d {DeviceRow.Joins} where d.id = $1
            """,
            row => new DeviceView(DeviceRow.Read(row, today), row.GetString(24), row.GetString(25), row.GetString(26), row.GetString(27), row.GetFieldValue<DateTimeOffset>(28),
                row.GetFieldValue<DateTimeOffset>(29), row.Nullable<Guid>(30), row.Text(31), row.Text(21), row.Nullable<DateOnly>(22)), stop, id)
            ?? throw new NotFoundException("device", id);
        return view with { Device = view.Device with { Cover = (await cover.OfAsync([id], stop))[id] } };
    }

    /// <summary>Newest first.</summary>
    public Task<List<DeviceEvent>> EventsAsync(DeviceRow device, CancellationToken stop) => session.ListAsync(
        $"""
        select e.at, e.kind, shown_name(e.actor), e.details, (select i.id from import i where i.account_id = $1 and i.number = e.details ->> 'import')
        from device_event e where e.account_id = $1 and e.device_id = $2 order by e.at desc, e.id desc limit {MostEvents}
        """,
        row => new DeviceEvent(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), JsonSerializer.Deserialize<JsonElement>(row.GetString(3)), row.Nullable<Guid>(4)), stop, device.AccountId, device.Id);

    /// <summary>What the reader may see of it: the vendor all, a partner its own accounts.</summary>
    public async Task<List<DeviceElsewhere>> ElsewhereAsync(DeviceRow device, CancellationToken stop) => device.Serial is null ? [] : await session.ListAsync(
        "select d.id, a.name, d.removed_at is null from device d join account a on a.account_id = d.account_id where d.serial_key = $1 and d.id <> $2 order by d.first_seen_at desc limit 10",
        row => new DeviceElsewhere(row.GetGuid(0), row.GetString(1), row.GetBoolean(2)), stop, Backline.Domain.Devices.SerialKey.From(device.Serial)!, device.Id);
}
