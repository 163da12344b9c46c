using System.Net;

namespace Backline.Server.Tests.Accounts;

public class SiteTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    [Fact]
    public async Task A_customer_adds_changes_closes_and_reopens_a_site()
    {
        var made = await app.Customer.Post("/api/v1/sites", new { name = "München Süd", city = "München", country = "de", subdivision = "by" });
        var site = await made.Json();
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.StartsWith("S-", site.GetProperty("number").GetString(), StringComparison.Ordinal);
        Assert.Equal("DE-BY", site.GetProperty("subdivision").GetString());
        Assert.Equal("Europe/Berlin", site.GetProperty("timeZone").GetString());

        var address = $"/api/v1/sites/{site.GetProperty("id")}";
        var changed = await app.Customer.Change(HttpMethod.Put, address, new { name = "München Süd", country = "DE", postalCode = "81371" });
        Assert.Equal("81371", (await changed.Json()).GetProperty("postalCode").GetString());
        Assert.Equal(HttpStatusCode.OK, (await app.Customer.Change(HttpMethod.Put, address + "/closing", null, resource: address)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await app.Customer.Change(HttpMethod.Put, address + "/closing", null, resource: address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Customer.Change(HttpMethod.Delete, address + "/closing", null, resource: address)).StatusCode);
    }

    [Fact]
    public async Task A_site_with_devices_stays_open()
    {
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Full house");
        await app.Seed.ExecuteAsync("insert into device (account_id, id, partner_id, site_id, category, model_name, source, first_seen_at, updated_at) values ($1, $2, $3, $4, 'video', 'Studio X52', 'by-hand', now(), now())",
            app.Nordhaven, Guid.CreateVersion7(), app.Meridian, site);

        var refused = await app.Customer.Change(HttpMethod.Put, $"/api/v1/sites/{site}/closing", null, resource: $"/api/v1/sites/{site}");

        Assert.Equal("site.has-devices", (await refused.Json()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("DE", null, "Europe/Berlin")]
    [InlineData("KR", null, "Asia/Seoul")]
    [InlineData("US", null, "America/New_York")]
    [InlineData("US", "America/Los_Angeles", "America/Los_Angeles")]
    [InlineData("VN", null, "Asia/Ho_Chi_Minh")]
    public async Task The_zone_comes_from_the_country_unless_it_is_said(string country, string? said, string zone)
    {
        var made = await app.Customer.Post("/api/v1/sites", new { name = $"Zone {country} {said}", country, timeZone = said });

        Assert.Equal(zone, (await made.Json()).GetProperty("timeZone").GetString());
    }

    [Fact]
    public async Task Faults_of_a_site_are_named()
    {
        Assert.Equal(["/name input.required", "/country input.required"], await (await app.Customer.Post("/api/v1/sites", new { city = "X" })).Codes());
        Assert.Equal(["/subdivision place.subdivision-not-there", "/timeZone place.zone-unknown"],
            await (await app.Customer.Post("/api/v1/sites", new { name = "A", country = "DE", subdivision = "FR-75", timeZone = "W. Europe Standard Time" })).Codes());
        var taken = await app.Customer.Post("/api/v1/sites", new { name = "HAMBURG hafen", country = "DE" });
        Assert.Equal("site.name-taken", (await taken.Json()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Sites_and_contacts_of_others_are_not_there()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Get($"/api/v1/sites/{app.BreraSite}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Partner.Change(HttpMethod.Put, $"/api/v1/sites/{app.BreraSite}", new { name = "Mine", country = "IT" }, "\"1\"")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Post("/api/v1/sites", new { accountId = app.Brera, name = "Mine", country = "IT" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Post("/api/v1/contacts", new { accountId = app.Brera, name = "Me", email = "me@example.com" })).StatusCode);
        Assert.Equal(["/siteId contact.site-unknown"], await (await app.Customer.Post("/api/v1/contacts", new { name = "Me", email = "me@example.com", siteId = app.BreraSite })).Codes());
        Assert.Equal(HttpStatusCode.Forbidden, (await app.CustomerUser.Post("/api/v1/sites", new { name = "No", country = "DE" })).StatusCode);
        var seen = (await (await app.Customer.Get($"/api/v1/sites?accountId={app.Brera}")).Json()).GetProperty("items");
        Assert.Equal(0, seen.GetArrayLength());
    }

    [Fact]
    public async Task A_repeated_request_makes_one_site()
    {
        async Task<HttpResponseMessage> Ask()
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sites") { Content = System.Net.Http.Json.JsonContent.Create(new { name = "Only once", country = "DE" }) };
            request.Headers.Add("Idempotency-Key", "site-once");
            return await app.Customer.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var (first, second) = (await Ask(), await Ask());

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal((await first.Json()).GetProperty("id").GetGuid(), (await second.Json()).GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("lena")]
    [InlineData("lena@nordhaven")]
    [InlineData("lena@nordhaven..example")]
    [InlineData("lena@nordhaven.example, kai@nordhaven.example")]
    [InlineData("Lena <lena@nordhaven.example>")]
    public async Task A_contact_whom_no_mail_can_reach_is_refused(string email) =>
        Assert.Equal(["/email place.email-malformed"], await (await app.Customer.Post("/api/v1/contacts", new { name = "Lena Vogt", email })).Codes());

    [Fact]
    public async Task A_contact_is_added_changed_and_removed()
    {
        Assert.Equal(["/email contact.unreachable"], await (await app.Customer.Post("/api/v1/contacts", new { name = "Nobody" })).Codes());
        var made = await app.Customer.Post("/api/v1/contacts", new { name = "Lena Vogt", job = "Facilities", email = "lena@nordhaven.example", siteId = app.NordhavenSite });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var address = $"/api/v1/contacts/{(await made.Json()).GetProperty("id")}";
        Assert.Equal(HttpStatusCode.OK, (await app.Customer.Change(HttpMethod.Put, address, new { name = "Lena Vogt", phone = "+49 40 1234" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.OtherPartner.Get(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await app.Customer.Change(HttpMethod.Delete, address, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Get(address)).StatusCode);
        Assert.Equal(3, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where account_id = $1 and subject_type = 'contact'", app.Nordhaven));
    }
}
