using System.Net;
using System.Text.Json;
using Backline.Server.Features.Accounts;
using Backline.Server.Features.Imports.Staging;

namespace Backline.Server.Tests.Imports;

/// <summary>Sites a file names and the account does not have by that name.</summary>
public class ImportSiteTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private const string Header = "Serial Number,Model,Site\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Zurich Altstetten", "Zürich Altstetten")]
    [InlineData("ZÜRICH ALTSTETTEN", "Zürich Altstetten")]
    [InlineData("Seoul", "Seoul Gangnam")]
    [InlineData("Seoul Gangnam, Tower 2", "Seoul Gangnam")]
    [InlineData("Kobenhavn", "København")]
    [InlineData("Lagos", null)]
    [InlineData("", null)]
    public void A_near_name_proposes_the_site(string name, string? proposed)
    {
        var names = new SiteNames(new[] { "Zürich Altstetten", "Seoul Gangnam", "København" }.Select(site => (Guid.NewGuid(), site)));
        Assert.Equal(proposed, names.Propose(name) is [var first, ..] ? first.Name : null);
    }

    [Fact]
    public async Task What_a_person_says_of_a_site_brings_its_devices_there_and_creates_none()
    {
        var customer = await programme.CustomerAsync();
        var site = await customer.Seed.SiteAsync(customer.Account, "Zürich Altstetten");
        var preview = await customer.UploadAsync(Header + "SITE0000001,CCX 500,Zurich Altstetten\nSITE0000002,CCX 500,Zürich Altstetten\n");
        Assert.Equal(site, preview.GetProperty("newSites")[0].GetProperty("proposals")[0].GetProperty("siteId").GetGuid());

        using (await customer.PutAsync(preview, "mapping", new { sites = new Dictionary<string, Guid> { ["Zurich Altstetten"] = site } })) { }
        var told = await customer.SettledAsync(preview.GetProperty("id").GetGuid());
        Assert.Equal(0, told.GetProperty("newSites").GetArrayLength());
        await customer.ConfirmedAsync(told);

        Assert.Equal((2L, 1L), (await customer.DevicesAsync($"site_id = '{site}'"), await SitesAsync(customer)));
    }

    [Fact]
    public async Task Devices_that_name_a_new_site_are_told_apart_from_those_that_name_none()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Header + "SITE0000041,CCX 500,Lagos\nSITE0000042,CCX 500,Lagos\nSITE0000043,CCX 500,\n");

        var page = WebUtility.HtmlDecode(await customer.Client.GetStringAsync($"/imports/{preview.GetProperty("id")}", Stop));

        Assert.Contains("2 new devices name sites that are not there yet.", page, StringComparison.Ordinal);
        Assert.Contains("1 new device comes without a site.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_gets_no_name_that_its_form_would_refuse()
    {
        var customer = await programme.CustomerAsync();
        var rows = $"SITE0000011,CCX 500,s\u2066\nSITE0000012,CCX 500,\u2800\nSITE0000013,CCX 500,Nord\u200Bhaven\nSITE0000014,CCX 500,\"Gate\n4\"\nSITE0000015,CCX 500,{new string('x', SiteInput.LongestName + 1)}\nSITE0000016,CCX 500,東京\u3000本社\n";

        var preview = await customer.UploadAsync(Header + rows);

        Assert.Equal(["Gate 4", "Nordhaven", "s", "東京\u3000本社"], preview.GetProperty("newSites").EnumerateArray().Select(site => site.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(1, preview.GetProperty("counts").GetProperty("rejected").GetInt32());
        await customer.ConfirmedAsync(preview, createSites: true);
        Assert.Equal(4, await SitesAsync(customer));
    }

    [Fact]
    public async Task A_fault_in_the_headers_is_told_of_the_header_row()
    {
        var customer = await programme.CustomerAsync();

        var refused = await customer.UploadAsync($"Serial Number,Model,{new string('x', 40_000)}\nSITE0000021,CCX 500,x\n");

        Assert.StartsWith("A cell of the header row (line 1) is longer than", refused.GetProperty("problem").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_site_of_another_account_is_not_taken()
    {
        var (customer, other) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        var foreign = await other.Seed.SiteAsync(other.Account, "Seoul");
        var preview = await customer.UploadAsync(Header + "SITE0000003,CCX 500,Seoul\n");

        using var refused = await customer.PutAsync(preview, "mapping", new { sites = new Dictionary<string, Guid> { ["Seoul"] = foreign } });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Undo_takes_the_sites_it_created_unless_something_else_uses_them()
    {
        var customer = await programme.CustomerAsync();
        var done = await customer.ConfirmedAsync(await customer.UploadAsync(Header + "SITE0000004,CCX 500,Lagos\nSITE0000005,CCX 500,Accra\nSITE0000006,CCX 500,Abuja\n"), createSites: true);
        Assert.Equal(3, await SitesAsync(customer));
        await customer.Seed.ExecuteAsync("update site set city = 'Accra', version = 2 where account_id = $1 and name = 'Accra'", customer.Account);
        var contact = "insert into contact (account_id, id, site_id, name, name_key, language) select account_id, gen_random_uuid(), id, 'Ada', 'ada', 'en' from site where account_id = $1 and name = 'Abuja'";
        await customer.Seed.ExecuteAsync(contact, customer.Account);

        using (await customer.PutAsync(done, "undo", new { })) { }

        Assert.Equal("undone", (await customer.SettledAsync(done.GetProperty("id").GetGuid())).GetProperty("state").GetString());
        Assert.Equal((0L, 2L), (await customer.DevicesAsync(), await SitesAsync(customer)));
    }

    private static Task<long> SitesAsync(Customer customer) => customer.Seed.ScalarAsync<long>("select count(*) from site where account_id = $1", customer.Account)!;
}
