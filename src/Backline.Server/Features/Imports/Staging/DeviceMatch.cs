using Backline.Domain.Common;
using Backline.Server.Features.Devices;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Imports.Staging;

/// <summary>
/// Compares the staged rows with the devices there are now, in sets: <see cref="Domain.Devices.DeviceIdentity"/> as joins. An empty cell says nothing, so it changes nothing;
/// a last contact never goes back.
/// </summary>
internal sealed class DeviceMatch(Session session, Import import, bool toWrite)
{
    /// <summary>A row of the file (s) says something else than the device (d), or brings it back.</summary>
    public const string IsChanged =
        """
        ((s.serial_key is not null and s.serial_key is distinct from d.serial_key) or (s.mac is not null and s.mac is distinct from d.mac)
        or (s.model_id is not null and s.model_id is distinct from d.model_id) or (s.model_id is null and s.model_name <> '' and d.model_id is null and s.model_name <> d.model_name)
        or (s.site_id is not null and s.site_id is distinct from d.site_id) or s.site is not null
        or (s.name <> '' and s.name <> d.name) or (s.room <> '' and s.room <> d.room) or (s.used_by <> '' and s.used_by <> d.used_by)
        or (s.software_version <> '' and s.software_version <> d.software_version) or (s.software_build <> '' and s.software_build <> d.software_build)
        or (s.hardware_revision <> '' and s.hardware_revision <> d.hardware_revision) or (s.ip_address <> '' and s.ip_address <> d.ip_address)
        or (s.asset_tag <> '' and s.asset_tag <> d.asset_tag) or d.missing_since is not null)
        """;

    public const string IsSeen = "(s.last_seen_at is not null and (d.last_seen_at is null or s.last_seen_at > d.last_seen_at))";

    /// <summary>Staged rows with the device they are: no conflict among them.</summary>
    public const string Matched = "import_match m join import_stage s on s.row_number = m.row_number and s.kind = 0 join device d on d.account_id = $1 and d.id = m.device_id where m.code is null";

    public const string IsNew = "s.kind = 0 and not exists (select from import_match m where m.row_number = s.row_number)";

    public async Task<ImportCounts> RunAsync(FileStage stage, CancellationToken stop)
    {
        await session.LongAsync("create temp table import_match (row_number integer, device_id uuid, code text) on commit drop; create temp table import_missing (device_id uuid) on commit drop", stop);
        var hasDevices = await session.ScalarAsync<bool>("select exists (select from device where account_id = $1 and removed_at is null)", stop, import.AccountId);
        if (hasDevices) await MatchAsync(stop);
        if (toWrite) await DeviceIdentityOperations.TakeAsync(session, $"select s.serial_key from import_stage s where {IsNew} and s.serial_key is not null union all select s.mac from import_stage s where {IsNew} and s.mac is not null", stop);
        await FindElsewhereAsync(stop);
        await session.LongAsync("analyze import_match", stop);
        if (hasDevices && stage.Good > 0) await FindMissingAsync(stop);
        var conflicts = await session.ScalarAsync<long>("select count(*) from import_match where code is not null", stop);
        var counts = hasDevices ? await CountAsync(stop) : new ImportCounts();
        return counts with
        {
            Rows = stage.Read, Conflicts = stage.Conflicts + conflicts, Rejected = stage.Rejected, Warnings = stage.Warnings,
            New = stage.Good - conflicts - counts.Changed - counts.Unchanged,
        };
    }

    /// <summary>
    /// Of every row what becomes of it, and of every device the version that was looked at: two previews of one file that show the same have the same.
    /// Counts alone would not tell a device that came into the file's way from one that left it.
    /// </summary>
    public Task<string?> DigestAsync(CancellationToken stop) => session.ScalarAsync<string>(
        """
        select concat(
            (select sum(hashtextextended(concat(s.row_number, '|', s.model_id, '|', s.site_id, '|', m.device_id, '|', m.code, '|', d.version), 0))
             from import_stage s left join import_match m on m.row_number = s.row_number left join device d on d.account_id = $1 and d.id = m.device_id where s.kind = 0), ' ',
            (select sum(hashtextextended(device_id::text, 0)) from import_missing))
        """, stop, import.AccountId);

