using System.Text.Json;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using NpgsqlTypes;

namespace Backline.Server.Features.Devices;

/// <summary>What happened to devices: appended, read on the device's page.</summary>
public sealed class DeviceEvents(Session session, TimeProvider clock)
{
    public Task AddAsync(Device device, string kind, object details, CancellationToken stop) => session.ExecuteAsync(
        "insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details) values ($1, $2, $3, $4, $5, $6, $7, $8)", stop,
        device.AccountId, device.PartnerId, device.Id, Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow(), kind, session.Reader.Name, Json(details));

    /// <summary>The same event for many devices.</summary>
    public Task AddAsync(IReadOnlyList<Guid> devices, string kind, object details, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details)
        select account_id, partner_id, id, gen_random_uuid(), $2, $3, $4, $5 from device where id = any($1)
        """, stop, devices.ToArray(), clock.GetUtcNow(), kind, session.Reader.Name, Json(details));

    internal static Npgsql.NpgsqlParameter Json(object details) => new() { Value = JsonSerializer.Serialize(details, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
