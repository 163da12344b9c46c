using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Domain.Devices;
using Backline.Server.Platform.Database;
using Npgsql;
using DeviceFacts = Backline.Domain.Coverage.DeviceFacts;

namespace Backline.Server.Features.Coverage;

/// <summary>Whether the devices of a list are covered for support now: the facts of all of them in three questions, each decided as a coverage check decides it.</summary>
public sealed class FleetCoverQueries(Session session, PlanFacts plans, TimeProvider clock)
{
    private const string Devices =
        """
        select d.id, d.account_id, d.serial, d.model_name, d.missing_since, d.removed_at, d.moved_to_account is not null, d.mac, a.time_zone,
               m.id, m.vendor, m.name, m.category, m.lifecycle, m.end_of_support_on
        from device d join account a on a.account_id = d.account_id left join model m on m.id = d.model_id where d.id = any ($1)
        """;

    public async Task<IReadOnlyDictionary<Guid, CoverageOutcome>> OfAsync(IReadOnlyCollection<Guid> devices, CancellationToken stop)
    {
        if (devices.Count == 0) return new Dictionary<Guid, CoverageOutcome>();
        var now = clock.GetUtcNow();
        var asked = await session.ListAsync(Devices, row => Read(row, now), stop, devices.ToArray());
        var contracts = await ContractsAsync([.. asked.Select(device => device.Facts.AccountId).Distinct()], stop);
        var names = await NamesAsync([.. asked.Select(device => device.SerialKey).OfType<string>().Distinct()], stop);
        return asked.ToDictionary(device => device.Facts.Id, device => Decide(device, contracts[device.Facts.AccountId], names, now));
    }

    private CoverageOutcome Decide(Asked device, IEnumerable<ContractRow> contracts, ILookup<(Guid Contract, string Serial), string> names, DateTimeOffset now)
    {
        var facts = new CoverageFacts
        {
            Day = FactRows.DayIn(device.Zone, now),
            Reader = session.Reader.Side,
            Devices = [device.Facts],
            Contracts = [.. contracts.Select(contract => Named(contract, device, names))],
        };
        // without serial number and MAC address it is asked about by its model, so that the answer depends on it all the same
        var model = device.Facts.Serial is null && device.Mac is null ? device.Facts.ModelName : null;
        return CoverageDecision.Decide(new(device.Facts.AccountId, null, device.SerialKey, device.Mac, model, Service.Support, now), facts).Outcome;
    }

    private static ContractFacts Named(ContractRow contract, Asked device, ILookup<(Guid Contract, string Serial), string> names)
    {
        var basis = device.SerialKey is { } serial ? names[(contract.Facts.Id, serial)].FirstOrDefault() : null;
        return contract.Facts with
        {
            EndedOn = contract.EndedAt is { } at ? FactRows.DayIn(device.Zone, at) : null,
            NamesSerial = basis == "serial",
            OrderedQuote = basis == "ordered-quote",
        };
    }

    private async Task<ILookup<Guid, ContractRow>> ContractsAsync(Guid[] accounts, CancellationToken stop)
    {
        var rows = await session.ListAsync($"{FactRows.Contracts(named: null)} where c.account_id = any ($1)", FactRows.ReadContract, stop, accounts);
        var settings = await plans.OfAsync(session, rows.Select(contract => contract.SettingsKey), stop);
        return rows.ToLookup(contract => contract.Facts.AccountId, contract => contract with { Facts = PlanFacts.Complete(contract.Facts, settings[contract.SettingsKey]) });
    }

    private async Task<ILookup<(Guid Contract, string Serial), string>> NamesAsync(string[] serials, CancellationToken stop) =>
        (await session.ListAsync("select contract_id, serial_key, min(basis) from contract_device where serial_key = any ($1) and removed_at is null group by contract_id, serial_key",
            row => (Key: (row.GetGuid(0), row.GetString(1)), Basis: row.GetString(2)), stop, serials)).ToLookup(row => row.Key, row => row.Basis);

    private static Asked Read(NpgsqlDataReader row, DateTimeOffset now)
    {
        var zone = FactRows.Zone(row.GetString(8));
        var facts = new DeviceFacts(row.GetGuid(0), row.GetGuid(1), row.Text(2), row.GetString(3), row.IsDBNull(9) ? null : FactRows.ReadModel(row, 9), row.Nullable<DateOnly>(4),
            row.Nullable<DateTimeOffset>(5) is { } removed ? FactRows.DayIn(zone, removed) : null, row.GetBoolean(6));
        return new(facts, SerialKey.From(row.Text(2)), row.Text(7), zone);
    }

    private sealed record Asked(DeviceFacts Facts, string? SerialKey, string? Mac, TimeZoneInfo Zone);
}
