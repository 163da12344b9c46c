using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;

namespace Backline.Server.Demo;

/// <summary>Who and what the story is about: data/demo/programme.json. Counts run from the contract's first month to this one.</summary>
internal sealed record DemoData(
    IReadOnlyList<DemoPartner> Partners, IReadOnlyList<DemoPerson> People, IReadOnlyList<DemoCurrency> Prices, IReadOnlyList<DemoSupportPrice> SupportPrices,
    IReadOnlyDictionary<string, decimal> ModelPrices, IReadOnlyList<DemoAccount> Accounts, IReadOnlyList<DemoCase> Cases)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    public static DemoData Read()
    {
        using var stream = typeof(DemoData).Assembly.GetManifestResourceStream("data.demo.programme.json") ?? throw new InvalidOperationException("The program was built without data/demo.");
        return JsonSerializer.Deserialize<DemoData>(stream, Format)!;
    }

    public DemoPerson PersonWho(string role) => People.First(person => person.Role == role);
}

internal sealed record DemoPartner(string Key, string Name, bool Certified, string Country, string Language, string TimeZone, string? BrandName = null, string? BrandColour = null, string? Distributor = null);

internal sealed record DemoPerson(string Role, string Name, string Email, string Language, string TimeZone, string? Partner = null, string? Account = null);

/// <param name="PerEuro">What a euro is in it.</param>
/// <param name="Step">Prices are rounded to it.</param>
internal sealed record DemoCurrency(string Currency, decimal PerEuro, decimal Step)
{
    public decimal Of(decimal euros) => decimal.Round(euros * PerEuro / Step, MidpointRounding.AwayFromZero) * Step;
}

/// <summary>Euros a year for each device.</summary>
internal sealed record DemoSupportPrice(string Plan, decimal Headset, decimal Video, decimal Voice);

internal sealed record DemoAccount(
    string Key, string Name, string Country, string Language, string TimeZone, string Currency, string InventorySource, string Format, string Domain,
    IReadOnlyList<DemoSite> Sites, IReadOnlyList<DemoContact> Contacts, DemoNames Users, IReadOnlyList<string> Rooms, DemoContract Contract, IReadOnlyList<DemoFleetPart> Fleet,
    string? Partner = null, DemoMissing? Missing = null, DemoUnseen? Unseen = null, DemoRemoved? Removed = null, DemoOrdered? OrderedByQuote = null, DemoDraft? Draft = null,
    IReadOnlyList<int>? LateReports = null, int? OrderedMonth = null)
{
    /// <summary>Index of this month in the counts.</summary>
    public int Last => Contract.MonthsAgo;

    public bool ReportsIn(int month) => LateReports?.Contains(month) != true;
}

internal sealed record DemoSite(string Name, string Address, string PostalCode, string City, string Country, string TimeZone, int Share, string? Subdivision = null);

internal sealed record DemoContact(string Name, string Job, string Email, string Phone, string Language, string Site);

internal sealed record DemoNames(IReadOnlyList<string> First, IReadOnlyList<string> Last);

/// <param name="Named">How many devices it names by serial number; 0 for a contract of the whole account.</param>
internal sealed record DemoContract(string Plan, int MonthsAgo, int Months, IReadOnlyList<string> Options, IReadOnlyList<DemoCategory> Categories, int Named = 0);

internal sealed record DemoCategory(string Category, int ExpectedAdditions, decimal AdvancePercent);

/// <param name="Counts">Devices present, by month.</param>
/// <param name="Models">Name and weight.</param>
/// <param name="Unsupported">Of models past their end of support: installed, not counted.</param>
internal sealed record DemoFleetPart(string Category, IReadOnlyList<int> Counts, IReadOnlyDictionary<string, int> Models, bool Unsupported = false);

/// <summary>Devices that stop appearing in the inventory.</summary>
internal sealed record DemoMissing(string Category, int Since, int Devices);

/// <summary>Devices that are listed but were not heard of for over three months.</summary>
internal sealed record DemoUnseen(string Category, int Devices);

/// <summary>Devices that a person took out.</summary>
internal sealed record DemoRemoved(string Category, int Month, int Devices, string Reason);

/// <summary>A quote-only product that was ordered (EL-3).</summary>
internal sealed record DemoOrdered(string Model, string Reference);

/// <param name="HoursAgo">When it was opened, before the loading.</param>
/// <param name="Person">Email of whoever opened it; null: the first of the account's people.</param>
internal sealed record DemoCase(string Key, string Account, string Site, string Severity, double HoursAgo, string Subject, string Text, IReadOnlyList<DemoCaseStep> Steps, string? Person = null);

/// <param name="Hours">After the opening.</param>
/// <param name="Who">customer, partner, agent or specialist.</param>
/// <param name="On">vendor: with the case that was handed on.</param>
/// <param name="Word">What it waits for, or how it ended.</param>
/// <param name="Subject">Of the case that is handed on.</param>
internal sealed record DemoCaseStep(double Hours, string Who, string Do, string? Text = null, string? On = null, string? Word = null, string? Subject = null);

internal sealed record DemoDraft(string Plan, int Months, IReadOnlyList<string> Categories);
