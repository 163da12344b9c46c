using Backline.Domain.Accounts;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Coverage;

/// <summary>Everything the queries found: the facts of the decision, and what a page shows beside it.</summary>
/// <param name="Settings">Of each contract among the facts.</param>
internal sealed record CoverageFound(
    CoverageQuestion Question, CoverageFacts Facts, IReadOnlyList<AccountFound> Accounts, SiteFound? Site, IReadOnlyList<DeviceFound> Devices, IReadOnlyDictionary<Guid, PlanSettings> Settings);

internal sealed record AccountFound(Guid Id, string Number, string Name, string TimeZone, string? Partner);

internal sealed record SiteFound(Guid Id, Guid AccountId, string Number, string Name);

internal sealed record DeviceFound(Guid Id, string ModelName, string? Serial, Guid? SiteId, string? Site, string Room);

internal sealed record DeviceRow(DeviceFacts Facts, DeviceFound Found, DateTimeOffset? RemovedAt);

internal sealed record CoverageRows(List<DeviceRow> Devices, List<SiteFound> Sites, List<ModelFacts> Models, List<AccountFound> Accounts, List<ContractRow> Contracts);

/// <summary>Looks up what a question names, in one round trip: devices, site, model, the accounts concerned, and their contracts.</summary>
internal sealed class CoverageQueries(Session session, PlanFacts plans, TimeProvider clock)
{
    private const int MostDevices = 50;

    private const string Devices =
        """
        select d.id, d.account_id, d.serial, d.model_name, d.missing_since, d.removed_at, d.moved_to_account is not null, d.room, s.name,
               m.id, m.vendor, m.name, m.category, m.lifecycle, m.end_of_support_on, s.id
        from device d left join model m on m.id = d.model_id left join site s on s.account_id = d.account_id and s.id = d.site_id
        """;

    private const string Accounts = "select a.account_id, a.number, a.name, a.time_zone, p.name from account a left join partner p on p.id = a.partner_id";

    private const string Site = "select id, account_id, number, name from site";

    private const string Model =
        """
        select id, vendor, name, category, lifecycle, end_of_support_on from model
        where name_key = $7 or id = (select model_id from model_alias where name_key = $7) limit 1
        """;

    public async Task<CoverageFound> FindAsync(CoverageSearch search, CancellationToken stop, bool inside = false)
    {
        // a customer who names nothing but a model asks about the own account
        var account = search.AccountGuid ?? (search.Account is null ? session.Reader.AccountId : null);
        Func<Action<NpgsqlBatch>, Func<NpgsqlDataReader, CancellationToken, Task<CoverageRows>>, CancellationToken, Task<CoverageRows>> ask = inside ? session.ReadInsideAsync : session.ReadOnceAsync;
        var rows = await ask(batch => Ask(batch, search, account), (reader, token) => ReadAsync(reader, search, token), stop);
        return Describe(rows, await plans.OfAsync(session, rows.Contracts.Select(contract => contract.SettingsKey), stop), search, account);
    }

    /// <summary>Only what the question names is looked for, so that each statement is one index lookup. Parameters: serial, MAC, site number, site id, account number, account id, model.</summary>
    private static void Ask(NpgsqlBatch batch, CoverageSearch search, Guid? account)
    {
        var (siteNumber, accountNumber) = (search.SiteGuid is null ? search.Site : null, search.AccountGuid is null ? search.Account : null);
        void Add(string sql) => batch.BatchCommands.Add(new(sql)
        {
            Parameters = { Text(search.Serial), Text(search.Mac), Text(siteNumber), Id(search.SiteGuid), Text(accountNumber), Id(account), Text(search.ModelKey) },
        });
        var serial = (search.Serial is not null, "d.serial_key = $1");
        if (Any(" or ", serial, (search.Mac is not null, "d.mac = $2")) is { } device) Add($"{Devices} where {device} limit {MostDevices}");
        if (Any(" or ", (search.SiteGuid is not null, "id = $4"), (siteNumber is not null, "number = $3")) is { } site) Add($"{Site} where {site} limit 2");
        if (search.ModelKey is not null) Add(Model);
        // the accounts that what was asked may mean
        var concerned = Any(" union ",
            (search.Serial is not null, "select account_id from device where serial_key = $1 union select account_id from contract_device where serial_key = $1 and removed_at is null"),
            (search.Mac is not null, "select account_id from device where mac = $2"),
            (search.SiteGuid is not null, "select account_id from site where id = $4"), (siteNumber is not null, "select account_id from site where number = $3"),
            (accountNumber is not null, "select account_id from account where number = $5"), (account is not null, "select $6"));
        if (concerned is null) return;
        Add($"{Accounts} where a.account_id in ({concerned}) order by a.account_id");
        var named = Any(" or ", (search.Serial is not null, "n.serial_key = $1"), (search.Mac is not null, "n.serial_key = any (array(select serial_key from device where mac = $2))"));
        Add($"{FactRows.Contracts(named)} where c.account_id in ({concerned})");
    }

