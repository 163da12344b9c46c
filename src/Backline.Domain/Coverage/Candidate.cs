using System.Runtime.InteropServices;
using Backline.Domain.Catalog;
using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>One contract, judged. The order of candidates is total, so that no answer depends on the order of rows.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Candidate(ContractFacts contract, Verdict verdict, Basis basis, bool charged, Verdict onTheDay, bool serves)
{
    public ContractFacts Contract { get; } = contract;
    public Verdict Verdict { get; } = verdict;

    /// <summary>None for a contract that would not cover the device on any day.</summary>
    public Basis Basis { get; } = basis;

    public bool Charged { get; } = charged;

    /// <summary>Won when the contract is in force that day, else why it is not: also where the device itself rules a yes out.</summary>
    public Verdict OnTheDay { get; } = onTheDay;

    /// <summary>The contract brings the service that was asked for.</summary>
    public bool Serves { get; } = serves;

    /// <summary>Once it is in force, it covers what is asked.</summary>
    private bool Helps => Basis != Basis.None && Serves;

    public static Candidate Judge(ContractFacts contract, in Subject subject, CoverageQuestion question, DateOnly day)
    {
        var matched = Match(contract, subject, question, out var basis);
        var onTheDay = OnDay(contract, day);
        var served = Serve(contract, question.Service, out var charged);
        var serves = served == Verdict.Won;
        if (subject.EndOfSupport) return new(contract, Verdict.EndOfSupport, basis, charged: false, onTheDay, serves);
        if (subject.Removed) return new(contract, Verdict.DeviceRemoved, basis, charged: false, onTheDay, serves);
        if (onTheDay != Verdict.Won) return new(contract, onTheDay, basis, charged: false, onTheDay, serves);
        // what a plan for single devices lacks, it lacks for all of them, so no serial number is asked for first
        if (matched == Verdict.SerialNeeded && !serves) return new(contract, served, Basis.None, charged: false, onTheDay, serves);
        if (matched != Verdict.Won) return new(contract, matched, Basis.None, charged: false, onTheDay, serves);
        return new(contract, served, basis, charged, onTheDay, serves);
    }

    /// <summary>Verdict; then a contract in force before one that is not; of those still to come the one that helps first; one that applies at all, no charge, the better service (PL-4, CA-1, PO-2); the more exact basis, the later end, the lowest id.</summary>
    public static readonly Comparison<Candidate> Order = (one, other) =>
    {
        var order = one.Verdict - other.Verdict;
        if (order == 0) order = one.OnTheDay - other.OnTheDay;
        if (order == 0 && one.Verdict is Verdict.NotYetStarted or Verdict.Draft) order = other.Helps.CompareTo(one.Helps);
        if (order == 0 && one.Verdict is Verdict.NotYetStarted or Verdict.Draft) order = one.Contract.StartsOn.CompareTo(other.Contract.StartsOn);
        if (order == 0) order = (one.Basis == Basis.None).CompareTo(other.Basis == Basis.None);
        if (order == 0) order = one.Charged.CompareTo(other.Charged);
        if (order == 0) order = other.Contract.Priority.CompareTo(one.Contract.Priority);
        if (order == 0) order = other.Contract.Brandable.CompareTo(one.Contract.Brandable);
        if (order == 0) order = uint.PopCount(other.Contract.Services.Bits).CompareTo(uint.PopCount(one.Contract.Services.Bits));
        if (order == 0) order = other.Basis - one.Basis;
        if (order == 0) order = other.Contract.EndsOn.CompareTo(one.Contract.EndsOn);
        return order == 0 ? one.Contract.Id.CompareTo(other.Contract.Id) : order;
    };

    private static Verdict Match(ContractFacts contract, in Subject subject, CoverageQuestion question, out Basis basis)
    {
        var category = subject.Model?.Category;
        basis = contract.OrderedQuote ? Basis.Quote
            : contract.NamesSerial && Selects(contract, category) ? Basis.Serial
            : contract.Covers == Covers.Account ? ByAccount(contract.Selected, category, question.NamesDevice)
            : ByOption(contract, question);
        return basis != Basis.None ? Verdict.Won
            : category?.IsQuoteOnly() == true ? Verdict.NeedsQuote
            : category is null && question.NamesDevice ? Verdict.ModelUnknown
            : contract.Covers == Covers.Account || (category is not null && !Selects(contract, category)) ? Verdict.CategoryNotSelected
            : subject.HasSerial ? Verdict.SerialNotNamed
            : Verdict.SerialNeeded;
    }

    /// <summary>PL-1: a device that is named is ordered once its category is known and selected; before that nobody pays for it.</summary>
    private static bool Selects(ContractFacts contract, DeviceCategory? category) => category is { } known && contract.Selected.Contains(known);

    /// <summary>PL-5: what was bought in addition is the contract's, whichever unit it names.</summary>
    private static Basis ByOption(ContractFacts contract, CoverageQuestion question) =>
        !question.NamesDevice && CoverageDecision.OptionFor(question.Service) is { } option && contract.Options.Contains(option) ? Basis.Account : Basis.None;

    /// <summary>CO-1, CO-2: by account and category, no serial number asked. An accessory goes with the room's video or voice system.</summary>
    private static Basis ByAccount(Common.EnumSet<DeviceCategory> selected, DeviceCategory? category, bool namesDevice) => category switch
    {
        null => namesDevice || selected.IsEmpty ? Basis.None : Basis.Account,
        DeviceCategory.RoomAccessory => selected.Contains(DeviceCategory.Video) || selected.Contains(DeviceCategory.Voice) ? Basis.System : Basis.None,
        { } known => known.IsCoverable() && selected.Contains(known) ? Basis.Category : Basis.None,
    };

    private static Verdict OnDay(ContractFacts contract, DateOnly day) =>
        contract.State == ContractState.Draft ? Verdict.Draft
        : contract.State == ContractState.Cancelled ? Verdict.Cancelled
        : day < contract.StartsOn ? Verdict.NotYetStarted
        : day > contract.EndsOn ? Verdict.Lapsed
        : contract.State == ContractState.Ended && (contract.EndedOn is null || day >= contract.EndedOn) ? Verdict.EndedEarly
        : Verdict.Won;

    private static Verdict Serve(ContractFacts contract, Service service, out bool charged)
    {
        var included = contract.Services.Contains(service);
        var bought = CoverageDecision.OptionFor(service) is { } option && contract.Options.Contains(option);
        // a discount is not a gift, and visits are charged or not by the contract's own term (ON)
        charged = service == Service.ProfessionalServices || (service == Service.OnSite && contract.OnSite == OnSiteCharge.Charged);
        return included || bought ? Verdict.Won : Verdict.ServiceNotInPlan;
    }
}
