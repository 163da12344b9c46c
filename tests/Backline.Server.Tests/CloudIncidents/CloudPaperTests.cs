using System.Net;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.Escalations;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>Cloud partners and the papers with them (EC-1, EC-3, PO-3).</summary>
public sealed class CloudPaperTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task The_list_is_open_to_customers_and_shows_no_connector()
    {
        var list = (await app.Customer.GetAsync("/api/v1/cloud-partners"))["items"];

        // other tests of this class add some of their own
        Assert.Equal(12, list.EnumerateArray().Count(partner => partner.GetProperty("name").GetString() is { } name && name != "Cloudly" && !name.StartsWith("Reached ", StringComparison.Ordinal)));
        Assert.All(list.EnumerateArray(), partner => Assert.Equal(System.Text.Json.JsonValueKind.Null, partner.GetProperty("connector").ValueKind));
        Assert.Equal(403, (await app.Customer.PutAsync($"/api/v1/cloud-partners/{await app.CloudPartnerAsync()}", new { name = "x", approval = "ended" }, "*")).Status);
    }

    [Fact]
    public async Task A_service_manager_suspends_one_and_nothing_is_requested_there_any_more()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var made = await manager.PostAsync("/api/v1/cloud-partners", new { name = "Cloudly", approval = "approved", needsAuthority = false, numberPattern = @"^\d+$" });
        Assert.Equal(201, made.Status);
        Assert.Equal("cloud-partner.exists", (await manager.PostAsync("/api/v1/cloud-partners", new { name = "cloudly", approval = "approved" })).Code);
        Assert.Equal(400, (await manager.PostAsync("/api/v1/cloud-partners", new { name = "Other", approval = "approved", numberPattern = @"(?=x)" })).Status);
        await manager.PutAsync(made.Location!, new { name = "Cloudly", approval = "suspended" }, made.Etag);
        var incident = await app.ConsiderAsync(await app.Customer.OpenAsync(), name: "Cloudly");

        Assert.Contains("cloud-incident.partner-not-approved", incident.Codes());
    }

    [Fact]
    public async Task A_token_is_kept_sealed_and_never_shown()
    {
        var admin = await app.ApiAsync(Roles.ProgrammeAdministrator);
        var path = $"/api/v1/cloud-partners/{await app.CloudPartnerAsync("GoTo")}/connector";

        Assert.Equal(400, (await admin.PutAsync(path, new { baseUrl = "ftp://x" })).Status);
        var set = await admin.PutAsync(path, new { baseUrl = "https://api.goto.example/", token = "secret-token-of-mine", webhookSecret = "0123456789abcdef0123" });
        var kept = await admin.PutAsync(path, new { baseUrl = "https://api.goto.example/v2" });

        Assert.Equal((200, 200), (set.Status, kept.Status));
        Assert.DoesNotContain("secret-token-of-mine", set.Body.ToString());
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from cloud_connector where token like '%secret-token%' or webhook_secret like '%0123456789%'"));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from audit_detail where after::text like '%secret-token%'"));
        Assert.Equal(403, (await app.Customer.GetAsync(path)).Status);
        Assert.Equal(403, (await app.Partner.GetAsync(path)).Status);
        Assert.Equal(204, (await admin.DeleteAsync(path)).Status);
    }

    [Fact]
    public async Task A_signed_paper_is_handed_in_and_read_by_its_own_side_alone()
    {
        var paper = await (await app.ApiAsync(Roles.CustomerAdministrator, app.Nordhaven)).PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = await app.CloudPartnerAsync("Pexip"), kind = "authority", reference = "AU-9", signer = "K. Vogel", from = "2026-01-01" });
        var id = paper["id"].GetGuid();
        byte[] pdf = [.. "%PDF-1.7\n"u8, 1, 2, 3];

        using (var empty = await app.FileAsync(Roles.CustomerAdministrator, app.Nordhaven, id, [])) Assert.Equal(HttpStatusCode.Conflict, empty.StatusCode);
        using (var program = await app.FileAsync(Roles.CustomerAdministrator, app.Nordhaven, id, "MZ this is a program"u8.ToArray(), "signed.pdf")) Assert.Equal(HttpStatusCode.Conflict, program.StatusCode);
        using (var large = await app.FileAsync(Roles.CustomerAdministrator, app.Nordhaven, id, [.. "%PDF-"u8, .. new byte[CloudPaperOperations.MostBytes]])) Assert.Equal(HttpStatusCode.Conflict, large.StatusCode);
        using (var good = await app.FileAsync(Roles.CustomerAdministrator, app.Nordhaven, id, pdf, "..\\..\\evil\u202efdp.exe")) Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        using (var twice = await app.FileAsync(Roles.CustomerAdministrator, app.Nordhaven, id, pdf)) Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);

        using var own = app.Browser(await app.Seed.KeyAsync(Roles.CustomerAdministrator, app.Nordhaven));
        using var read = await own.GetAsync($"/api/v1/cloud-papers/{id}/file", TestContext.Current.CancellationToken);
        Assert.Equal(pdf, await read.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("attachment", "evilfdp.pdf"), (read.Content.Headers.ContentDisposition!.DispositionType, read.Content.Headers.ContentDisposition.FileNameStar));
        foreach (var foreign in new[] { app.LucentiCustomer, app.OtherPartner, app.Partner })
        {
            Assert.Equal(404, (await foreign.GetAsync($"/api/v1/cloud-papers/{id}/file")).Status);
            Assert.Equal(404, (await foreign.GetAsync($"/api/v1/cloud-papers/{id}")).Status);
        }
        Assert.Equal(404, (await app.LucentiCustomer.PostAsync("/api/v1/cloud-papers", new { accountId = app.Nordhaven, cloudPartnerId = await app.CloudPartnerAsync(), kind = "agreement", reference = "x", from = "2026-01-01" })).Status);
    }

    [Fact]
    public async Task A_paper_taken_back_counts_no_more_and_an_authority_needs_its_signer()
    {
        var partner = await app.CloudPartnerAsync("8x8");
        Assert.Equal(400, (await app.Customer.PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = partner, kind = "authority", reference = "x", from = "2026-01-01" })).Status);
        Assert.Equal(400, (await app.Customer.PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = partner, kind = "agreement", reference = "x", from = "2026-02-01", until = "2026-01-01" })).Status);
        var paper = await app.Customer.PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = partner, kind = "agreement", reference = "AG-3", from = "2026-01-01" });
        var incident = await app.ConsiderAsync(await app.Customer.OpenAsync(), name: "8x8");
        Assert.DoesNotContain("cloud-incident.agreement-missing", incident.Codes());

        Assert.Equal(400, (await app.Customer.PutAsync($"{paper.Location}/withdrawal", new { reason = " " }, paper.Etag)).Status);
        var taken = await app.Customer.PutAsync($"{paper.Location}/withdrawal", new { reason = "The subscription ended." }, paper.Etag);
        Assert.Equal((200, "withdrawn", "The subscription ended."), (taken.Status, taken["state"].GetString(), taken["withdrawnReason"].GetString()));
        Assert.Contains("The subscription ended.", await app.Seed.ScalarAsync<string>("select after::text from audit_detail where after::text like '%subscription ended%'"));

        Assert.Contains("cloud-incident.agreement-missing", (await app.Agent.AgainAsync(incident)).Codes());
    }

    [Fact]
    public async Task Who_looks_after_an_incident_is_told_that_a_paper_of_it_was_taken_back()
    {
        var mail = $"{Guid.NewGuid():N}@vendor.example";
        var worker = await app.Seed.PersonAsync(mail, Roles.SupportAgent);
        var paper = await app.Customer.PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = await app.CloudPartnerAsync("Cisco Webex"), kind = "agreement", reference = "AG-9", from = "2026-01-01" });
        var one = await app.Customer.OpenAsync();
        await app.Agent.DoAsync(one, "assignment", new { personId = worker });
        var incident = await app.ConsiderAsync(one, name: "Cisco Webex");
        Assert.Equal(200, (await app.Agent.ActAsync(incident, "owner", new { personId = worker })).Status);

        await app.Customer.PutAsync($"{paper.Location}/withdrawal", new { reason = "We leave them." }, paper.Etag);

        for (var tries = 0; tries < 200 && await app.Seed.ScalarAsync<bool>("select exists (select from due_item where kind = 'cloud-paper-withdrawn')"); tries++) await Task.Delay(50, TestContext.Current.CancellationToken);
        var lines = (await app.Agent.GetAsync($"/api/v1/cloud-incidents/{incident["id"].GetString()}/events"))["items"].EnumerateArray().ToList();
        Assert.Equal("AG-9: We leave them.", lines.Single(line => line.GetProperty("kind").GetString() == "paper").GetProperty("text").GetString());
        app.Pass(60 * 24);
        await app.WorkAsync();
        Assert.True(await app.Seed.ScalarAsync<bool>("select exists (select from outbox_message where recipient = $1 and body_text like '%a paper for the cloud partner was taken back%')", mail));
    }

    [Fact]
    public async Task An_approval_is_added_and_taken_back_by_who_signs_and_counts_with_its_scan()
    {
        var partner = await app.CloudPartnerAsync("RingCentral");
        var signing = await app.ApiAsync(Roles.CustomerAdministrator, app.Nordhaven);
        object paper = new { cloudPartnerId = partner, kind = "authority", reference = "AU-77", signer = "K. Vogel", from = "2026-01-01" };
        Assert.Equal((403, "cloud-paper.not-signing"), Code(await app.Customer.PostAsync("/api/v1/cloud-papers", paper)));
        var added = await signing.PostAsync("/api/v1/cloud-papers", paper);
        var incident = await app.ConsiderAsync(await app.Customer.OpenAsync(), name: "RingCentral");

        Assert.Equal((201, "no-scan"), (added.Status, added["state"].GetString()));
        Assert.Contains("cloud-incident.authority-no-scan", incident.Codes());
        using (var user = await app.FileAsync(Roles.CustomerUser, app.Nordhaven, added["id"].GetGuid(), [.. "%PDF-1.7"u8])) Assert.Equal(HttpStatusCode.Forbidden, user.StatusCode);
        using (var good = await app.FileAsync(Roles.CustomerAdministrator, app.Nordhaven, added["id"].GetGuid(), [.. "%PDF-1.7"u8])) Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.DoesNotContain("cloud-incident.authority-no-scan", (await app.Agent.AgainAsync(incident)).Codes());
        Assert.Equal((403, "cloud-paper.not-signing"), Code(await app.Customer.PutAsync($"{added.Location}/withdrawal", new { reason = "x" }, "\"2\"")));
        // those of the vendor and the partner go on as before
        Assert.Equal(200, (await app.Agent.PutAsync($"{added.Location}/withdrawal", new { reason = "Asked by phone." }, "\"2\"")).Status);
    }

    [Theory]
    [InlineData("portal", "javascript:alert(1)", "cloud-partner.no-https")]
    [InlineData("portal", "see data:text/html,x", "cloud-partner.no-https")]
    [InlineData("portal", "http://support.cloudly.example", "cloud-partner.no-https")]
    [InlineData("portal", "https://", "cloud-partner.no-https")]
    [InlineData("portal", "Admin center > Support > (https://support.cloudly.example): new request", null)]
    [InlineData("api", "javascript:x", "cloud-partner.no-https")]
    [InlineData("api", "Support API v2 POST /v2/{parent}/cases", null)]
    [InlineData("email", "nope", "cloud-partner.no-mail")]
    [InlineData("email", "write to help@@cloudly", "cloud-partner.no-mail")]
    [InlineData("email", "help@cloudly.example", null)]
    [InlineData("email", "replies by mail to an open case", null)]
    public async Task How_a_cloud_partner_is_reached_names_no_address_that_leads_nowhere(string field, string said, string? code)
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);

        var answer = await manager.PostAsync("/api/v1/cloud-partners", new Dictionary<string, object> { ["name"] = "Reached " + Guid.NewGuid(), ["approval"] = "approved", [field] = said });

        if (code is null) Assert.Equal((201, said), (answer.Status, answer[field].GetString()));
        else Assert.Equal((400, code, "/" + field), (answer.Status, answer["errors"][0].GetProperty("code").GetString(), answer["errors"][0].GetProperty("pointer").GetString()));
    }

    private static (int, string?) Code(ApiAnswer answer) => (answer.Status, answer.Code);

    [Fact]
    public async Task What_ends_is_told_of_ninety_sixty_and_thirty_days_before_each_once_and_in_the_readers_language()
    {
        var account = await app.Seed.AccountAsync("Ending");
        var mail = $"{Guid.NewGuid():N}@ending.example";
        await app.Seed.PersonAsync(mail, Roles.CustomerAdministrator, account);
        await app.Seed.ExecuteAsync("update person set language = 'de' where email = $1", mail);
        var until = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(91);
        await app.PapersAsync(await app.ApiAsync(Roles.CustomerUser, account), until: until);
        var told = new List<long>();
        foreach (var days in new[] { 0, 1, 1, 29, 1, 29, 1, 29, 5 })
        {
            app.Pass(days * 24 * 60);
            await WarnAsync();
            told.Add(await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where recipient = $1", mail));
        }

        Assert.Equal([0, 2, 2, 4, 4, 6, 6, 6, 6], told);
        Assert.Contains("endet am", await app.Seed.ScalarAsync<string>("select subject from outbox_message where recipient = $1 limit 1", mail));
        app.Clock.Now = CaseApp.Start;
    }

    private async Task WarnAsync()
    {
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("job");
        await scope.ServiceProvider.GetRequiredService<CloudPaperWarnings>().WarnAsync(TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
    }
}
