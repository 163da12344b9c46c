using Backline.Domain.Common;
using Backline.Server.Features.Imports.Staging;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Imports;

/// <param name="Sites">Sites that go, of those the import <paramref name="Created"/>.</param>
/// <param name="Counted">Months whose count was frozen since.</param>
public sealed record UndoOutlook(long Devices, long Restored, long Sites, long Created, IReadOnlyList<DateOnly> Counted);

/// <param name="First">The first few of them.</param>
public sealed record ChangedSince(long Count, IReadOnlyList<(Guid Id, string Name)> First);

/// <summary>Takes back the last import of an account: what it created goes, what it changed is as it was. Sites it created go unless something else uses them.</summary>
public sealed class ImportUndo(Session session)
{
    private const string NothingElse =
        """
        s.account_id = $1 and s.first_import_id = $2 and s.version = 1
        and not exists (select from contact x where x.account_id = $1 and x.site_id = s.id)
        and not exists (select from baseline_check k join baseline_place p on p.account_id = k.account_id and p.check_id = k.id where k.account_id = $1 and p.site_id = s.id)
        """;

    private const string NoDevice =
        """
        and not exists (select from device d where d.account_id = $1 and d.site_id = s.id and d.removed_at is null)
        and not exists (select from device d where d.account_id = $1 and d.site_id = s.id and d.removed_at is not null)
        """;

    private const string Restored =
        "site_id, model_id, category, model_name, serial, serial_key, mac, name, name_key, room, used_by, software_version, software_build, hardware_revision, ip_address, asset_tag, source, first_seen_at, last_seen_at, missing_since, first_import_id, last_import_id, updated_at, version";

    /// <summary><c>import.not-confirmed</c>, <c>import.not-the-last</c>, <c>import.counted-in-true-up</c>, <c>import.devices-changed-since</c> with how many.</summary>
    public async Task<Refusal?> WhyNotUndoAsync(Import import, CancellationToken stop)
    {
        if (import.State is not (ImportState.Confirmed or ImportState.Undoing)) return new("import.not-confirmed", import.Number);
        var later = await session.ScalarAsync<string>(
            "select number from import where account_id = $1 and state in ('confirmed', 'undoing', 'importing') and id <> $2 and coalesce(confirmed_at, 'infinity') > $3 order by confirmed_at desc limit 1", stop,
            import.AccountId, import.Id, import.ConfirmedAt);
        if (later is not null) return new("import.not-the-last", import.Number, later);
        // what was counted is being charged, or is paid: taking the devices away would leave a debt for what nobody has
        var trueUp = await session.FirstAsync(
            """
            select t.number, k.month from baseline_check k join baseline_decision d on d.account_id = k.account_id and d.check_id = k.id
            join true_up t on t.account_id = d.account_id and t.id = d.true_up_id
            where k.account_id = $1 and k.counted_at >= $2 and k.inventory_known order by k.month limit 1
            """, row => (Number: row.GetString(0), Month: row.GetFieldValue<DateOnly>(1)), stop, import.AccountId, import.ConfirmedAt);
        if (trueUp.Number is { } number) return new("import.counted-in-true-up", number, Ui.Formats.PlainMonth(trueUp.Month));
        var changed = await ChangedSinceAsync(import, stop);
        return changed.Count > 0 ? new("import.devices-changed-since", changed.Count, string.Join(", ", changed.First.Select(device => device.Name)) + (changed.Count > changed.First.Count ? ", …" : "")) : null;
    }

    /// <summary>The first of the devices somebody changed after the import, by what they are called.</summary>
    public async Task<ChangedSince> ChangedSinceAsync(Import import, CancellationToken stop)
    {
        var found = await session.LongListAsync(
            $"""
            select id, name, count(*) over () from (
                select id, coalesce(serial, mac, name) as name from device where account_id = $1 and first_import_id = $2 and version <> 1
                union all
                select c.device_id, coalesce(d.serial, d.mac, d.name, '') from import_change c left join device d on d.account_id = $1 and d.id = c.device_id
                where c.account_id = $1 and c.import_id = $2 and d.version is distinct from (c.before ->> 'version')::bigint + 1) changed
            order by name, id limit {ChangedShown}
            """, row => (Id: row.GetGuid(0), Name: row.GetString(1), All: row.GetInt64(2)), stop, import.AccountId, import.Id);
        return new(found.Count == 0 ? 0 : found[0].All, [.. found.Select(device => (device.Id, device.Name))]);
    }

    private const int ChangedShown = 5;

    /// <summary>What undoing would do, and what it cannot take back.</summary>
    public async Task<UndoOutlook> OutlookAsync(Import import, CancellationToken stop) => await session.FirstAsync(
        $"""
        select (select count(*) from device where account_id = $1 and first_import_id = $2), (select count(*) from import_change where account_id = $1 and import_id = $2),
            (select count(*) from site s where {NothingElse}), (select count(*) from site where account_id = $1 and first_import_id = $2),
            array(select distinct month from baseline_check where account_id = $1 and counted_at >= $3 and inventory_known order by month)
        """,
        row => new UndoOutlook(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetFieldValue<DateOnly[]>(4)), stop, import.AccountId, import.Id, import.ConfirmedAt)
        ?? throw new NotFoundException("import", import.Id);

    public async Task RunAsync(Import import, DateTimeOffset now, CancellationToken stop)
    {
        (await WhyNotUndoAsync(import, stop)).ThrowIfRefused();
        var created = await session.LongAsync("delete from device where account_id = $1 and first_import_id = $2", stop, import.AccountId, import.Id);
        await session.LongAsync(
            "insert into device_event (account_id, partner_id, device_id, id, at, kind, actor, details) select account_id, partner_id, device_id, gen_random_uuid(), $3, 'import-undone', $4, jsonb_build_object('import', $5::text) from import_change where account_id = $1 and import_id = $2",
            stop, import.AccountId, import.Id, now, session.Reader.Name, import.Number);
        var restored = await session.LongAsync(
            $"""
            update device d set ({Restored}) = (select {Restored} from jsonb_populate_record(null::device, c.before))
            from import_change c where c.account_id = $1 and c.import_id = $2 and d.account_id = $1 and d.id = c.device_id
            """, stop, import.AccountId, import.Id);
        // a site closed since takes none back
        await session.LongAsync("select from site where account_id = $1 and id in (select d.site_id from import_change c join device d on d.account_id = $1 and d.id = c.device_id where c.account_id = $1 and c.import_id = $2) order by id for share", stop, import.AccountId, import.Id);
        await session.LongAsync(
            """
            update device d set site_id = null from import_change c, site s
            where c.account_id = $1 and c.import_id = $2 and d.account_id = $1 and d.id = c.device_id and d.removed_at is null and s.account_id = $1 and s.id = d.site_id and s.closed_at is not null
            """, stop, import.AccountId, import.Id);
        var sites = await session.LongAsync($"delete from site s where {NothingElse} {NoDevice}", stop, import.AccountId, import.Id);
        await session.ExecuteAsync("update account set device_count = device_count - $2, version = version + 1 where account_id = $1 and $2 <> 0", stop, import.AccountId, created);
        await session.ExecuteAsync("update import set state = 'undone', undone_at = $3, refusal = null, version = version + 1 where account_id = $1 and id = $2", stop, import.AccountId, import.Id, now);
        session.Audit(new(import.AccountId, import.PartnerId, "import.undone", "import", import.Id, import.Number, After: new { removed = created, restored, sites }));
    }
}
