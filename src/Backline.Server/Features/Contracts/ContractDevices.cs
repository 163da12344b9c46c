using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Devices;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Contracts;

/// <summary>Why a contract names a device: by serial number (PL-1), or because a quote for it was ordered (EL-3).</summary>
public enum NamingBasis { Serial, OrderedQuote }

/// <summary>What became of one line of the list.</summary>
public enum NamingVerdict
{
    Added, AddedNotInInventory, AlreadyNamed, TwiceInList, NoSerial, DamagedSerial, NeedsQuote, EndOfSupport, InAnotherAccount,
    NotInInventory, ModelUnknown, Accessory, CategoryNotSelected, NamedByAnother,
}

/// <param name="Line">From 1, as in the list that was sent.</param>
/// <param name="Category">Of the model; null where that is not known.</param>
/// <param name="By">Number of the other contract that names it on the same days; null where none does.</param>
public sealed record NamedLine(int Line, string Serial, NamingVerdict Verdict, string? Model, DeviceCategory? Category, string? By = null)
{
    public bool IsAdded => Verdict is NamingVerdict.Added or NamingVerdict.AddedNotInInventory;
}

/// <param name="Reference">The quote or order the device was ordered with; needed for <c>ordered-quote</c>.</param>
public sealed record NamingInput(IReadOnlyList<string>? Serials, string? Basis = null, string? Reference = null)
{
    public const int MostLines = 20_000;
}

/// <summary>The single devices a contract names.</summary>
public sealed class ContractDevices(Session session, ContractOperations contracts, ContractChecks checks, TimeProvider clock)
{
    /// <summary>Names the devices of a list; every line gets its verdict, and those that can't be named leave the others alone.</summary>
    /// <exception cref="RefusedException"><c>contract.closed</c>, <c>contract.serials-not-needed</c></exception>
    public async Task<IReadOnlyList<NamedLine>> NameAsync(Guid contractId, NamingInput input, CancellationToken stop)
    {
        var basis = NamingBasis.Serial;
        new InputErrors()
            .Refuse(input.Serials is null or { Count: 0 }, "/serials", "input.required")
            .Refuse(input.Serials?.Count > NamingInput.MostLines, "/serials", "contract.too-many-lines", NamingInput.MostLines)
            .Refuse(input.Serials?.Any(serial => serial is null or { Length: > 100 }) == true, "/serials", "input.too-long", 100)
            .Refuse(input.Basis is not null && !Words.TryParse(input.Basis, out basis), "/basis", "input.unknown-value", string.Join(", ", Words.All<NamingBasis>()))
            .Refuse(basis == NamingBasis.OrderedQuote && string.IsNullOrWhiteSpace(input.Reference), "/reference", "input.required")
            .OptionalText(input.Reference, "/reference", 100).ThrowIfAny();
        var contract = await contracts.TakeAsync(contractId, version: null, stop);
        WhyNotName(contract, basis).ThrowIfRefused();

        var serials = await SerialsAsync(contract, input.Serials!, stop);
        var known = await KnownAsync(contract, serials, stop);
        var today = checks.TodayIn((await checks.AccountAsync(contract.AccountId, stop)).TimeZone);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var lines = serials.Select((serial, i) => Judge(i + 1, serial, basis, contract, known, seen, today)).ToList();
        await InsertAsync(contract, lines.Where(line => line.IsAdded), known, basis, input.Reference?.Trim() ?? "", stop);
        var added = lines.Count(line => line.IsAdded);
        if (added > 0)
        {
            contract.FollowNamed(await checks.NamedAsync(contract, stop));
            session.Audit(new Act(contract.AccountId, contract.PartnerId, "contract.devices-named", "contract", contract.Id, contract.Number,
                After: new { basis, reference = input.Reference, devices = added, serials = lines.Where(line => line.IsAdded).Take(100).Select(line => line.Serial) }));
        }
        return lines;
    }

    /// <summary>Takes a device out: from now on the contract does not name it.</summary>
    public async Task RemoveAsync(Guid contractId, Guid id, CancellationToken stop)
    {
        var contract = await contracts.LoadAsync(contractId, version: null, stop);
        var serial = await session.ScalarAsync<string>("update contract_device set removed_at = $4 where account_id = $1 and contract_id = $2 and id = $3 and removed_at is null returning serial",
            stop, contract.AccountId, contract.Id, id, clock.GetUtcNow()) ?? throw new NotFoundException("device", id);
        contract.FollowNamed(await checks.NamedAsync(contract, stop));
        session.Audit(new Act(contract.AccountId, contract.PartnerId, "contract.device-removed", "contract", contract.Id, contract.Number, Before: new { serial }));
    }

    public static Refusal? WhyNotName(Contract contract, NamingBasis basis) =>
        contract.State is not (ContractState.Draft or ContractState.Active) ? new("contract.closed", contract.Number, contract.State.Word())
        : basis == NamingBasis.Serial && contract.Settings.Covers == Covers.Account ? new("contract.serials-not-needed", contract.PlanName)
        : null;

    private static NamedLine Judge(int line, string raw, NamingBasis basis, Contract contract, Dictionary<string, KnownSerial> known, HashSet<string> seen, DateOnly today)
    {
        var reading = SerialKey.Read(raw);
        if (reading.Key is not { } key) return new(line, raw.Trim(), reading.Damaged ? NamingVerdict.DamagedSerial : NamingVerdict.NoSerial, null, null);
        var device = known.GetValueOrDefault(key);
        var verdict = !seen.Add(key) ? NamingVerdict.TwiceInList
            : device?.Named == true ? NamingVerdict.AlreadyNamed
            : device?.By is not null ? NamingVerdict.NamedByAnother
            : device?.Elsewhere == true ? NamingVerdict.InAnotherAccount
            : device?.Model?.SupportEndedOn(today) == true ? NamingVerdict.EndOfSupport
            : basis == NamingBasis.Serial ? WhyNotOrdered(contract, device)
            : device is null ? NamingVerdict.AddedNotInInventory
            : NamingVerdict.Added;
        return new(line, key, verdict, device?.Model?.Name, device?.Model?.Category, device?.By);
    }

