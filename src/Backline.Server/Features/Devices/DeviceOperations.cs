using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Devices;

/// <summary>Every change of one device: load, decide, note. The caller saves.</summary>
public sealed class DeviceOperations(Session session, DeviceEvents events, TimeProvider clock)
{
    /// <exception cref="RefusedException">
    /// <c>device.serial-taken</c>, <c>device.mac-taken</c>: in this account; <c>device.serial-elsewhere</c>: in another one, and not asked to take it over.
    /// </exception>
    public async Task<Device> AddAsync(DeviceInput input, CancellationToken stop)
    {
        input.Check();
        var now = clock.GetUtcNow();
        var place = await PlaceAsync(input, stop);
        var device = Device.Add(place, await ModelAsync(input, stop), input.Facts, now);
        await RefuseTakenAsync(device, stop);
        await SettleOtherAccountAsync(device, input.TakeOver, now, stop);
        (await session.OpenAsync(stop)).Add(device);
        await events.AddAsync(device, "added", new { model = device.ModelName }, stop);
        await CountAsync(device.AccountId, 1, stop);
        Audit(device, "device.added", after: input);
        return device;
    }

    /// <summary>Replaces what is known: facts, model and site. What is as it was is noted nowhere.</summary>
    public async Task<Device> ChangeAsync(Guid id, long version, DeviceInput input, CancellationToken stop)
    {
        input.Check();
        var now = clock.GetUtcNow();
        var device = await LoadAsync(id, version, stop);
        device.WhyNotChange().ThrowIfRefused();
        var before = await KnownAsync(device, stop);
        var (serial, mac) = (device.SerialKey, device.Mac);
        device.Describe(input.Facts, now);
        if (device.SerialKey != serial || device.Mac != mac)
        {
            await RefuseTakenAsync(device, stop);
            await SettleOtherAccountAsync(device, input.TakeOver, now, stop);
            await events.AddAsync(device, "identity-changed", new { changes = DeviceChanges.Of(("serial", before["serial"], device.Serial), ("mac", before["mac"], Shown(device.Mac))) }, stop);
        }
        await MoveAsync(device, input.SiteId, now, stop);
        if (device.Become(await ModelAsync(input, stop), now)) await events.AddAsync(device, "model-set", new { to = device.ModelName, changes = DeviceChanges.Of(("model", before["model"], device.ModelName)) }, stop);
        var changes = DeviceChanges.Of(("name", before["name"], device.Name), ("room", before["room"], device.Room), ("used-by", before["usedBy"], device.UsedBy), ("asset-tag", before["assetTag"], device.AssetTag), ("software-version", before["softwareVersion"], device.SoftwareVersion));
        if (changes.Count > 0) await events.AddAsync(device, "edited", new { changes }, stop);
        var after = await KnownAsync(device, stop);
        var changed = after.Keys.Where(key => before[key] != after[key]).ToList();
        if (changed.Count > 0) Audit(device, "device.changed", changed.ToDictionary(key => key, key => before[key]), changed.ToDictionary(key => key, key => after[key]));
        return device;
    }

    /// <summary>Out of count and coverage; the reason is kept.</summary>
    public async Task<Device> RemoveAsync(Guid id, long version, string? reason, CancellationToken stop)
    {
        new InputErrors().Text(reason, "/reason", lines: true).ThrowIfAny();
        var device = await LoadAsync(id, version, stop);
        device.Remove(reason!.Trim(), clock.GetUtcNow());
        await events.AddAsync(device, "removed", new { reason = device.RemovedReason }, stop);
        await CountAsync(device.AccountId, -1, stop);
        Audit(device, "device.removed", after: new { reason = device.RemovedReason });
        return device;
    }

    /// <summary>Where it stood, or at no site when that one was closed meanwhile: it is back either way, and can be moved.</summary>
    public async Task<Device> RestoreAsync(Guid id, long version, CancellationToken stop)
    {
        var device = await LoadAsync(id, version, stop);
        device.WhyNotRestore().ThrowIfRefused();
        await RefuseTakenAsync(device, stop);
        await SettleOtherAccountAsync(device, takeOver: false, clock.GetUtcNow(), stop);
        device.Restore(clock.GetUtcNow());
        await events.AddAsync(device, "restored", new { }, stop);
        if (device.SiteId is { } site && await OpenSiteAsync(device.AccountId, site, stop) is null) await MoveAsync(device, null, clock.GetUtcNow(), stop);
        await CountAsync(device.AccountId, 1, stop);
        Audit(device, "device.restored");
        return device;
    }

    /// <summary>A model changed its name or category: its devices follow, removed ones too, in one statement.</summary>
    public Task<int> RecategoriseAsync(Guid modelId, string name, string category, CancellationToken stop) => RecategoriseAsync(session, modelId, name, category, clock.GetUtcNow(), stop);

    /// <summary>The same for shipped data, which is taken in before anybody is there.</summary>
    public static Task<int> RecategoriseAsync(Session session, Guid modelId, string name, string category, DateTimeOffset now, CancellationToken stop) => session.ExecuteAsync(
        "update device set model_name = $2, category = $3, updated_at = $4, version = version + 1 where model_id = $1 and (model_name, category) <> ($2, $3)", stop, modelId, name, category, now);

    private async Task<Device> LoadAsync(Guid id, long version, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var device = await db.Set<Device>().SingleOrDefaultAsync(device => device.Id == id, stop) ?? throw new NotFoundException("device", id);
        return device.Version == version ? device : throw new StaleVersionException();
    }