    private async Task MatchAsync(CancellationToken stop)
    {
        await session.LongAsync(
            """
            insert into import_match
            select s.row_number, coalesce(a.id, b.id), case
                when a.id is not null and b.id is not null and a.id <> b.id then 'device.serial-and-mac-disagree'
                when a.id is null and s.serial_key is not null and b.serial_key is not null then 'device.serial-differs' end
            from import_stage s
            left join device a on a.account_id = $1 and a.removed_at is null and a.serial_key = s.serial_key
            left join device b on b.account_id = $1 and b.removed_at is null and b.mac = s.mac
            where s.kind = 0 and (a.id is not null or b.id is not null)
            """, stop, import.AccountId);
        // one row names a device by its serial number, another by its address
        await session.LongAsync(
            "update import_match set code = 'import.same-device' where code is null and device_id in (select device_id from import_match where code is null group by device_id having count(*) > 1)", stop);
    }

    /// <summary>A device that is live in another account would be counted and covered twice.</summary>
    private Task<int> FindElsewhereAsync(CancellationToken stop) => session.LongAsync(
        $"""
        insert into import_match
        select s.row_number, null::uuid, 'import.serial-elsewhere' from import_stage s
        where {IsNew} and exists (select from device d where d.serial_key = s.serial_key and d.removed_at is null and d.account_id <> $1)
        union all
        select s.row_number, null::uuid, 'import.mac-elsewhere' from import_stage s
        where {IsNew} and s.serial_key is null and exists (select from device d where d.mac = s.mac and d.removed_at is null and d.account_id <> $1)
        """, stop, import.AccountId);

    // of the devices (d) those of the part the file covers
    private const string InPart =
        """
        d.account_id = $1 and d.removed_at is null and d.missing_since is null
        and case $2 when 'account' then true when 'source' then d.source = $3 else d.site_id in (select site_id from import_stage where site_id is not null) end
        """;

    /// <summary>Known devices of the part the file covers.</summary>
    public async Task<long> CoveredAsync(CancellationToken stop) =>
        (await session.LongListAsync($"select count(*) from device d where {InPart}", row => row.GetInt64(0), stop, import.AccountId, import.Covers.Word(), import.Format ?? ""))[0];

    private async Task FindMissingAsync(CancellationToken stop)
    {
        if (import.Covers == ImportCovers.Nothing) return;
        // before the first statistics of a young database the planner expects one device and would compare every device with every row
        await session.LongAsync("set local enable_nestloop = off", stop);
        await session.LongAsync(
            $"""
            insert into import_missing
            select d.id from device d
            where {InPart}
              and not exists (select from import_stage s where s.serial_key = d.serial_key) and not exists (select from import_stage s where s.mac = d.mac)
            """, stop, import.AccountId, import.Covers.Word(), import.Format ?? "");
        await session.LongAsync("set local enable_nestloop = on", stop);
        await session.LongAsync("analyze import_missing", stop);
    }

    private async Task<ImportCounts> CountAsync(CancellationToken stop)
    {
        var missing = await session.ScalarAsync<long>("select count(*) from import_missing", stop);
        var rows = await session.LongListAsync(
            $"select count(*) filter (where {IsChanged}), count(*) filter (where not {IsChanged}), count(*) filter (where not {IsChanged} and {IsSeen}) from {Matched}",
            row => new ImportCounts { Changed = row.GetInt64(0), Unchanged = row.GetInt64(1), Seen = row.GetInt64(2), Missing = missing }, stop, import.AccountId);
        return rows[0];
    }
}
