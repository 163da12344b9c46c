using System.Text.Json.Nodes;

namespace Backline.Server.Features.Help;

/// <summary>Bodies to start from, by the id of the operation. What creates is accepted as it stands by the demonstration; an id of zeros is to be replaced.</summary>
internal static class ApiExamples
{
    private const string Account = """{"name":"Fjordkran Logistik GmbH","country":"DE","language":"de","timeZone":"Europe/Berlin","currency":"EUR","inventorySource":"tenant"}""";
    private const string Site = """{"name":"Hamburg Speicherstadt","address":"Am Sandtorkai 1","postalCode":"20457","city":"Hamburg","country":"DE","subdivision":"DE-HH"}""";
    private const string Contact = """{"name":"Jonas Weber","job":"Workplace IT","email":"jonas.weber@nordhaven.example","phone":"+49 40 5550100","language":"de"}""";
    private const string Terms = """{"planCode":"poly-plus-enterprise","startsOn":"2027-01-01","endsOn":"2027-12-31","currency":"EUR","categories":[{"category":"video","counted":300,"advancePercent":0,"unitPrice":{"amount":"240.00","currency":"EUR"}}]}""";
    private const string Model = """{"vendor":"HP Poly","name":"Studio X99","category":"video","lifecycle":"active","family":"Studio"}""";
    private const string Device = """{"modelName":"Studio X50","serial":"8G20A1B2C3","mac":"64:16:7f:00:00:01","name":"Boardroom","room":"4.12"}""";
    private const string Amount = """{"amount":"240.00","currency":"EUR"}""";
    private const string Reason = """{"reason":"The rooms are given up."}""";

    private static readonly Dictionary<string, string> bodies = new(StringComparer.Ordinal)
    {
        ["postAccounts"] = Account,
        ["putAccountsById"] = Account,
        ["postSites"] = OfNordhaven(Site),
        ["putSitesById"] = Site,
        ["postContacts"] = OfNordhaven(Contact),
        ["putContactsById"] = Contact,
        ["postContracts"] = OfNordhaven($$"""{"terms":{{Terms}}}"""),
        ["putContractsById"] = Terms,
        ["putContractsByIdEnd"] = Reason,
        ["postContractsByIdDevices"] = """{"serials":["8G20A1B2C3","8G20A1B2C4"]}""",
        ["postModels"] = Model,
        ["putModelsById"] = Model,
        ["postModelsByIdAliases"] = """{"name":"Poly X99"}""",
        ["postPriceLists"] = """{"currency":"EUR","validFrom":"2027-01-01","name":"EUR 2027"}""",
        ["putPriceListsByIdSupportPrices"] = $$"""[{"planCode":"poly-plus","category":"video","amount":{{Amount}}}]""",
        ["putPriceListsByIdModelsByModelId"] = $$"""{"amount":{{Amount}}}""",
        ["postDevices"] = OfNordhaven(Device),
        ["putDevicesById"] = Device,
        ["putDevicesByIdRemoval"] = Reason,
        ["postCoverageChecks"] = """{"serial":"8L200382F13EDV","service":"replacement"}""",
        ["postBaselineChecks"] = OfNordhaven("""{"month":"2026-11"}"""),
        ["putQuotesByIdRefusal"] = Reason,
        ["postOrders"] = """{"quoteId":"00000000-0000-0000-0000-000000000000","customerOrder":"4500017731"}""",
        ["postInvitations"] = OfNordhaven("""{"email":"jonas.weber@nordhaven.example","name":"Jonas Weber","role":"customer-user"}"""),
        ["postApiKeys"] = """{"name":"ERP","scopes":["devices.read","coverage.check"]}""",
        ["postCalendars"] = """{"code":"DK","name":"Denmark","version":{"from":"2027-01-01","holidays":[{"day":"2027-06-05","name":"Grundlovsdag"}]}}""",
        ["postCalendarsByCodeVersions"] = """{"from":"2027-01-01","holidays":[{"day":"2027-01-01","name":"New Year's Day"}]}""",
        ["postCases"] = OfNordhaven("""{"subject":"No sound in the boardroom","text":"Since this morning nobody hears us.","severity":"p2"}"""),
        ["postCasesByIdMessages"] = """{"text":"It works again after the restart."}""",
        ["postCasesByIdVendorCase"] = """{"text":"Audio is lost after the update; logs are ready."}""",
        ["putCasesByIdAssignment"] = """{"personId":"00000000-0000-0000-0000-000000000000"}""",
        ["putCasesByIdMerging"] = """{"caseId":"00000000-0000-0000-0000-000000000000"}""",
        ["putCasesByIdPlan"] = """{"text":"We reproduce it today and answer by four."}""",
        ["putCasesByIdReopening"] = """{"text":"It happened again."}""",
        ["putCasesByIdResolution"] = """{"outcome":"fixed","text":"The update of today fixes it."}""",
        ["putCasesByIdSeverity"] = """{"severity":"p1","reason":"All rooms are affected."}""",
        ["putCasesByIdWaitsByReason"] = """{"followUpAt":"2027-01-08T09:00:00Z"}""",
        ["putCasesByIdWorkaround"] = """{"text":"Use the USB connection until then."}""",
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
    };

    public static string? OfField(string name) => fields.GetValueOrDefault(name);

    private static string OfNordhaven(string body) => """{"accountId":"MA-204817",""" + body[1..];

    public static JsonNode? Of(string operation) => bodies.TryGetValue(operation, out var body) ? JsonNode.Parse(body) : null;
}
