using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

/// <summary>The same change for many devices that somebody selected: one statement, one act per account. All or nothing.</summary>
public sealed class DeviceBulkOperations(Session session, DeviceEvents events, TimeProvider clock)
{
    public const int Most = 1000;

    /// <param name="Name">The serial number, or what else tells the device from others.</param>
    private sealed record Changed(Guid AccountId, Guid? PartnerId, Guid Id, string Name);

    public async Task<int> MoveAsync(IReadOnlyList<Guid> ids, Guid siteId, CancellationToken stop)
    {
        Check(ids);
        var site = await session.FirstAsync("select name, account_id from site where id = $1 and closed_at is null for share", row => new { Name = row.GetString(0), Account = row.GetGuid(1) }, stop, siteId)
            ?? throw new InvalidInputException(new InputError("/siteId", "device.site-unknown"));
        await events.AddMovesAsync(ids, site.Name, stop);
        var changed = await UpdateAsync("site_id = $3", ids, "and account_id = $4", stop, siteId, site.Account);
        if (changed.Count < ids.Count) throw new RefusedException(new("device.selection-not-of-site", site.Name));
        Audit(changed, "devices.moved", new { to = site.Name });
        return changed.Count;
    }

    public async Task<int> SetModelAsync(IReadOnlyList<Guid> ids, Guid modelId, CancellationToken stop)
    {
        Check(ids);
        var model = await session.FirstAsync("select name, category from model where id = $1", row => new { Name = row.GetString(0), Category = row.GetString(1) }, stop, modelId)
            ?? throw new InvalidInputException(new InputError("/modelId", "device.model-unknown"));
        await events.AddModelsAsync(ids, model.Name, stop);
        var changed = await UpdateAsync("model_id = $3, model_name = $4, category = $5", ids, "", stop, modelId, model.Name, model.Category);
        RefuseUnlessAll(ids, changed);
        Audit(changed, "devices.model-set", new { to = model.Name });
        return changed.Count;
    }

    public async Task<int> RemoveAsync(IReadOnlyList<Guid> ids, string? reason, CancellationToken stop)
    {
        Check(ids);
        new InputErrors().Text(reason, "/reason", lines: true).ThrowIfAny();
        var changed = await UpdateAsync("removed_at = $2, removed_reason = $3", ids, "", stop, reason!.Trim());
        RefuseUnlessAll(ids, changed);
        foreach (var account in changed.GroupBy(device => device.AccountId))
            await session.ExecuteAsync("update account set device_count = device_count - $2 where account_id = $1", stop, account.Key, account.Count());
        await events.AddAsync([.. changed.Select(device => device.Id)], "removed", new { reason = reason.Trim() }, stop);
        Audit(changed, "devices.removed", new { reason = reason.Trim() });
        return changed.Count;
    }

    private Task<List<Changed>> UpdateAsync(string set, IReadOnlyList<Guid> ids, string more, CancellationToken stop, params object[] args) => session.ListAsync(
        $"update device set {set}, updated_at = $2, version = version + 1 where id = any($1) and removed_at is null {more} returning account_id, partner_id, id, coalesce(serial, mac, id::text)",
        row => new Changed(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), row.GetString(3)), stop, [ids.ToArray(), clock.GetUtcNow(), .. args]);

    private void Audit(List<Changed> changed, string action, object details)
    {
        foreach (var account in changed.GroupBy(device => (device.AccountId, device.PartnerId)))
            session.Audit(new(account.Key.AccountId, account.Key.PartnerId, action, "device", account.First().Id, account.Count() == 1 ? account.First().Name : null,
                After: new { details, devices = account.Select(device => device.Name).Order(StringComparer.Ordinal) }));
    }

    private static void Check(IReadOnlyList<Guid> ids) => new InputErrors()
        .Refuse(ids.Count == 0, "/ids", "device.nothing-selected").Refuse(ids.Count > Most, "/ids", "device.too-many-selected", Most).ThrowIfAny();

    private static void RefuseUnlessAll(IReadOnlyList<Guid> ids, List<Changed> changed)
    {
        if (changed.Count < ids.Distinct().Count()) throw new RefusedException(new("device.selection-changed"));
    }
}
