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

    /// <summary>Before they stand elsewhere: each with the site it leaves.</summary>
    public Task AddMovesAsync(IReadOnlyList<Guid> devices, string to, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details)
        select d.account_id, d.partner_id, d.id, gen_random_uuid(), $2, 'moved', $3, jsonb_build_object('to', $4::text, 'changes', jsonb_build_object('site', jsonb_build_array(coalesce(s.name, ''), $4::text)))
        from device d left join site s on s.account_id = d.account_id and s.id = d.site_id where d.id = any($1)
        """, stop, devices.ToArray(), clock.GetUtcNow(), session.Reader.Name, to);

    /// <summary>Before they are another model: each with what it was.</summary>
    public Task AddModelsAsync(IReadOnlyList<Guid> devices, string to, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details)
        select account_id, partner_id, id, gen_random_uuid(), $2, 'model-set', $3, jsonb_build_object('to', $4::text, 'changes', jsonb_build_object('model', jsonb_build_array(model_name, $4::text)))
        from device where id = any($1)
        """, stop, devices.ToArray(), clock.GetUtcNow(), session.Reader.Name, to);

    internal static Npgsql.NpgsqlParameter Json(object details) => new() { Value = JsonSerializer.Serialize(details, BacklineJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
