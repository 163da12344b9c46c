using Backline.Domain.Catalog;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What each month's inventory of an account brings: devices that join, are seen again, or stop appearing.</summary>
internal sealed class DemoInventories(DemoStage stage)
{
    private static readonly TimeSpan SinceHeard = TimeSpan.FromHours(7);

    public Task TakeAsync(DemoAccount account, Guid accountId, DemoFleet fleet, int month, string step, DateTimeOffset at, DateTimeOffset last, CancellationToken stop) =>
        stage.PlayAsync($"{step} {account.Key} {month}", at, DemoStage.Narrator, async services =>
        {
            var session = services.GetRequiredService<Session>();
            var known = await session.ScalarAsync<long>("select count(*) from device where account_id = $1", stop, accountId) > 0;
            await AddAsync(session, accountId, account, [.. fleet.ListedIn(month).Where(device => !known || (month > 0 && device.Joined == month))], at, stop);
            await session.ExecuteAsync("update device set last_seen_at = $3, updated_at = $2 where account_id = $1 and serial_key = any ($4) and removed_at is null", stop,
                accountId, at, at - SinceHeard, Keys(fleet.ListedIn(month).Where(device => !device.Unseen)));
            await session.ExecuteAsync("update device set missing_since = $2, updated_at = $3, version = version + 1 where account_id = $1 and serial_key = any ($4) and removed_at is null and missing_since is null", stop,
                accountId, DateOnly.FromDateTime(at.UtcDateTime), at, Keys(fleet.Devices.Where(device => device.MissingSince == month)));
            await session.ExecuteAsync("update device set last_seen_at = least(last_seen_at, $3) where account_id = $1 and serial_key = any ($2)", stop,
                accountId, Keys(fleet.Devices.Where(device => device.Unseen)), last.AddDays(-118));
            await session.ExecuteAsync("update account set device_count = (select count(*) from device where account_id = $1 and removed_at is null) where account_id = $1", stop, accountId);
        }, stop);

    public async Task RemoveAsync(DemoAccount account, Guid accountId, DemoFleet fleet, int month, DateTimeOffset at, CancellationToken stop)
    {
        if (account.Removed is not { } removed || removed.Month != month) return;
        await stage.PlayAsync($"removed {account.Key}", at, DemoStage.Narrator, services => services.GetRequiredService<Session>().ExecuteAsync(
            "update device set removed_at = $2, removed_reason = $3, updated_at = $2, version = version + 1 where account_id = $1 and serial_key = any ($4)", stop,
            accountId, at, removed.Reason, Keys(fleet.Devices.Where(device => device.RemovedIn == month))), stop);
    }

    private static async Task AddAsync(Session session, Guid accountId, DemoAccount account, IReadOnlyList<DemoDevice> devices, DateTimeOffset at, CancellationToken stop)
    {
        var sites = (await session.ListAsync("select name, id from site where account_id = $1", row => (Name: row.GetString(0), Id: row.GetGuid(1)), stop, accountId)).ToDictionary(site => site.Name, site => site.Id);
        await session.ExecuteAsync(
            """
            insert into device (account_id, partner_id, id, site_id, model_id, category, model_name, serial, serial_key, mac, name, name_key, room, used_by, software_version, source, first_seen_at, last_seen_at, updated_at)
            select $1, a.partner_id, d.id, d.site, m.id, coalesce(m.category, 'unknown'), coalesce(m.name, d.model), d.serial, d.serial, d.mac, d.name, lower(d.name), d.room, d.person, d.software, $2, $3, $3, $3
            from unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) d (id, site, model, key, serial, mac, name, room, person, software)
            join account a on a.account_id = $1 left join model m on m.name_key = d.key
            """, stop, accountId, account.Format, at,
            devices.Select(_ => Guid.CreateVersion7(at)).ToArray(), devices.Select(device => sites[device.Site.Name]).ToArray(), devices.Select(device => device.Model).ToArray(),
            devices.Select(device => ModelName.Key(device.Model)).ToArray(), devices.Select(device => device.Serial).ToArray(), devices.Select(device => device.Mac).ToArray(),
            devices.Select(device => device.Name).ToArray(), devices.Select(device => device.Room).ToArray(), devices.Select(device => device.User).ToArray(), devices.Select(device => device.Software).ToArray());
    }

    private static string?[] Keys(IEnumerable<DemoDevice> devices) => [.. devices.Select(device => SerialKey.From(device.Serial))];
}