    private static string? Any(string between, params ReadOnlySpan<(bool Given, string Sql)> parts)
    {
        string? any = null;
        foreach (var (given, sql) in parts)
        {
            if (given) any = any is null ? sql : any + between + sql;
        }
        return any;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Id(Guid? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    /// <summary>The result sets, in the order they were asked for.</summary>
    private static async Task<CoverageRows> ReadAsync(NpgsqlDataReader reader, CoverageSearch search, CancellationToken stop)
    {
        var first = true;
        async Task<List<T>> NextAsync<T>(bool asked, Func<NpgsqlDataReader, T> map)
        {
            var rows = new List<T>();
            if (!asked || (!first && !await reader.NextResultAsync(stop))) return rows;
            first = false;
            while (await reader.ReadAsync(stop)) rows.Add(map(reader));
            return rows;
        }
        return new(
            await NextAsync(search.Serial is not null || search.Mac is not null, ReadDevice),
            await NextAsync(search.Site is not null, row => new SiteFound(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3))),
            await NextAsync(search.ModelKey is not null, row => FactRows.ReadModel(row, 0)),
            await NextAsync(asked: true, row => new AccountFound(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4))),
            await NextAsync(asked: true, FactRows.ReadContract));
    }

    private CoverageFound Describe(CoverageRows rows, IReadOnlyDictionary<Guid, PlanSettings> settings, CoverageSearch search, Guid? account)
    {
        var (devices, sites, models, accounts, contracts) = rows;
        var site = sites.Count == 1 ? sites[0] : null;
        if (search.Site is not null && site is null) throw new NotFoundException("site", search.Site, "/siteId");
        var asked = search.Account is null ? account : accounts.Find(a => a.Id == account || a.Number == search.Account)?.Id ?? throw new NotFoundException("account", search.Account, "/accountId");
        var zone = FactRows.Zone((accounts.Find(a => a.Id == (asked ?? site?.AccountId)) ?? accounts.ElementAtOrDefault(0))?.TimeZone ?? session.Reader.TimeZone);
        var facts = new CoverageFacts
        {
            Day = FactRows.DayIn(zone, search.At),
            AskedOn = FactRows.DayIn(zone, clock.GetUtcNow()),
            Reader = session.Reader.Side,
            ManagesContracts = session.Reader.May(Permissions.ContractsManage),
            MatchesModels = session.Reader.May(Permissions.CatalogManage),
            ManagesCatalog = session.Reader.May(Permissions.CatalogManage),
            Accounts = [.. accounts.Select(a => new AccountFacts(a.Id, a.Number, a.Name))],
            Site = site is null ? null : new(site.Id, site.AccountId, site.Number),
            Devices = [.. devices.Select(d => d.RemovedAt is { } at ? d.Facts with { RemovedOn = FactRows.DayIn(zone, at) } : d.Facts)],
            Model = models.Count > 0 ? models[0] : null,
            Contracts = [.. contracts.Select(c => PlanFacts.Complete(c.Facts, settings[c.SettingsKey]) with { EndedOn = c.EndedAt is { } at ? FactRows.DayIn(zone, at) : null })],
        };
        var question = new CoverageQuestion(asked, site?.Id, search.Serial, search.Mac, search.Model, search.Service, search.At);
        return new(question, facts, accounts, site, [.. devices.Select(d => d.Found)], contracts.DistinctBy(c => c.Facts.Id).ToDictionary(c => c.Facts.Id, c => settings[c.SettingsKey]));
    }

    private static DeviceRow ReadDevice(NpgsqlDataReader row)
    {
        var model = row.IsDBNull(9) ? null : FactRows.ReadModel(row, 9);
        var facts = new DeviceFacts(row.GetGuid(0), row.GetGuid(1), row.Text(2), row.GetString(3), model, row.Nullable<DateOnly>(4), Moved: row.GetBoolean(6));
        return new(facts, new(row.GetGuid(0), model?.Name ?? row.GetString(3), row.Text(2), row.Nullable<Guid>(15), row.Text(8), row.GetString(7)), row.Nullable<DateTimeOffset>(5));
    }
}
