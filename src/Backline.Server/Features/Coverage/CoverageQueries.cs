using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Coverage;

/// <summary>Everything the queries found: the facts of the decision, and what a page shows beside it.</summary>
internal sealed record CoverageFound(CoverageQuestion Question, CoverageFacts Facts, IReadOnlyList<AccountFound> Accounts, SiteFound? Site, IReadOnlyList<DeviceFound> Devices);

internal sealed record AccountFound(Guid Id, string Number, string Name, string TimeZone, string? Partner);

internal sealed record SiteFound(Guid Id, Guid AccountId, string Number, string Name);

internal sealed record DeviceFound(Guid Id, string ModelName, string? Serial, string? Site, string Room);

/// <summary>Looks up what a question names, in one round trip: devices, site, model, the accounts concerned, and their contracts.</summary>
internal sealed class CoverageQueries(Session session, PlanFacts plans)
{
    private const int MostDevices = 50;

    private const string Devices =
        """
        select d.id, d.account_id, d.serial, d.model_name, d.missing_since, d.removed_at, d.moved_to_account is not null, d.room, s.name,
               m.id, m.vendor, m.name, m.category, m.lifecycle, m.end_of_support_on
        from device d left join model m on m.id = d.model_id left join site s on s.account_id = d.account_id and s.id = d.site_id
        """;

    // the accounts that what was asked may mean; a customer's question without any is about its own
    private const string Concerned =
        """
        select account_id from device where $1::text is not null and serial_key = $1
        union select account_id from contract_device where $1::text is not null and serial_key = $1 and removed_at is null
        union select account_id from device where $2::text is not null and mac = $2
        union select account_id from site where ($3::text is not null and number = $3) or id = $4
        union select account_id from account where ($5::text is not null and number = $5) or account_id = $6
        """;

    private const string Contracts =
        $"""
        select c.id, c.account_id, c.number, c.plan_code, c.plan_name, c.state, c.starts_on, c.ends_on, c.ended_at, c.settings::text, c.options,
               array(select category from contract_category k where k.account_id = c.account_id and k.contract_id = c.id),
               array(select category from true_up t where t.account_id = c.account_id and t.contract_id = c.id and t.state = 'open'),
               (select min(basis) from contract_device n where n.account_id = c.account_id and n.contract_id = c.id and n.removed_at is null
                   and n.serial_key = any (array(select $1::text union select serial_key from device where $2::text is not null and mac = $2)))
        from contract c where c.account_id in ({Concerned})
        """;

    private const string Accounts =
        $"select a.account_id, a.number, a.name, a.time_zone, p.name from account a left join partner p on p.id = a.partner_id where a.account_id in ({Concerned}) order by a.account_id";

    private const string Site = "select id, account_id, number, name from site where ($1::text is not null and number = $1) or id = $2 limit 2";

    private const string Model =
        """
        select id, vendor, name, category, lifecycle, end_of_support_on from model
        where name_key = $1 or id = (select model_id from model_alias where name_key = $1) limit 1
        """;

    public async Task<CoverageFound> FindAsync(CoverageSearch search, CancellationToken stop)
    {
        // a customer who names nothing but a model asks about the own account
        var account = search.AccountGuid ?? (search.Account is null ? session.Reader.AccountId : null);
        return await session.ReadOnceAsync(
            batch =>
            {
                Add(batch, search.Mac is null ? $"{Devices} where d.serial_key = $1 limit {MostDevices}" : $"{Devices} where d.serial_key = $1 or d.mac = $2 limit {MostDevices}",
                    search.Mac is null ? [search.Serial] : [search.Serial, search.Mac]);
                Add(batch, Site, search.SiteGuid is null ? search.Site : null, search.SiteGuid);
                Add(batch, Model, search.ModelKey);
                var named = search.AccountGuid is null ? search.Account : null;
                object?[] concerned = [search.Serial, search.Mac, search.SiteGuid is null ? search.Site : null, search.SiteGuid, named, account];
                Add(batch, Accounts, concerned);
                Add(batch, Contracts, concerned);
            },
            (row, _) => ReadAsync(row, search, account, stop), stop);
    }

