using System.Text.Json.Nodes;

namespace Backline.Server.Features.Help;

/// <summary>Bodies to start from, by the id of the operation.</summary>
internal static class ApiExamples
{
    private const string Account = """{"name":"Nordhaven Logistik GmbH","country":"DE","language":"de","timeZone":"Europe/Berlin","currency":"EUR","inventorySource":"Poly Lens"}""";
    private const string Site = """{"name":"Hamburg Hafencity","address":"Am Sandtorkai 1","postalCode":"20457","city":"Hamburg","country":"DE","subdivision":"DE-HH"}""";
    private const string Contact = """{"name":"Jonas Weber","job":"Workplace IT","email":"jonas.weber@nordhaven.example","phone":"+49 40 5550100","language":"de"}""";
    private const string Terms = """{"planCode":"elite","startsOn":"2027-01-01","endsOn":"2027-12-31","currency":"EUR","categories":[{"category":"video","counted":300,"advancePercent":0}]}""";
    private const string Model = """{"vendor":"Poly","name":"Studio X52","category":"video","lifecycle":"active","family":"Studio"}""";
    private const string Device = """{"modelName":"Studio X50","serial":"8G20A1B2C3","mac":"64:16:7f:00:00:01","name":"Boardroom","room":"4.12"}""";
    private const string Amount = """{"amount":"240.00","currency":"EUR"}""";
    private const string Reason = """{"reason":"The rooms are given up."}""";

    private static readonly Dictionary<string, string> bodies = new(StringComparer.Ordinal)
    {
        ["postAccounts"] = Account,
        ["putAccountsById"] = Account,
        ["postSites"] = Site,
        ["putSitesById"] = Site,
        ["postContacts"] = Contact,
        ["putContactsById"] = Contact,
        ["postContracts"] = $$"""{"accountId":"01993c5e-6b0f-7c4e-9c7b-0f2d1a4b8e55","terms":{{Terms}}}""",
        ["putContractsById"] = Terms,
        ["putContractsByIdEnd"] = Reason,
        ["postContractsByIdDevices"] = """{"serials":["8G20A1B2C3","8G20A1B2C4"]}""",
        ["postModels"] = Model,
        ["putModelsById"] = Model,
        ["postModelsByIdAliases"] = """{"name":"Poly X52"}""",
        ["postPriceLists"] = """{"currency":"EUR","validFrom":"2027-01-01","name":"EUR 2027"}""",
        ["putPriceListsByIdSupportPrices"] = $$"""[{"planCode":"poly-plus","category":"video","amount":{{Amount}}}]""",
        ["putPriceListsByIdModelsByModelId"] = $$"""{"amount":{{Amount}}}""",
        ["postDevices"] = Device,
        ["putDevicesById"] = Device,
        ["putDevicesByIdRemoval"] = Reason,
        ["postCoverageChecks"] = """{"serial":"8G20A1B2C3","service":"replacement"}""",
        ["postBaselineChecks"] = """{"account":"MA-204817","month":"2026-11"}""",
        ["putQuotesByIdRefusal"] = Reason,
        ["postOrders"] = """{"quoteId":"01993c5e-6b0f-7c4e-9c7b-0f2d1a4b8e55","customerOrder":"4500017731"}""",
        ["postInvitations"] = """{"email":"jonas.weber@nordhaven.example","name":"Jonas Weber","role":"customer-user"}""",
        ["postApiKeys"] = """{"name":"ERP","scopes":["devices.read","coverage.check"]}""",
        ["putImportsByIdConfirmation"] = """{"createSites":true}""",
        ["putImportsByIdMapping"] = """{"dateOrder":"day-first"}""",
        ["putPeopleByPersonIdRole"] = """{"role":"customer-administrator"}""",
    };

    // a page that tries the interface out fills its form with these
    private static readonly Dictionary<string, string> fields = new(StringComparer.Ordinal)
    {
        ["accountId"] = "MA-204817",
        ["covers"] = "nothing",
        ["source"] = "Poly Lens",
        ["fileName"] = "inventory.csv",
    };

    public static IList<JsonNode>? OfField(string name) => fields.TryGetValue(name, out var example) ? [JsonValue.Create(example)] : null;

    public static JsonNode? Of(string operation) => bodies.TryGetValue(operation, out var body) ? JsonNode.Parse(body) : null;
}