    private async Task<DevicePlace> PlaceAsync(DeviceInput input, CancellationToken stop)
    {
        var account = input.AccountId ?? session.Reader.AccountId ?? throw new InvalidInputException(new InputError("/accountId", "input.required"));
        var place = await session.FirstAsync("select account_id, partner_id from account where account_id = $1", row => new DevicePlace(row.GetGuid(0), row.Nullable<Guid>(1), null), stop, account)
            ?? throw new InvalidInputException(new InputError("/accountId", "device.account-unknown"));
        if (input.SiteId is { } site) await SiteNameAsync(place.AccountId, site, stop);
        return place with { SiteId = input.SiteId };
    }

    // all that a person can change of it, in words; null for nothing
    private async Task<Dictionary<string, string?>> KnownAsync(Device device, CancellationToken stop) => new(StringComparer.Ordinal)
    {
        ["serial"] = device.Serial, ["mac"] = Shown(device.Mac), ["model"] = device.ModelName, ["site"] = await StandsAtAsync(device, stop), ["name"] = Text(device.Name), ["room"] = Text(device.Room),
        ["usedBy"] = Text(device.UsedBy), ["assetTag"] = Text(device.AssetTag), ["softwareVersion"] = Text(device.SoftwareVersion),
    };

    private async Task<string?> StandsAtAsync(Device device, CancellationToken stop) =>
        device.SiteId is { } site ? await session.ScalarAsync<string>("select name from site where account_id = $1 and id = $2", stop, device.AccountId, site) : null;

    private async Task MoveAsync(Device device, Guid? siteId, DateTimeOffset now, CancellationToken stop)
    {
        var to = siteId is { } site ? await SiteNameAsync(device.AccountId, site, stop) : null;
        var from = await StandsAtAsync(device, stop);
        if (device.MoveTo(siteId, now)) await events.AddAsync(device, "moved", new { to, changes = DeviceChanges.Of(("site", from, to)) }, stop);
    }

    private async Task<string> SiteNameAsync(Guid account, Guid site, CancellationToken stop) =>
        await OpenSiteAsync(account, site, stop) ?? throw new InvalidInputException(new InputError("/siteId", "device.site-unknown"));

    // held until the device stands there, so that nobody closes it in between
    private Task<string?> OpenSiteAsync(Guid account, Guid site, CancellationToken stop) =>
        session.ScalarAsync<string>("select name from site where account_id = $1 and id = $2 and closed_at is null for share", stop, account, site);

    private async Task<DeviceModel> ModelAsync(DeviceInput input, CancellationToken stop)
    {
        if (input.ModelId is { } id)
            return await session.FirstAsync("select id, name, category from model where id = $1", row => new DeviceModel(row.GetGuid(0), row.GetString(1), row.GetString(2)), stop, id)
                ?? throw new InvalidInputException(new InputError("/modelId", "device.model-unknown"));
        // a name that is certain needs no person
        return await session.FirstAsync(
            """
            select m.id, m.name, m.category from model m where m.name_key = $1
            union all select m.id, m.name, m.category from model_alias a join model m on m.id = a.model_id where a.name_key = $1 limit 1
            """, row => new DeviceModel(row.GetGuid(0), row.GetString(1), row.GetString(2)), stop, ModelName.Key(input.ModelName!))
            ?? new(null, input.ModelName!.Trim(), Device.UnknownCategory);
    }

    private async Task RefuseTakenAsync(Device device, CancellationToken stop)
    {
        await DeviceIdentityOperations.TakeAsync(session, device, stop);
        var taken = await session.FirstAsync(
            "select coalesce(serial_key = $3, false) from device where account_id = $1 and removed_at is null and id <> $2 and (serial_key = $3 or mac = $4) limit 1",
            row => (bool?)row.GetBoolean(0), stop, device.AccountId, device.Id, Typed(device.SerialKey), Typed(device.Mac));
        if (taken == true) throw new RefusedException(new("device.serial-taken", device.Serial!));
        if (taken == false) throw new RefusedException(new("device.mac-taken", MacKey.Format(device.Mac!)));
    }

    // a serial number in two accounts would be counted and covered twice
    private async Task SettleOtherAccountAsync(Device device, bool takeOver, DateTimeOffset now, CancellationToken stop)
    {
        if (await session.ScalarAsync<bool>("select device_elsewhere($1, $2, $3)", stop, device.AccountId, Typed(device.SerialKey), Typed(device.Mac)) is false) return;
        if (!takeOver) throw new RefusedException(new("device.serial-elsewhere", device.Label));
        if (!session.Reader.IsVendor) throw new RefusedException(new("device.take-over-by-vendor", device.Label));
        var db = await session.OpenAsync(stop);
        var others = await db.Set<Device>().Where(other => other.AccountId != device.AccountId && other.RemovedAt == null
            && ((device.SerialKey != null && other.SerialKey == device.SerialKey) || (device.Mac != null && other.Mac == device.Mac))).ToListAsync(stop);
        foreach (var other in others)
        {
            other.LeaveFor(device.AccountId, now);
            await events.AddAsync(other, "moved-away", new { }, stop);
            await CountAsync(other.AccountId, -1, stop);
            Audit(other, "device.moved-away", after: new { device = device.Id });
        }
        await events.AddAsync(device, "taken-over", new { }, stop);
    }

    private Task<int> CountAsync(Guid account, int change, CancellationToken stop) =>
        session.ExecuteAsync("update account set device_count = device_count + $2 where account_id = $1", stop, account, change);

    private void Audit(Device device, string action, object? before = null, object? after = null) =>
        session.Audit(new(device.AccountId, device.PartnerId, action, "device", device.Id, device.Label, before, after));

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static string? Shown(string? mac) => mac is null ? null : MacKey.Format(mac);

    private static Npgsql.NpgsqlParameter Typed(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
