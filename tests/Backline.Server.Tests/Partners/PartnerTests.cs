using System.Net;
using Backline.Server.Tests.Accounts;

namespace Backline.Server.Tests.Partners;

public class PartnerTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private static readonly object Fresh = new { name = "Rossi Comunicazioni", certified = true, brandName = "Rossi Care", brandColour = "#0B6152", country = "it", language = "it", timeZone = "Europe/Rome" };

    [Fact]
    public async Task The_vendor_adds_and_changes_a_partner()
    {
        var made = await app.Vendor.Post("/api/v1/partners", Fresh);
        var partner = await made.Json();
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.StartsWith("P-", partner.GetProperty("number").GetString(), StringComparison.Ordinal);
        Assert.Equal("#0b6152", partner.GetProperty("brandColour").GetString());

        var address = $"/api/v1/partners/{partner.GetProperty("id")}";
        var changed = await app.Vendor.Change(HttpMethod.Put, address, new { name = "Rossi", certified = false, country = "IT", language = "it", timeZone = "Europe/Rome" });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("\"2\"", changed.Headers.ETag!.Tag);

        var agreed = await app.Vendor.Change(HttpMethod.Put, address, new { name = "Rossi", certified = false, country = "IT", language = "it", timeZone = "Europe/Rome", distributor = " Adria Distribuzione " });
        Assert.Equal("Adria Distribuzione", (await agreed.Json()).GetProperty("distributor").GetString());

        var stale = await app.Vendor.Change(HttpMethod.Put, address, Fresh, version: "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
    }

    [Fact]
    public async Task A_colour_that_cannot_be_read_is_refused_with_its_ratio_and_the_nearest_that_can()
    {
        var answer = await app.Vendor.Post("/api/v1/partners", new { name = "Pale", certified = true, brandName = "Pale", brandColour = "#63d3bb", country = "DE", language = "de", timeZone = "Europe/Berlin" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.Json()).GetProperty("errors")[0];
        Assert.Equal("/brandColour", error.GetProperty("pointer").GetString());
        Assert.Equal("partner.colour-too-light", error.GetProperty("code").GetString());
        Assert.Matches("Too light: 1[.]81:1 .* nearest .* #[0-9a-f]{6}", error.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var answer = await app.Vendor.Post("/api/v1/partners", new { name = " ", certified = false, brandName = "X", country = "ZZ", language = "fr", timeZone = "Mars/Base" });

        Assert.Equal(
            ["/name input.required", "/country place.country-unknown", "/language input.unknown-value", "/timeZone place.zone-unknown", "/brandName partner.brand-needs-certificate", "/brandColour partner.colour-missing"],
            await answer.Codes());
    }

    [Fact]
    public async Task Partners_see_themselves_and_customers_the_one_that_fronts_their_service()
    {
        Assert.Equal(HttpStatusCode.OK, (await app.Partner.Get($"/api/v1/partners/{app.Meridian}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Partner.Get($"/api/v1/partners/{app.Other}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.Customer.Get($"/api/v1/partners/{app.Meridian}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Get($"/api/v1/partners/{app.Other}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Partner.Post("/api/v1/partners", Fresh)).StatusCode);
    }

    [Fact]
    public async Task The_style_sheet_of_a_brand_is_public_and_kept_by_its_version()
    {
        var sheet = await app.Client.Get($"/brand/{app.Meridian}.css?v=1");

        Assert.Equal(HttpStatusCode.OK, sheet.StatusCode);
        Assert.Equal("text/css", sheet.Content.Headers.ContentType!.MediaType);
        Assert.True(sheet.Headers.CacheControl!.Public);
        Assert.Contains("--bl-accent: light-dark(#0b6152, #", await sheet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/brand/{app.Meridian}.css");
        again.Headers.IfNoneMatch.Add(sheet.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await app.Client.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.Get($"/brand/{app.Other}.css")).StatusCode);
    }
}
