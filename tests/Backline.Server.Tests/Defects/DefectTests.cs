using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Defects;

/// <summary>Defects and wishes: those who reported one are told when it is out, once (EC-7).</summary>
public sealed class DefectTests(CaseApp app) : IClassFixture<CaseApp>
{
    private Task<ApiAnswer> ReportAsync(ApiAnswer? from = null, string kind = "defect", ApiClient? who = null) =>
        (who ?? app.Agent).PostAsync("/api/v1/defects", new { kind, title = "Echo after a transfer", publicText = "There is an echo after a transfer.", description = "Internal words.", foundIn = "9.0.0", caseId = from?["id"].GetGuid() });

    private async Task<ApiAnswer> ActAsync(ApiAnswer defect, string what, object body)
    {
        var path = $"/api/v1/defects/{defect["id"].GetString()}";
        return await app.Agent.PutAsync($"{path}/{what}", body, (await app.Agent.GetAsync(path)).Etag);
    }

    private static async Task<int> SaidAsync(ApiClient who, ApiAnswer one, string text) => (await who.GetAsync($"{one.Location}/messages")).Body.ToString().Split(text).Length - 1;

    [Fact]
    public async Task Reporters_are_told_of_the_release_once_and_see_nothing_of_each_other()
    {
        var one = await app.Customer.OpenAsync();
        var theirs = await app.LucentiCustomer.OpenAsync();
        var vendors = await app.Partner.PostAsync($"{theirs.Location}/vendor-case", new { text = "Echo." });
        var defect = await ReportAsync(one);
        Assert.Equal(201, defect.Status);
        Assert.Equal(201, (await app.Agent.PostAsync($"/api/v1/defects/{defect["id"].GetString()}/cases", new { caseId = vendors["id"].GetGuid() })).Status);
        Assert.Equal("defect.linked", (await app.Agent.PostAsync($"/api/v1/defects/{defect["id"].GetString()}/cases", new { caseId = one["id"].GetGuid() })).Code);
        await ActAsync(defect, "state", new { state = "accepted" });
        await ActAsync(defect, "fix", new { release = "9.0.1" });
        var seen = (await app.Customer.GetAsync($"{one.Location}/defects"))["items"][0];
        Assert.Equal(("fixed", "9.0.1", defect["number"].GetString()), (seen.GetProperty("state").GetString(), seen.GetProperty("fixedIn").GetString(), seen.GetProperty("number").GetString()));
        Assert.DoesNotContain("Internal words.", seen.ToString());

        Assert.Equal(200, (await ActAsync(defect, "release", new { release = "9.0.1", text = "Please update by night." })).Status);

        Assert.Equal(1, await SaidAsync(app.Customer, one, $"{defect["number"].GetString()} is fixed: There is an echo after a transfer. The fix is in release 9.0.1.\\n\\nPlease update by night."));
        Assert.Equal((1, 1), (await SaidAsync(app.Customer, one, "The fix is in release 9.0.1."), await SaidAsync(app.Partner, vendors, "9.0.1")));
        // news of a release are no answer of the desk
        Assert.Equal(JsonValueKind.Null, (await app.Customer.GetAsync(one.Location!))["answeredAt"].ValueKind);
        Assert.Equal("defect.over", (await ActAsync(defect, "release", new { release = "9.0.2" })).Code);
        Assert.Equal(2L, await app.Seed.ScalarAsync<long>("select count(*) from defect_case where defect_id = $1 and told_at is not null", defect["id"].GetGuid()));
        Assert.Equal(404, (await app.LucentiCustomer.GetAsync($"{vendors.Location}/defects")).Status);
        Assert.Equal(404, (await app.OtherPartner.GetAsync($"{vendors.Location}/defects")).Status);
        Assert.Equal(1, (await app.Partner.GetAsync($"{vendors.Location}/defects"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_case_of_an_older_version_is_told_the_release_that_is_out()
    {
        var (defect, late) = (await ReportAsync(await app.Customer.OpenAsync()), await app.Customer.OpenAsync());
        await ActAsync(defect, "release", new { release = "9.0.3" });
        var path = $"/api/v1/defects/{defect["id"].GetString()}/cases";

        Assert.Equal(201, (await app.Agent.PostAsync(path, new { caseId = late["id"].GetGuid() })).Status);
        Assert.Equal(1, await SaidAsync(app.Customer, late, "The fix is in release 9.0.3."));
        Assert.Equal("defect.linked", (await app.Agent.PostAsync(path, new { caseId = late["id"].GetGuid() })).Code);
        var wish = await ReportAsync(kind: "feature-request");
        await ActAsync(wish, "refusal", new { text = "No." });
        Assert.Equal("defect.over", (await app.Agent.PostAsync($"/api/v1/defects/{wish["id"].GetString()}/cases", new { caseId = late["id"].GetGuid() })).Code);
    }

    [Fact]
    public async Task A_wish_that_is_declined_is_told_with_the_reason()
    {
        var one = await app.Customer.OpenAsync();
        var wish = await ReportAsync(one, "feature-request");
        Assert.StartsWith("FR-", wish["number"].GetString());

        await ActAsync(wish, "refusal", new { text = "It would break older phones." });

        Assert.Equal(1, await SaidAsync(app.Customer, one, $"{wish["number"].GetString()} won’t be built: There is an echo after a transfer.\\n\\nIt would break older phones."));
    }

    [Fact]
    public async Task Only_the_vendor_keeps_them()
    {
        var defect = await ReportAsync();
        var path = $"/api/v1/defects/{defect["id"].GetString()}";

        foreach (var foreign in new[] { app.Partner, app.Customer, app.OtherPartner })
        {
            Assert.Equal(403, (await foreign.GetAsync(path)).Status);
            Assert.Equal(403, (await ReportAsync(who: foreign)).Status);
        }
        Assert.Equal(404, (await app.Agent.PostAsync($"{path}/cases", new { caseId = (await app.LucentiCustomer.OpenAsync())["id"].GetGuid() })).Status);
        Assert.Equal(400, (await app.Agent.PostAsync("/api/v1/defects", new { kind = "bug", title = "x", publicText = "x" })).Status);
    }

    [Fact]
    public async Task They_are_found_by_number_words_and_kind()
    {
        var wish = await ReportAsync(kind: "feature-request");
        foreach (var query in new[] { "q=" + wish["number"].GetString()!.ToLowerInvariant(), "q=echo&kind=feature-request&state=active" })
            Assert.Contains(wish["id"].GetString(), (await app.Agent.GetAsync("/api/v1/defects?" + query))["items"].EnumerateArray().Select(row => row.GetProperty("id").GetString()));
        Assert.DoesNotContain(wish["id"].GetString()!, (await app.Agent.GetAsync("/api/v1/defects?kind=defect")).Body.ToString());
    }
}