    /// <summary>PL-1: what is named is ordered, so its category has to be known, and to have a price in the contract.</summary>
    private static NamingVerdict WhyNotOrdered(Contract contract, KnownSerial? device) =>
        device is null ? NamingVerdict.NotInInventory
        : device.Model is not { Category: var category } ? NamingVerdict.ModelUnknown
        : category.IsQuoteOnly() ? NamingVerdict.NeedsQuote
        : category == DeviceCategory.RoomAccessory ? NamingVerdict.Accessory
        : contract.Selects(category) ? NamingVerdict.Added
        : NamingVerdict.CategoryNotSelected;

    /// <param name="Elsewhere">Live in another account, whose it is: one unit would be covered twice.</param>
    /// <param name="By">Another contract in force on days of this one that names it: it would be paid for twice.</param>
    private sealed record KnownSerial(bool Named, ModelFacts? Model, bool Elsewhere, string? By);

    /// <summary>Many a device has its MAC address for a serial number, and lists write that with colons: what is no serial number of the account, but a MAC address of one of its devices, names that.</summary>
    private async Task<IReadOnlyList<string>> SerialsAsync(Contract contract, IReadOnlyList<string> given, CancellationToken stop)
    {
        var macs = given.Select(MacKey.From).OfType<string>().Distinct().ToArray();
        if (macs.Length == 0) return given;
        var rows = await session.ListAsync(
            """
            select distinct on (mac) mac, serial from (
                select k.mac, d.serial, 1 as choice from unnest($2::text[]) k (mac) join device d on d.account_id = $1 and d.serial_key = upper(k.mac) and d.removed_at is null
                union all
                select k.mac, d.serial, 2 from unnest($2::text[]) k (mac) join device d on d.account_id = $1 and d.mac = k.mac and d.removed_at is null and d.serial_key is not null) found
            order by mac, choice
            """, row => (Mac: row.GetString(0), Serial: row.GetString(1)), stop, contract.AccountId, macs);
        var byMac = rows.ToDictionary(row => row.Mac, row => row.Serial);
        return [.. given.Select(text => MacKey.From(text) is { } mac && byMac.TryGetValue(mac, out var serial) ? serial : text)];
    }

    private async Task<Dictionary<string, KnownSerial>> KnownAsync(Contract contract, IReadOnlyList<string> serials, CancellationToken stop)
    {
        var keys = serials.Select(SerialKey.From).OfType<string>().Distinct().ToArray();
        var rows = await session.ListAsync(
            """
            select k.key, n.id is not null, m.id, m.vendor, m.name, m.category, m.lifecycle, m.end_of_support_on, e.elsewhere, o.number
            from unnest($3::text[]) k (key)
            left join contract_device n on n.account_id = $1 and n.contract_id = $2 and n.serial_key = k.key and n.removed_at is null
            left join device d on d.account_id = $1 and d.serial_key = k.key and d.removed_at is null
            left join model m on m.id = d.model_id
            cross join lateral (select d.id is null and device_elsewhere($1, k.key, null) as elsewhere) e
            left join lateral (
                select c.number from contract_device x join contract c on c.account_id = x.account_id and c.id = x.contract_id
                where x.account_id = $1 and x.serial_key = k.key and x.removed_at is null and c.id <> $2 and c.state = 'active' and c.starts_on <= $5 and c.ends_on >= $4
                order by c.number limit 1) o on true
            where n.id is not null or d.id is not null or e.elsewhere or o.number is not null
            """,
            row => (Key: row.GetString(0), Known: new KnownSerial(row.GetBoolean(1), row.IsDBNull(2) ? null : new ModelFacts(
                row.GetGuid(2), row.GetString(3), row.GetString(4), Words.Parse<DeviceCategory>(row.GetString(5)), Words.Parse<Lifecycle>(row.GetString(6)), row.Nullable<DateOnly>(7)), row.GetBoolean(8), row.Text(9))),
            stop, contract.AccountId, contract.Id, keys, contract.StartsOn, contract.EndsOn);
        return rows.ToDictionary(row => row.Key, row => row.Known);
    }

    private Task<int> InsertAsync(Contract contract, IEnumerable<NamedLine> lines, Dictionary<string, KnownSerial> known, NamingBasis basis, string reference, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var rows = lines.Select(line => (Id: Guid.CreateVersion7(now), line.Serial, Key: SerialKey.From(line.Serial) ?? "")).ToList();
        return session.ExecuteAsync(
            """
            insert into contract_device (account_id, partner_id, contract_id, id, serial, serial_key, model_id, basis, reference, added_at)
            select $1, $2, $3, n.id, n.serial, n.key, n.model_id, $8, $9, $10 from unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[]) n (id, serial, key, model_id)
            on conflict (account_id, contract_id, serial_key) where removed_at is null do nothing
            """, stop, contract.AccountId, Parameters.OrNull(contract.PartnerId), contract.Id,
            rows.Select(row => row.Id).ToArray(), rows.Select(row => row.Serial).ToArray(), rows.Select(row => row.Key).ToArray(),
            rows.Select(row => known.GetValueOrDefault(row.Key)?.Model?.Id).ToArray(), basis.Word(), reference, now);
    }
}