    private static void Add(NpgsqlBatch batch, string sql, params object?[] args)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var arg in args) command.Parameters.Add(arg is Guid id ? new NpgsqlParameter<Guid> { TypedValue = id } : new NpgsqlParameter { Value = arg ?? DBNull.Value, NpgsqlDbType = arg is null ? NpgsqlDbType.Unknown : NpgsqlDbType.Text });
        batch.BatchCommands.Add(command);
    }

    private async Task<CoverageFound> ReadAsync(NpgsqlDataReader row, CoverageSearch search, Guid? account, CancellationToken stop)
    {
        var devices = new List<(DeviceFacts Facts, DeviceFound Found, DateTimeOffset? RemovedAt)>();
        while (await row.ReadAsync(stop)) devices.Add(ReadDevice(row));
        await row.NextResultAsync(stop);
        var sites = new List<SiteFound>();
        while (await row.ReadAsync(stop)) sites.Add(new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3)));
        await row.NextResultAsync(stop);
        var model = await row.ReadAsync(stop) ? ReadModel(row, 0) : null;
        await row.NextResultAsync(stop);
        var accounts = new List<AccountFound>();
        while (await row.ReadAsync(stop)) accounts.Add(new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4)));
        await row.NextResultAsync(stop);
        var contracts = new List<(ContractFacts Facts, DateTimeOffset? EndedAt)>();
        while (await row.ReadAsync(stop)) contracts.Add(ReadContract(row));

        var site = sites.Count == 1 ? sites[0] : null;
        if (search.Site is not null && site is null) throw new NotFoundException("site", search.Site);
        var asked = search.Account is null ? account : accounts.FirstOrDefault(a => a.Id == account || a.Number == search.Account)?.Id ?? throw new NotFoundException("account", search.Account);
        var zone = Zone((accounts.FirstOrDefault(a => a.Id == (asked ?? site?.AccountId)) ?? accounts.FirstOrDefault())?.TimeZone ?? session.Reader.TimeZone);
        var facts = new CoverageFacts
        {
            Day = DayIn(zone, search.At),
            Reader = session.Reader.Side switch { Platform.Access.Side.Vendor => Side.Vendor, Platform.Access.Side.Partner => Side.Partner, _ => Side.Customer },
            Accounts = [.. accounts.Select(a => new AccountFacts(a.Id, a.Number, a.Name))],
            Site = site is null ? null : new(site.Id, site.AccountId, site.Number),
            Devices = [.. devices.Select(d => d.RemovedAt is { } at ? d.Facts with { RemovedOn = DayIn(zone, at) } : d.Facts)],
            Model = model,
            Contracts = [.. contracts.Select(c => c.EndedAt is { } at ? c.Facts with { EndedOn = DayIn(zone, at) } : c.Facts)],
        };
        var question = new CoverageQuestion(asked, site?.Id, search.Serial, search.Mac, search.Model, search.Service, search.At);
        return new(question, facts, accounts, site, [.. devices.Select(d => d.Found)]);
    }

    private static (DeviceFacts, DeviceFound, DateTimeOffset?) ReadDevice(NpgsqlDataReader row)
    {
        var model = row.IsDBNull(9) ? null : ReadModel(row, 9);
        var facts = new DeviceFacts(row.GetGuid(0), row.GetGuid(1), row.Text(2), row.GetString(3), model, row.Nullable<DateOnly>(4), Moved: row.GetBoolean(6));
        return (facts, new(row.GetGuid(0), model?.Name ?? row.GetString(3), row.Text(2), row.Text(8), row.GetString(7)), row.Nullable<DateTimeOffset>(5));
    }

    private static ModelFacts ReadModel(NpgsqlDataReader row, int from) => new(row.GetGuid(from), row.GetString(from + 1), row.GetString(from + 2),
        Words.Parse<DeviceCategory>(row.GetString(from + 3)), Words.Parse<Lifecycle>(row.GetString(from + 4)), row.Nullable<DateOnly>(from + 5));

    private (ContractFacts, DateTimeOffset?) ReadContract(NpgsqlDataReader row)
    {
        var facts = plans.Of(row.GetString(9)) with
        {
            Id = row.GetGuid(0), AccountId = row.GetGuid(1), Number = row.GetString(2), PlanCode = row.GetString(3), PlanName = row.GetString(4),
            State = Words.Parse<ContractState>(row.GetString(5)), StartsOn = row.GetFieldValue<DateOnly>(6), EndsOn = row.GetFieldValue<DateOnly>(7),
            Options = Set<PlanOption>(row.GetFieldValue<string[]>(10)), Selected = Set<DeviceCategory>(row.GetFieldValue<string[]>(11)), AboveBaseline = Set<DeviceCategory>(row.GetFieldValue<string[]>(12)),
            NamesSerial = row.Text(13) == "serial", OrderedQuote = row.Text(13) == "ordered-quote",
        };
        return (facts, row.Nullable<DateTimeOffset>(8));
    }

    private static EnumSet<T> Set<T>(string[] words) where T : struct, Enum
    {
        var set = default(EnumSet<T>);
        foreach (var word in words) set = set.With(Words.Parse<T>(word));
        return set;
    }

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static DateOnly DayIn(TimeZoneInfo zone, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).Date);
}
