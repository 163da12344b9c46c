using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Npgsql;

namespace Backline.Server.Tests.Cases;

/// <summary>Two tiers (PO-2): under a partner's brand the customer is served by the partner, and the partner alone turns to the vendor. Each side sees its thread.</summary>
public sealed partial class CaseTierTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static readonly string[] tables = ["support_case", "case_entry", "case_message", "case_clock"];

    /// <summary>The customer's case at the partner's desk, with a note there, and what the partner asks the vendor, with a note there.</summary>
    private async Task<(ApiAnswer Customers, ApiAnswer Vendors)> BothAsync()
    {
        var customers = await app.LucentiCustomer.OpenAsync(new { subject = "Kein Ton", text = "Geheim: customer to partner.", severity = "p2" });
        await app.Partner.WriteAsync(customers, "Partner to customer.");
        await app.Partner.WriteAsync(customers, "Partner's own note.", "internal");
        var vendors = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Partner to vendor.", subject = "Audio lost" });
        await app.Agent.WriteAsync(vendors, "Vendor to partner.");
        await app.Agent.WriteAsync(vendors, "Vendor's own note.", "internal");
        return (customers, vendors);
    }

    [Fact]
    public async Task A_customers_case_lies_at_the_partners_desk_and_is_handed_on_with_priority()
    {
        var (customers, vendors) = await BothAsync();

        Assert.Equal((201, "partner"), (customers.Status, customers["desk"].GetString()));
        Assert.Equal((201, "vendor", true, "Audio lost", "p2"), (vendors.Status, vendors["desk"].GetString(), vendors["priority"].GetBoolean(), vendors["subject"].GetString(), vendors["severity"].GetString()));
        var seen = await app.Partner.GetAsync(customers.Location!);
        Assert.Equal((vendors["id"].GetString(), customers["id"].GetString()), (seen["vendorCaseId"].GetString(), vendors["partnerCaseId"].GetString()));
        Assert.Equal((409, "case.handed-on"), Code(await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Again." })));
        Assert.Equal((409, "case.not-your-desk"), Code(await app.Partner.PostAsync($"{vendors.Location}/vendor-case", new { text = "Again." })));
    }

    [Fact]
    public async Task A_partner_whose_case_is_done_is_told_that_the_vendor_goes_on()
    {
        var (customers, vendors) = await BothAsync();
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        var page = $"/cases/{customers["id"].GetString()}";
        Assert.DoesNotContain("the vendor still works on it", await partner.PageAsync(page));

        await app.Partner.DoAsync(customers, "resolution", new { outcome = "fixed", text = "It works." });

        Assert.Contains($"Say in {vendors["number"].GetString()} that it is needed no longer", await partner.PageAsync(page));
        await app.Partner.DoAsync(vendors, "withdrawal", new { text = "It works." });
        Assert.DoesNotContain("the vendor still works on it", await partner.PageAsync(page));
    }

    [Fact]
    public async Task The_vendors_audit_leaves_out_what_is_the_partners()
    {
        var (customers, vendors) = await BothAsync();
        var incident = await app.Partner.PostAsync("/api/v1/incidents", new { title = "Ours alone", publicText = "Some rooms are silent.", caseIds = new[] { customers["id"].GetString() } });
        Assert.Equal(201, incident.Status);

        async Task<int> CountAsync(ApiAnswer about, ApiClient reader) => (await reader.GetAsync($"/api/v1/audit-entries?subject={about["id"].GetString()}"))["items"].GetArrayLength();

        var vendor = new ApiClient(app.Client, await app.Seed.KeyAsync(Roles.ProgrammeAdministrator));
        Assert.Equal((0, 0), (await CountAsync(customers, vendor), await CountAsync(incident, vendor)));
        Assert.NotEqual(0, await CountAsync(vendors, vendor));
        Assert.NotEqual(0, await CountAsync(customers, app.Partner));
        Assert.NotEqual(0, await CountAsync(incident, app.Partner));
    }

    [Fact]
    public async Task A_reply_to_the_customer_can_begin_with_what_the_vendor_said()
    {
        var contact = await app.Seed.ContactAsync(app.Lucenti, "Matteo Lettore", "it");
        var customers = await app.LucentiCustomer.OpenAsync(new { subject = "Kein Ton", text = "It began on Monday.", contactId = contact });
        var vendors = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Please look." });
        await app.Agent.WriteAsync(vendors, "Between ourselves.", "internal");
        await app.Agent.WriteAsync(vendors, "Release 4.3.2 mends it.");
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        var page = await partner.PageAsync($"/cases/{customers["id"].GetString()}");
        var way = WebUtility.HtmlDecode(PassLink().Match(page).Groups[1].Value);

        Assert.Contains(">Release 4.3.2 mends it.</textarea>", await partner.PageAsync(way));
        Assert.Contains("Matteo reads Italian", page);
        var secret = await app.Seed.ScalarAsync<Guid>("select id from case_message where case_id = $1 and direction = 'internal'", vendors["id"].GetGuid());
        Assert.DoesNotContain("Between ourselves.", await partner.PageAsync($"/cases/{customers["id"].GetString()}?pass={secret}"));
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Lucenti));
        Assert.DoesNotContain("4.3.2", await customer.PageAsync(way));
    }

    [Fact]
    public async Task News_from_the_vendor_stands_in_the_queue_until_it_is_passed_on_all_of_it_at_once()
    {
        var (customers, vendors) = await BothAsync();
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        var (path, news) = ($"/cases/{customers["id"].GetString()}", $"data-case=\"{customers["id"].GetString()}\"(?:(?!</a>)[\\s\\S])*News from the vendor");
        app.Pass(1);
        await app.Partner.WriteAsync(customers, "We asked the maker.");
        Assert.DoesNotMatch(news, await partner.PageAsync(path));

        app.Pass(1);
        await app.Agent.DoAsync(vendors, "workaround", new { text = "Use the other port." });
        app.Pass(1);
        await app.Agent.WriteAsync(vendors, "Release 4.3.2 mends it.");
        var page = await partner.PageAsync(path);
        Assert.Matches(news, page);
        Assert.Contains(">Use the other port.\n\nRelease 4.3.2 mends it.</textarea>", (await partner.PageAsync(WebUtility.HtmlDecode(PassLink().Match(page).Groups[1].Value))).ReplaceLineEndings("\n"));

        app.Pass(1);
        await app.Partner.WriteAsync(customers, "Use the other port until 4.3.2.");
        Assert.DoesNotMatch(news, await partner.PageAsync(path));
    }

    [Fact]
    public async Task What_the_vendor_waits_for_is_said_in_the_queue_and_the_case_of_the_partner()
    {
        var (customers, vendors) = await BothAsync();
        using var partner = app.Browser(await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        Assert.DoesNotContain("The vendor waits for your answer", await partner.PageAsync($"/cases/{customers["id"].GetString()}"));

        await app.Agent.DoAsync(vendors, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(1), text = "Which firmware?" });

        var page = await partner.PageAsync($"/cases/{customers["id"].GetString()}");
        Assert.Contains($"The vendor waits for your answer: <a href=\"/cases/{vendors["id"].GetString()}#reply-text\"", page);
        Assert.Matches($"data-case=\"{customers["id"].GetString()}\"(?:(?!</a>)[\\s\\S])*The vendor waits for your answer", page);
        await app.Partner.WriteAsync(vendors, "4.3.1.");
        Assert.DoesNotContain("The vendor waits for your answer", await partner.PageAsync($"/cases/{customers["id"].GetString()}"));
    }

    [GeneratedRegex("href=\"([^\"]*\\?pass=[^\"]*)\"")]
    private static partial Regex PassLink();

    [Fact]
    public async Task What_the_partner_chooses_crosses_with_its_files_and_nothing_else()
    {
        var customers = await app.LucentiCustomer.OpenAsync(new { subject = "Kein Ton", text = "It began on Monday.", severity = "p2" });
        var (asked, noted, kept) = (await SayAsync(app.LucentiCustomer, "See the trace.", "trace.txt"), await SayAsync(app.Partner, "Looks like firmware.", "ours.txt", "internal"), await SayAsync(app.Partner, "Margin is thin here.", "prices.txt", "internal"));

        Assert.Equal((400, "case.not-said-here"), await WhyAsync(kept, Guid.NewGuid()));
        Assert.Equal((400, "case.not-said-here"), await WhyAsync((await app.LucentiCustomer.OpenAsync())["id"].GetGuid()));
        var vendors = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "Please look.", messageIds = new[] { noted, asked } });

        Assert.Equal(201, vendors.Status);
        Assert.Equal(["Please look.", "See the trace.", "Internal note: Looks like firmware."], await SaidAsync(app.Agent, vendors));
        Assert.Equal(["Please look.", "See the trace.", "Internal note: Looks like firmware."], await SaidAsync(app.Partner, vendors));
        var messages = (await app.Agent.GetAsync($"{vendors.Location}/messages"))["items"].EnumerateArray().ToList();
        Assert.All(messages, message => Assert.Equal(("inbound", "public"), (message.GetProperty("direction").GetString(), message.GetProperty("visibility").GetString())));
        var files = messages.SelectMany(message => message.GetProperty("attachments").EnumerateArray()).ToList();
        Assert.Equal(["trace.txt", "ours.txt"], files.Select(file => file.GetProperty("name").GetString()));
        foreach (var file in files)
        {
            var path = $"{vendors.Location}/attachments/{file.GetProperty("id").GetString()}";
            Assert.Equal((200, 200, 404, 404), ((await app.Agent.GetAsync(path)).Status, (await app.Partner.GetAsync(path)).Status, (await app.LucentiCustomer.GetAsync(path)).Status, (await app.OtherPartner.GetAsync(path)).Status));
        }
        // what was said before stays as it was
        Assert.Equal(["It began on Monday.", "See the trace."], await SaidAsync(app.LucentiCustomer, customers));
        Assert.Equal(3L, await app.Seed.ScalarAsync<long>("select count(*) from case_file where case_id = $1 and tier = 'partner'", customers["id"].GetGuid()));

        async Task<(int, string?)> WhyAsync(params Guid[] messages)
        {
            var answer = await app.Partner.PostAsync($"{customers.Location}/vendor-case", new { text = "x", messageIds = messages });
            return (answer.Status, answer["errors"][0].GetProperty("code").GetString());
        }

        async Task<Guid> SayAsync(ApiClient who, string text, string name, string? visibility = null)
        {
            var file = await who.PostAsync($"{customers.Location}/attachments?fileName={name}", new ByteArrayContent("a"u8.ToArray()));
            await who.PostAsync($"{customers.Location}/messages", new { text, visibility, attachments = new[] { file["id"].GetGuid() } });
            return (await who.GetAsync($"{customers.Location}/messages"))["items"].EnumerateArray().Last().GetProperty("id").GetGuid();
        }
    }

    [Fact]
    public async Task Each_side_reads_its_thread_and_no_other()
    {
        var (customers, vendors) = await BothAsync();

        Assert.Equal(404, (await app.Agent.GetAsync(customers.Location!)).Status);
        Assert.Equal(404, (await app.LucentiCustomer.GetAsync(vendors.Location!)).Status);
        foreach (var who in new[] { app.OtherPartner, app.Customer })
            foreach (var one in new[] { customers, vendors }) Assert.Equal(404, (await who.GetAsync(one.Location!)).Status);
        Assert.Equal(["Geheim: customer to partner.", "Partner to customer."], await SaidAsync(app.LucentiCustomer, customers));
        Assert.Equal(["Geheim: customer to partner.", "Partner to customer.", "Partner's own note."], await SaidAsync(app.Partner, customers));
        Assert.Equal(["Partner to vendor.", "Vendor to partner."], await SaidAsync(app.Partner, vendors));
        Assert.Equal(["Partner to vendor.", "Vendor to partner.", "Vendor's own note."], await SaidAsync(app.Agent, vendors));
        Assert.Null((await app.LucentiCustomer.GetAsync(customers.Location!))["vendorCaseId"].GetString());
        Assert.Null((await app.Agent.GetAsync(vendors.Location!))["partnerCaseId"].GetString());
    }

    [Fact]
    public async Task What_one_may_not_read_one_cannot_find()
    {
        await BothAsync();

        Assert.Equal(0, (await app.Agent.GetAsync("/api/v1/cases?q=geheim"))["items"].GetArrayLength());
        Assert.Equal(0, (await app.LucentiCustomer.GetAsync("/api/v1/cases?q=vendor"))["items"].GetArrayLength());
        Assert.Equal(0, (await app.LucentiCustomer.GetAsync("/api/v1/cases?q=own note"))["items"].GetArrayLength());
        Assert.NotEqual(0, (await app.LucentiCustomer.GetAsync("/api/v1/cases?q=geh"))["items"].GetArrayLength());
        Assert.NotEqual(0, (await app.Agent.GetAsync("/api/v1/cases?q=own note"))["items"].GetArrayLength());
        Assert.NotEqual(0, (await app.Partner.GetAsync("/api/v1/cases?q=geheim&desk=partner"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Row_security_itself_keeps_the_threads_apart()
    {
        var (customers, vendors) = await BothAsync();
        var (at, with) = (customers["id"].GetGuid(), vendors["id"].GetGuid());

        foreach (var table in tables)
        {
            Assert.Equal((table, 0L), (table, await SeenAsync("vendor", null, table, at)));
            Assert.Equal((table, 0L), (table, await SeenAsync("account", app.Lucenti, table, with)));
            Assert.NotEqual((table, 0L), (table, await SeenAsync("vendor", null, table, with)));
            Assert.NotEqual((table, 0L), (table, await SeenAsync("account", app.Lucenti, table, at)));
            Assert.NotEqual((table, 0L), (table, await SeenAsync("partner", app.Meridian, table, with)));
            foreach (var id in new[] { at, with }) Assert.Equal((table, 0L), (table, await SeenAsync("account", app.Nordhaven, table, id)));
        }
        Assert.Equal((2L, 3L, 2L, 3L), (await SeenAsync("account", app.Lucenti, "case_message", at), await SeenAsync("partner", app.Meridian, "case_message", at),
            await SeenAsync("partner", app.Meridian, "case_message", with), await SeenAsync("vendor", null, "case_message", with)));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_message_vendor where tier <> 'vendor'"));
        await Assert.ThrowsAsync<PostgresException>(() => SeenAsync("partner", app.Meridian, "case_message_vendor", with));
        await Assert.ThrowsAsync<PostgresException>(() => SeenAsync("vendor", null, "case_message_partner", at));
    }

    [Fact]
    public async Task Nobody_writes_what_was_said_or_happened_again()
    {
        var (customers, _) = await BothAsync();

        foreach (var statement in new[] { "update case_message set body = 'x'", "delete from case_message", "update case_entry set at = now()", "delete from case_entry", "delete from support_case" })
            foreach (var role in new[] { "vendor", "partner", "account" })
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => AsAsync(role, app.Meridian, $"{statement} where account_id = '{app.Lucenti}'"))).SqlState);
        Assert.Equal(200, (await app.Partner.GetAsync(customers.Location!)).Status);
    }

    [Fact]
    public async Task The_desk_follows_from_who_asks()
    {
        async Task<string?> DeskAsync(ApiClient who, string? desk, Guid account)
        {
            var one = await who.OpenAsync(new { accountId = account, subject = "x", text = "y", desk });
            return one.Status == 201 ? one["desk"].GetString() : one.Code;
        }

        Assert.Equal("partner", await DeskAsync(app.Partner, null, app.Lucenti));
        Assert.Equal("vendor", await DeskAsync(app.Partner, "vendor", app.Lucenti));
        Assert.Equal("vendor", await DeskAsync(app.Agent, null, app.Lucenti));
        Assert.Equal("case.not-your-desk", await DeskAsync(app.Agent, "partner", app.Lucenti));
        Assert.Equal("case.partner-serves", await DeskAsync(app.LucentiCustomer, "vendor", app.Lucenti));
        Assert.Equal("case.no-partner-desk", await DeskAsync(app.Customer, "partner", app.Nordhaven));
    }

    [Fact]
    public async Task A_desk_works_on_its_own_cases_alone()
    {
        var (customers, vendors) = await BothAsync();

        Assert.Equal((409, "case.not-your-desk"), Code(await app.Partner.DoAsync(vendors, "severity", new { severity = "p1" })));
        Assert.Equal(404, (await app.Agent.DoAsync(customers, "severity", new { severity = "p1" })).Status);
        Assert.Equal(200, (await app.Partner.DoAsync(customers, "severity", new { severity = "p1" })).Status);
        Assert.Equal(("p1", "p2"), ((await app.Partner.GetAsync(customers.Location!))["severity"].GetString(), (await app.Partner.GetAsync(vendors.Location!))["severity"].GetString()));
    }

    [Fact]
    public async Task A_partner_that_loses_the_account_keeps_its_threads_and_the_next_one_reads_none_of_them()
    {
        var next = await app.Seed.PartnerAsync("Next");
        var account = await app.Seed.AccountAsync("Moving", app.Meridian);
        await app.ContractAsync(account, Backline.Domain.Contracts.ShippedPlans.PartnerBranded, "video");
        var customer = await app.ApiAsync(Roles.CustomerUser, account);
        var one = await customer.OpenAsync();
        await app.Partner.WriteAsync(one, "note", "internal");
        var with = await app.Partner.PostAsync($"{one.Location}/vendor-case", new { text = "to vendor" });
        var vendor = new ApiClient(app.Client, await app.Seed.VendorKeyAsync());
        var path = $"/api/v1/accounts/{account}";

        Assert.Equal(200, (await vendor.SendAsync(HttpMethod.Put, $"{path}/partner", new { partnerId = next }, (await vendor.GetAsync(path)).Etag)).Status);
        var nextPartner = await app.ApiAsync(Roles.Partner, partner: next);
        foreach (var thread in new[] { one, with })
        {
            Assert.Equal(200, (await app.Partner.GetAsync(thread.Location!)).Status);
            Assert.Equal(404, (await nextPartner.GetAsync(thread.Location!)).Status);
        }
        Assert.Equal(201, (await customer.WriteAsync(one, "Still there?")).Status);
        Assert.Equal(201, (await app.Partner.WriteAsync(one, "Yes.")).Status);
        Assert.Equal(201, (await app.Agent.WriteAsync(with, "Yes.")).Status);
    }

    [Fact]
    public async Task The_audit_of_an_account_tells_its_people_nothing_of_what_the_partner_asks_the_vendor()
    {
        var (customers, vendors) = await BothAsync();
        var administrator = await app.ApiAsync(Roles.CustomerAdministrator, app.Lucenti);

        var seen = (await administrator.GetAsync("/api/v1/audit-entries?limit=200")).Body.GetRawText();

        Assert.Contains(customers["number"].GetString()!, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(vendors["number"].GetString()!, seen, StringComparison.Ordinal);
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from audit_detail where after::text like '%Geheim%' or after::text like '%own note%'"));
    }

    private static async Task<IReadOnlyList<string?>> SaidAsync(ApiClient who, ApiAnswer one) => [.. (await who.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Select(message => message.GetProperty("text").GetString())];

    private Task<long> SeenAsync(string role, Guid? whose, string table, Guid one) => AsAsync(role, whose, $"select count(*) from {table} where {(table == "support_case" ? "id" : "case_id")} = '{one}'");

    private async Task<long> AsAsync(string role, Guid? whose, string statement)
    {
        await using var source = NpgsqlDataSource.Create(app.Logins.App);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var scope = new NpgsqlCommand($"set local role backline_{role}" + (whose is null ? "" : $"; set local backline.{role}_id = '{whose}'"), connection, transaction);
        await scope.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statement, connection, transaction);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is long count ? count : 0;
    }

    private static (int, string?) Code(ApiAnswer answer) => (answer.Status, answer.Code);
}
