using System.Runtime.InteropServices;
using Backline.Domain.Catalog;
using Backline.Domain.Devices;

namespace Backline.Domain.Coverage;

/// <summary>What a question is about, once account and device are known; or the problem that keeps them from being known.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Subject
{
    private static readonly string[] ask = ["CO-6"];

    public Guid? AccountId { get; private init; }
    public DeviceFacts? Device { get; private init; }
    public ModelFacts? Model { get; private init; }
    public bool HasSerial { get; private init; }
    public bool EndOfSupport { get; private init; }

    /// <summary>The device was there once.</summary>
    public bool Removed { get; private init; }

    /// <summary>More than one account or device is meant: ask, never guess.</summary>
    public CoverageNote? Several { get; private init; }

    /// <summary>A serial number or MAC address that no inventory has, and nobody said which model it is.</summary>
    public bool IsUnknownUnit(CoverageQuestion question) => Device is null && Model is null && question.Model is null && (question.Serial ?? question.Mac) is not null;

    public static Subject Find(CoverageQuestion question, CoverageFacts facts)
    {
        var wanted = question.AccountId ?? facts.Site?.AccountId;
        if (facts.Site is { } site && wanted != site.AccountId) return new() { Several = new("coverage.site-of-another-account", ["CO-3"], site.Number) };
        if (wanted is null && facts.Accounts.Count == 1) wanted = facts.Accounts[0].Id;
        if (wanted is null && facts.Accounts.Count > 1) return new() { Several = new("coverage.several-accounts", ask, Numbers(facts.Accounts)) };

        var device = FindDevice(facts, wanted, out var several);
        if (several) return new() { AccountId = wanted, Several = Contradict(question, facts) ? new(Reasons.Contradicting, ask, question.Serial!, question.Mac!) : new("coverage.several-devices", ask) };
        if (device is null && wanted is { } asked && Elsewhere(facts, asked) is { } others) return new() { AccountId = wanted, Several = new(Reasons.Elsewhere, ask, question.Serial ?? question.Mac ?? "", others) };
        var account = wanted ?? device?.AccountId ?? AccountNamingTheSerial(facts, out several);
        if (several) return new() { Several = new("coverage.several-accounts", ask, Naming(facts.Contracts)) };

        var model = device?.Model ?? facts.Model;
        return new()
        {
            AccountId = account,
            Device = device,
            Model = model,
            HasSerial = question.Serial is not null || device?.Serial is not null,
            EndOfSupport = model is not null && model.SupportEndedOn(facts.Day),
            Removed = device is not null && !device.IsPresentOn(facts.Day),
        };
    }

    /// <summary>The device present on the day; or, when none is, the one removed last.</summary>
    private static DeviceFacts? FindDevice(CoverageFacts facts, Guid? account, out bool several)
    {
        DeviceFacts? found = null;
        several = false;
        for (var i = 0; i < facts.Devices.Count; i++)
        {
            var device = facts.Devices[i];
            if (account is not null && device.AccountId != account) continue;
            if (found is null || IsNearer(device, found, facts.Day)) found = device;
        }
        if (found is null || !found.IsPresentOn(facts.Day)) return found;
        for (var i = 0; i < facts.Devices.Count; i++)
        {
            var device = facts.Devices[i];
            several |= device.Id != found.Id && device.IsPresentOn(facts.Day) && (account is null || device.AccountId == account);
        }
        return found;
    }

    /// <summary>Serial number and MAC address were given, and one unit has the one, another the other.</summary>
    private static bool Contradict(CoverageQuestion question, CoverageFacts facts)
    {
        // one text may have been read as both
        if (question.Serial is null || question.Mac is null || string.Equals(question.Serial, question.Mac, StringComparison.OrdinalIgnoreCase)) return false;
        var bySerial = facts.Devices.Where(device => device.IsPresentOn(facts.Day)).ToLookup(device => SerialKey.From(device.Serial) == question.Serial);
        return bySerial[true].Any() && bySerial[false].Any();
    }

    /// <summary>Accounts that have the unit on the day while the one asked about has and names none such. Only what the reader may see is among the facts.</summary>
    private static string? Elsewhere(CoverageFacts facts, Guid asked)
    {
        if (facts.Devices.Count == 0 || facts.Contracts.Any(contract => contract.AccountId == asked && (contract.NamesSerial || contract.OrderedQuote))) return null;
        var numbers = Numbers(facts.Accounts.Where(account => facts.Devices.Any(device => device.AccountId == account.Id && device.IsPresentOn(facts.Day))));
        return numbers.Length == 0 ? null : numbers;
    }

    private static bool IsNearer(DeviceFacts device, DeviceFacts than, DateOnly day)
    {
        var present = device.IsPresentOn(day);
        if (present != than.IsPresentOn(day)) return present;
        var later = Nullable.Compare(device.RemovedOn, than.RemovedOn);
        return later == 0 ? device.Id.CompareTo(than.Id) < 0 : later > 0;
    }

    /// <summary>Under plans for single devices the serial number on a contract tells the account, before any inventory does (PL-1).</summary>
    private static Guid? AccountNamingTheSerial(CoverageFacts facts, out bool several)
    {
        Guid? found = null;
        several = false;
        for (var i = 0; i < facts.Contracts.Count; i++)
        {
            var contract = facts.Contracts[i];
            if (!contract.NamesSerial && !contract.OrderedQuote) continue;
            several |= found is not null && found != contract.AccountId;
            found = contract.AccountId;
        }
        return found;
    }

    private static string Naming(IReadOnlyList<ContractFacts> contracts) =>
        string.Join(", ", contracts.Where(c => c.NamesSerial || c.OrderedQuote).Select(c => c.Number).Order(StringComparer.Ordinal));

    private static string Numbers(IEnumerable<AccountFacts> accounts) =>
        string.Join(", ", accounts.Select(a => a.Number).Order(StringComparer.Ordinal));
}
