using Backline.Domain.Common;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>Writes what the match found, in sets. Rows as they were before go to import_change; created devices are known by first_import_id.</summary>
internal sealed class ImportApply(Session session, Import import, DateTimeOffset now)
{
    public async Task RunAsync(ImportCounts counts, CancellationToken stop)
    {
        if (import.Findings.UnknownSites > 0) await SitesAsync(stop);
        await HoldSitesAsync(stop);
        if (counts.Changed + counts.Seen > 0) await ChangeAsync(stop);
        if (counts.Missing > 0) await MissAsync(stop);
        if (counts.New > 0) await AddAsync(stop);
        await session.ExecuteAsync("update account set device_count = device_count + $2, version = version + 1 where account_id = $1 and $2 <> 0", stop, import.AccountId, (int)counts.New);
    }

    private async Task SitesAsync(CancellationToken stop)
    {
        if (import.CreateSites && import.OffersSites)
        {
            await session.OneAtATimeAsync("sites", import.AccountId, stop);
            await session.LongAsync(
                """
                insert into site (account_id, partner_id, id, number, name, name_key, country, time_zone, first_import_id)
                select a.account_id, a.partner_id, gen_random_uuid(), 'S-' || nextval('site_number_seq'), s.name, s.key, a.country, a.time_zone, $2
                from account a, (select min(trim(site)) as name, lower(trim(site)) as key from import_stage where kind = 0 and site is not null group by lower(trim(site))) s
                where a.account_id = $1 and not exists (select from site x where x.account_id = $1 and x.name_key = s.key)
                """, stop, import.AccountId, import.Id);
            await session.LongAsync("update import_stage s set site_id = x.id from site x where x.account_id = $1 and s.kind = 0 and s.site is not null and x.closed_at is null and x.name_key = lower(trim(s.site))", stop, import.AccountId);
        }
        await session.LongAsync("update import_stage set site = null where site is not null", stop);
    }

    // a site that closed while the file was read takes no devices: what is asked for is another preview
    private async Task HoldSitesAsync(CancellationToken stop)
    {
        var closed = await session.LongListAsync(
            "select closed_at is not null from site where account_id = $1 and id in (select site_id from import_stage where site_id is not null) order by id for share", row => row.GetBoolean(0), stop, import.AccountId);
        if (closed.Contains(true)) throw new RefusedException(new("import.changed-meanwhile"));
    }

    private async Task ChangeAsync(CancellationToken stop)
    {
        var changed = $"{DeviceMatch.Matched} and ({DeviceMatch.IsChanged} or {DeviceMatch.IsSeen})";
        await KeepAsync($"select d.id, to_jsonb(d) from {changed}", stop);
        await session.LongAsync(
            $"""
            insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details)
            select $1, d.partner_id, d.id, gen_random_uuid(), $2, 'imported', $3, jsonb_build_object('import', $4::text, 'changes', {DeviceChange.Json}) from {DeviceMatch.Matched} and {DeviceMatch.IsChanged}
            """, stop, import.AccountId, now, session.Reader.Name, import.Number);
        await session.LongAsync(
            $"""
            update device t set {DeviceChange.Set}, last_import_id = $2, updated_at = $3, version = d.version + 1
            from {DeviceMatch.Matched} and ({DeviceMatch.IsChanged} or {DeviceMatch.IsSeen}) and t.account_id = $1 and t.id = d.id
            """, stop, import.AccountId, import.Id, now);
    }

    private async Task MissAsync(CancellationToken stop)
    {
        await KeepAsync("select d.id, to_jsonb(d) from import_missing m join device d on d.account_id = $1 and d.id = m.device_id", stop);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(import.TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        await session.LongAsync(
            "insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details) select $1, $2, device_id, gen_random_uuid(), $3, 'missing', $4, jsonb_build_object('import', $5::text, 'since', $6::date) from import_missing",
            stop, import.AccountId, ImportQueries.Typed(import.PartnerId), now, session.Reader.Name, import.Number, today);
        await session.LongAsync(
            "update device d set missing_since = $2, last_import_id = $3, updated_at = $4, version = version + 1 from import_missing m where d.account_id = $1 and d.id = m.device_id", stop,
            import.AccountId, today, import.Id, now);
    }

    private Task<int> AddAsync(CancellationToken stop) => session.LongAsync(
        $"""
        insert into device (account_id, id, partner_id, site_id, model_id, category, model_name, serial, serial_key, mac, name, name_key, room, used_by, software_version, software_build,
            hardware_revision, ip_address, asset_tag, source, first_seen_at, last_seen_at, first_import_id, last_import_id, updated_at)
        select $1, s.id, $2, s.site_id, s.model_id, s.category, s.model_name, s.serial, s.serial_key, s.mac, s.name, s.name_key, s.room, s.used_by, s.software_version, s.software_build,
            s.hardware_revision, s.ip_address, s.asset_tag, $3, $4, s.last_seen_at, $5, $5, $4
        from import_stage s where {DeviceMatch.IsNew}
        """, stop, import.AccountId, ImportQueries.Typed(import.PartnerId), import.Format ?? "", now, import.Id);

    private Task<int> KeepAsync(string rows, CancellationToken stop) => session.LongAsync(
        $"insert into import_change (account_id, partner_id, import_id, device_id, before) select $1, $2, $3, r.* from ({rows}) r", stop, import.AccountId, ImportQueries.Typed(import.PartnerId), import.Id);
}
