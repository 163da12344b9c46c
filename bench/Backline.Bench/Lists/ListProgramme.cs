using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backline.Server.Platform.Identity;

namespace Backline.Bench.Lists;

/// <summary>
/// A programme whose shape hurts lists as life does: serial numbers of a model begin alike, missing devices were seen long ago, few models make up most
/// of a fleet, one customer has a tenth of it all, one partner has 2,000 accounts.
/// </summary>
internal static class ListProgramme
{
    public const int Accounts = 2_500;

    public static Guid BigAccount { get; } = Id("account1");
    public static Guid BigPartner { get; } = Id("partner1");

    /// <summary>Fills an empty database; one that was kept is left as it is.</summary>
    public static async Task FillAsync(BenchDatabase database, int devices)
    {
        if (await database.ScalarAsync<bool>("select exists (select from device)")) return;
        await database.ExecuteAsync(AccountsSql(Accounts));
        var indexes = await DropIndexesAsync(database);
        await database.ExecuteAsync(DevicesSql(devices, Accounts));
        foreach (var index in indexes) await database.ExecuteAsync(index);
        await database.ExecuteAsync("update account a set device_count = n from (select account_id, count(*) n from device where removed_at is null group by account_id) d where d.account_id = a.account_id");
        await database.ExecuteAsync("vacuum analyze");
    }

    /// <summary>An API key of the role, with all its permissions.</summary>
    public static async Task<string> KeyAsync(BenchDatabase database, string role, Guid? accountId, Guid? partnerId)
    {
        var key = ApiKeys.Make();
        await using var command = database.Owner.CreateCommand(
            "insert into api_key (id, name, prefix, hash, role, account_id, partner_id, scopes, created_by, created_at) values ($1, $2, $3, $4, $2, $5, $6, '{}', 'bench', now())");
        object[] values = [Guid.CreateVersion7(), role, key[..12], ApiKeys.HashOf(key), (object?)accountId ?? DBNull.Value, (object?)partnerId ?? DBNull.Value];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
        return key;
    }

#pragma warning disable CA5351 // an id as the database's md5() makes it, no secret
    private static Guid Id(string name) => new(MD5.HashData(Encoding.UTF8.GetBytes(name)), bigEndian: true);
#pragma warning restore CA5351

    // building an index once is several times faster than growing it row by row
    private static async Task<List<string>> DropIndexesAsync(BenchDatabase database)
    {
        var made = new List<string>();
        var names = new List<string>();
        await using (var command = database.Owner.CreateCommand("select indexname, indexdef from pg_indexes where tablename = 'device' and indexdef not like 'CREATE UNIQUE%'"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                names.Add(reader.GetString(0));
                made.Add(reader.GetString(1));
            }
        }
        foreach (var name in names) await database.ExecuteAsync($"drop index {name}");
        return made;
    }

    private static string AccountsSql(int accounts) => string.Create(CultureInfo.InvariantCulture,
        $"""
        insert into partner (id, number, name, certified, country, language, time_zone, created_at)
        select md5('partner' || p)::uuid, 'P-' || (1000 + p), 'Partner ' || p, true, 'DE', 'en', 'Europe/Berlin', now() from generate_series(1, 20) p;
        insert into model (id, vendor, name, name_key, category, lifecycle)
        select md5('model' || m)::uuid, 'Bench', c.prefix || ' ' || m, lower(replace(c.prefix, ' ', '')) || m, c.category, case when m % 20 = 0 then 'end-of-support' else 'active' end
        from generate_series(1, 300) m, lateral (select
            (array['Voyager', 'Blackwire', 'Savi', 'VVX', 'Edge E', 'CCX', 'Studio X', 'G', 'Studio R', 'TC', 'RealConnect', 'Immersive'])[1 + m % 12] prefix,
            (array['headset', 'headset', 'headset', 'voice', 'voice', 'voice', 'video', 'video', 'video', 'room-accessory', 'infrastructure', 'immersive-telepresence'])[1 + m % 12] category) c;
        insert into account (account_id, partner_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at)
        select md5('account' || a)::uuid, case when a between 2 and 2001 then md5('partner1')::uuid when a % 2 = 0 then md5('partner' || (2 + a % 19))::uuid end,
            'MA-' || (500000 + a), 'Account ' || a, 'account ' || a, 'DE', 'en', 'Europe/Berlin', 'EUR', 'tenant', now()
        from generate_series(1, {accounts}) a;
        insert into site (account_id, partner_id, id, number, name, name_key, country, time_zone)
        select account_id, partner_id, md5(number || 'site' || s)::uuid, 'S-' || number || '-' || s, 'Site ' || s || ' of ' || number, lower('Site ' || s || ' of ' || number), 'DE', 'Europe/Berlin'
        from account, generate_series(1, case when number = 'MA-500001' then 50 else 4 end) s;
        """);

    private static string DevicesSql(int devices, int accounts) => string.Create(CultureInfo.InvariantCulture,
        $"""
        insert into device (account_id, id, partner_id, site_id, model_id, category, model_name, serial, serial_key, mac, name, name_key, room, software_version, source, first_seen_at, last_seen_at,
            missing_since, removed_at, removed_reason, updated_at)
        select a.account_id, md5('device' || i)::uuid, a.partner_id, case when i % 211 > 0 then md5(a.number || 'site' || (1 + i % (case when a.number = 'MA-500001' then 50 else 4 end)))::uuid end,
            m.id, coalesce(m.category, 'unknown'), coalesce(m.name, 'Gadget ' || i % 37), s.serial, s.serial,
            case when i % 3 = 0 then null else left(md5('oui' || i % 5), 6) || lpad(to_hex(i::bigint * 48271 % 16777216), 6, '0') end,
            'Room ' || i % 9973, 'room ' || i % 9973, 'R' || i % 500, '4.5.' || i % 9, 'lens-inventory', now() - interval '300 days',
            case when i % 50 = 0 then null else now() - make_interval(secs => (i::bigint * 7919 % 31536000) * (case when i % 20 = 1 then 1 else 0.02 end)) - (case when i % 150 = 1 then interval '60 days' else interval '0' end) end,
            case when i % 150 = 1 then current_date - 10 end, case when i % 60 = 7 then now() - make_interval(mins => i % 100000) end, case when i % 60 = 7 then 'scrapped' end, now()
        from generate_series(1, {devices}) i
        cross join lateral (select case when i <= {devices / 10} then 1 when i <= {devices / 100 * 82} and {accounts} > 2001 then 2 + i % 2000 else {Math.Min(2002, accounts)} + i % {Math.Max(1, accounts - 2001)} end account) owner
        cross join lateral (select (i::bigint * 48271 % 2147483647) % 1000 r) random
        cross join lateral (select case when r >= 995 then null when r >= 993 then 12 * (1 + r % 20) - 1 when r >= 985 then 12 * (1 + r % 24) - 3 else 1 + floor(299 * power(r / 985.0, 2))::int end model) chosen
        join account a on a.account_id = md5('account' || owner.account)::uuid
        left join model m on m.id = md5('model' || chosen.model)::uuid
        cross join lateral (select upper(left(md5('prefix' || coalesce(chosen.model, 0)), 3) || lpad(to_hex(i::bigint * 7368787 % 68719476736), 9, '0')) serial) s
        """);
}
