using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Help;

/// <summary>The interface as it is promised: the whole document and the list of its addresses stand beside the tests, so that a change shows in review. BACKLINE_GOLDEN=write writes them anew.</summary>
public class InterfaceTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly JsonSerializerOptions written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] lists = ["/accounts", "/audit-entries", "/baseline-checks", "/cases", "/contacts", "/contracts", "/devices", "/escalations", "/imports", "/invitations", "/models", "/orders", "/partners", "/people", "/quotes", "/sites", "/true-ups"];

    private static string Golden(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", name);

    private async Task<JsonObject> DocumentAsync() => JsonNode.Parse(await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();

    private async Task<List<(string Address, JsonObject Operation)>> OperationsAsync() =>
        [.. (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject())))];

    private static async Task HoldAsync(string name, string actual)
    {
        var stop = TestContext.Current.CancellationToken;
        if (Environment.GetEnvironmentVariable("BACKLINE_GOLDEN") == "write") await File.WriteAllTextAsync(Golden(name), actual, stop);
        Assert.Equal(await File.ReadAllTextAsync(Golden(name), stop), actual);
    }

    [Fact]
    public async Task The_description_is_the_one_that_was_reviewed()
    {
        var document = await DocumentAsync();
        document["info"]!.AsObject().Remove("version");

        await HoldAsync("openapi.json", document.ToJsonString(written).ReplaceLineEndings("\n") + "\n");
    }

    [Fact]
    public async Task The_addresses_are_those_that_were_reviewed()
    {
        var lines = (await OperationsAsync()).Select(operation => $"{operation.Address} {string.Join(' ', operation.Operation["responses"]!.AsObject().Select(answer => answer.Key))}").Order(StringComparer.Ordinal);

        await HoldAsync("endpoints.txt", lines.Aggregate(new StringBuilder(), (text, line) => text.Append(line).Append('\n')).ToString());
    }

    [Theory]
    [InlineData("CoverageRequest", "")]
    [InlineData("NewSite", "name country")]
    [InlineData("SiteInput", "name country")]
    [InlineData("NewContact", "name")]
    [InlineData("AccountInput", "name country language currency inventorySource")]
    [InlineData("PartnerInput", "name certified country language timeZone")]
        [InlineData("ContractInput", "planCode startsOn endsOn")]
    [InlineData("CategoryInput", "category")]
    [InlineData("NewContract", "accountId terms")]
    [InlineData("SupportPriceInput", "planCode category amount")]
    [InlineData("DeviceInput", "")]
    [InlineData("NewCase", "subject text")]
    [InlineData("ResolutionInput", "outcome text")]
    public async Task A_request_says_what_has_to_be_there_and_what_may_be_null(string name, string required)
    {
        var schema = (await DocumentAsync())["components"]!["schemas"]![name]!;

        Assert.Equal(required, string.Join(' ', schema["required"]?.AsArray().Select(field => field!.ToString()) ?? []));
        Assert.All(schema["properties"]!.AsObject(), field => Assert.Equal((field.Key, !required.Split(' ').Contains(field.Key) && field.Key is not ("expectedAdditions" or "advancePercent" or "takeOver")), (field.Key, MayBeNull(field.Value!))));
    }

    [Theory]
    [InlineData("PartnerChoice", "partnerId")]
    [InlineData("ManagerAssignment", "personId")]
    [InlineData("AssignmentInput", "personId")]
    public async Task What_takes_away_has_to_be_said(string name, string field)
    {
        var schema = (await DocumentAsync())["components"]!["schemas"]![name]!;

        Assert.Equal((field, true), (Assert.Single(schema["required"]!.AsArray())!.ToString(), MayBeNull(schema["properties"]![field]!)));
    }

    [Theory]
    [InlineData("POST", "/api/v1/sites", "NewSite", "accountId")]
    [InlineData("POST", "/api/v1/contacts", "NewContact", "accountId")]
    [InlineData("POST", "/api/v1/accounts", "AccountInput", "")]
    [InlineData("POST", "/api/v1/partners", "PartnerInput", "")]
    [InlineData("POST", "/api/v1/models", "ModelInput", "")]
    [InlineData("POST", "/api/v1/price-lists", "PriceListInput", "")]
    [InlineData("POST", "/api/v1/invitations", "NewInvitation", "")]
    [InlineData("POST", "/api/v1/api-keys", "NewKey", "")]
    [InlineData("POST", "/api/v1/contracts", "NewContract", "")]
    [InlineData("POST", "/api/v1/orders", "OrderInput", "")]
    [InlineData("POST", "/api/v1/cases", "NewCase", "accountId")]
    [InlineData("POST", "/api/v1/calendars", "CalendarInput", "")]
    public async Task What_has_to_be_there_is_what_is_missed_when_nothing_is(string method, string path, string name, string given)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var required = (await DocumentAsync())["components"]!["schemas"]![name]!["required"]!.AsArray().Select(field => "/" + field).Order(StringComparer.Ordinal);

        var answer = await api.SendAsync(new(method), path, given == "" ? new object() : new Dictionary<string, object> { [given] = await seed.AccountAsync("Missed") }, idempotencyKey: Guid.NewGuid().ToString());

        var missed = answer["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(400, answer.Status);
        Assert.Empty(missed.Except(required).Except(["/email", "/timeZone"]));
        Assert.True(name == "OrderInput" || missed.IsSupersetOf(required), string.Join(' ', missed));
    }

    [Theory]
    [InlineData("DeviceRow", "cover", false)]
    [InlineData("DeviceRow", "site", true)]
    [InlineData("DeviceRow", "model", false)]
    [InlineData("CheckRun", "why", true)]
    [InlineData("MappedColumn", "field", false)]
    [InlineData("ImportMapping", "dateOrder", true)]
    public async Task An_answer_says_what_may_be_null(string name, string field, bool mayBeNull) =>
        Assert.Equal(mayBeNull, MayBeNull((await DocumentAsync())["components"]!["schemas"]![name]!["properties"]![field]!));

    [Fact]
    public async Task An_answer_has_all_its_fields()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        foreach (var name in new[] { "DeviceRow", "CheckRun", "AccountRow", "ImportCounts", "QuoteView" })
            Assert.Equal(schemas[name]!["properties"]!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal), schemas[name]!["required"]!.AsArray().Select(field => field!.ToString()).Order(StringComparer.Ordinal));
    }

    private static bool MayBeNull(JsonNode schema) =>
        schema["type"] is JsonArray kinds ? kinds.Any(kind => kind!.ToString() == "null") : schema["type"]?.ToString() == "null" || schema["oneOf"]?.AsArray().Any(kind => MayBeNull(kind!)) == true;

    [Fact]
    public async Task Every_operation_has_an_id_of_its_own_a_summary_a_tag_and_an_answer_with_a_shape()
    {
        var operations = await OperationsAsync();

        Assert.Equal(operations.Count, operations.Select(operation => operation.Operation["operationId"]?.ToString()).Distinct().Count());
        Assert.Empty(operations.Where(operation => string.IsNullOrEmpty(operation.Operation["summary"]?.ToString()) || operation.Operation["tags"] is null).Select(operation => operation.Address));
        Assert.Empty(operations.Where(operation => operation.Operation["responses"]!.AsObject().Any(answer => answer.Key != "204" && Shape(answer.Value!) is null)).Select(operation => operation.Address));
        Assert.Empty(operations.Where(operation => operation.Operation["responses"]!.AsObject().Any(answer => answer.Key.StartsWith('2') && answer.Key != "204" && Shape(answer.Value!) is JsonObject { Count: 0 }))
            .Select(operation => operation.Address));
    }

    [Fact]
    public async Task Every_parameter_says_what_it_means_and_is_written_like_a_field()
    {
        var parameters = (await OperationsAsync()).SelectMany(operation => (operation.Operation["parameters"]?.AsArray() ?? []).Select(parameter => (operation.Address, Parameter: parameter!))).ToList();

        Assert.Empty(parameters.Where(p => string.IsNullOrEmpty(p.Parameter["description"]?.ToString())).Select(p => $"{p.Address} {p.Parameter["name"]}"));
        Assert.Empty(parameters.Where(p => p.Parameter["in"]!.ToString() == "query" && !char.IsAsciiLetterLower(p.Parameter["name"]!.ToString()[0])).Select(p => $"{p.Address} {p.Parameter["name"]}"));
    }

    [Fact]
    public async Task An_inventory_can_be_uploaded_as_it_is_and_as_a_form()
    {
        var upload = (await OperationsAsync()).Single(operation => operation.Address == "POST /api/v1/imports").Operation;
        var kinds = upload["requestBody"]!["content"]!.AsObject();

        Assert.Equal("binary", kinds["text/csv"]!["schema"]!["format"]!.ToString());
        Assert.Equal("nothing", kinds["multipart/form-data"]!["schema"]!["properties"]!["covers"]!["examples"]![0]!.ToString());
        Assert.Equal("binary", kinds["multipart/form-data"]!["schema"]!["properties"]!["file"]!["format"]!.ToString());
        Assert.Contains(upload["parameters"]!.AsArray(), parameter => parameter!["name"]!.ToString() == "Idempotency-Key");
    }

    [Theory]
    [InlineData("POST /api/v1/mail", "message/rfc822 application/octet-stream text/plain", "One email")]
    [InlineData("POST /api/v1/cases/{id}/attachments", "multipart/form-data application/octet-stream", "any type")]
    [InlineData("PUT /api/v1/cloud-papers/{cloudPaperId}/file", "application/pdf image/png image/jpeg", "PDF, PNG or JPEG")]
    [InlineData("POST /api/v1/imports", "multipart/form-data text/csv application/octet-stream", "CSV")]
    public async Task Each_upload_names_its_own_types(string address, string types, string said)
    {
        var upload = (await OperationsAsync()).Single(operation => operation.Address == address).Operation;

        Assert.Equal(types.Split(' '), upload["requestBody"]!["content"]!.AsObject().Select(kind => kind.Key));
        Assert.Contains(said, upload["requestBody"]!["description"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(address.Contains("imports", StringComparison.Ordinal), upload.ToJsonString().Contains("inventory.csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_say_how_they_go_on_and_changes_which_version_they_need()
    {
        var operations = (await OperationsAsync()).ToDictionary(operation => operation.Address, operation => operation.Operation);

        Assert.All(lists, list => Assert.NotNull(operations[$"GET /api/v1{list}"]["responses"]!["200"]!["headers"]?["Link"]));
        Assert.Contains(operations["PUT /api/v1/sites/{id}"]["parameters"]!.AsArray(), parameter => parameter!["name"]!.ToString() == "If-Match" && (bool)parameter["required"]!);
        Assert.NotNull(operations["PUT /api/v1/sites/{id}"]["responses"]!["428"]);
        Assert.Contains(operations["GET /api/v1/devices"]["parameters"]!.AsArray(), parameter => parameter!["name"]!.ToString() == "accountId");
    }

    private static JsonNode? Shape(JsonNode answer) => answer["content"]?.AsObject().FirstOrDefault().Value?["schema"];
}
