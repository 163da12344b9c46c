using System.Net;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Accounts;

/// <summary>Closing a site and removing a contact ask on a page of their own before anything happens.</summary>
public sealed class AskingFirstTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private async Task<Guid> ContactAsync(string name, Guid? site = null) =>
        (await (await app.Customer.Post("/api/v1/contacts", new { name, email = "someone@nordhaven.example", siteId = site })).Json()).GetProperty("id").GetGuid();

    private static Dictionary<string, string> Yes(string form, int version = 1) => new() { ["_handler"] = form, ["Input.Version"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    [Fact]
    public async Task The_page_of_a_site_leads_to_a_question_that_says_what_closing_does()
    {
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Asked first");
        await ContactAsync("Keeps Being", site);

        var page = await app.Customer.PageAsync($"/sites/{site}");
        var question = await app.Customer.PageAsync($"/sites/{site}/closing");

        Assert.Contains($"href=\"/sites/{site}/closing\"", page);
        Assert.DoesNotContain("value=\"closing\"", page);
        Assert.Contains("Close Asked first?", question);
        Assert.Contains("No device stands here, so nothing that is counted or covered changes.", question);
        Assert.Contains("Its 1 contact stays.", question);
        Assert.Contains("It can be opened again on its page.", question);
        Assert.Contains($"href=\"/sites/{site}\">Cancel", question);
    }

    [Fact]
    public async Task Answered_with_yes_the_site_closes_and_it_opens_again_on_its_page()
    {
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Closes");

        var closed = await app.Customer.SubmitAsync($"/sites/{site}/closing", Yes("closing"));
        var again = await app.Customer.Get($"/sites/{site}/closing");
        var twice = await app.Customer.SubmitAsync($"/sites/{site}/closing", Yes("closing"), tokenOf: $"/sites/{site}");
        var reopened = await app.Customer.SubmitAsync($"/sites/{site}", new() { ["_handler"] = "reopening", ["Reopening.Version"] = "2" });

        Assert.Equal((HttpStatusCode.Redirect, $"/sites/{site}"), (closed.Status, closed.Location));
        Assert.Equal((HttpStatusCode.Redirect, $"/sites/{site}"), (again.StatusCode, again.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.Redirect, $"/sites/{site}"), (twice.Status, twice.Location));
        Assert.Equal(HttpStatusCode.Redirect, reopened.Status);
        Assert.True(await app.Seed.ScalarAsync<bool>("select closed_at is null and version = 3 from site where id = $1", site));
    }

    [Fact]
    public async Task A_site_with_devices_is_not_asked_about()
    {
        var site = await app.Seed.SiteAsync(app.Nordhaven, "Still full");
        await app.Seed.ExecuteAsync("insert into device (account_id, id, partner_id, site_id, category, model_name, source, first_seen_at, updated_at) values ($1, $2, $3, $4, 'video', 'Studio X52', 'by-hand', now(), now())",
            app.Nordhaven, Guid.CreateVersion7(), app.Meridian, site);

        var question = await app.Customer.PageAsync($"/sites/{site}/closing");

        Assert.Contains("1 device still stands here. Move or remove it first.", question);
        Assert.Contains($"href=\"/devices?site={site}\"", question);
        Assert.DoesNotContain("Close Still full?", question);
    }

    [Fact]
    public async Task The_page_of_a_contact_leads_to_a_question_and_only_its_answer_removes()
    {
        var contact = await ContactAsync("Lena Weg", app.NordhavenSite);

        var page = await app.Customer.PageAsync($"/contacts/{contact}/edit");
        var question = await app.Customer.PageAsync($"/contacts/{contact}/removal");

        Assert.Contains($"href=\"/contacts/{contact}/removal\"", page);
        Assert.DoesNotContain("Removal.Version", page);
        Assert.Contains("Remove Lena Weg?", question);
        Assert.Contains("Lena Weg is no longer named as a contact of Hamburg Hafen.", question);
        Assert.Contains("This can’t be undone.", question);
        Assert.Contains($"href=\"/contacts/{contact}/edit\">Cancel", question);
        Assert.Equal(HttpStatusCode.OK, (await app.Customer.Get($"/api/v1/contacts/{contact}")).StatusCode);

        var removed = await app.Customer.SubmitAsync($"/contacts/{contact}/removal", Yes("removal"));

        Assert.Equal((HttpStatusCode.Redirect, $"/sites/{app.NordhavenSite}"), (removed.Status, removed.Location));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Customer.Get($"/api/v1/contacts/{contact}")).StatusCode);
    }

    [Fact]
    public async Task The_question_about_a_contact_names_the_cases_in_which_nobody_would_hear()
    {
        var (told, other) = (await ContactAsync("Told Inside"), await ContactAsync("Told Nothing"));
        var opened = await app.Customer.Post("/api/v1/cases", new { siteId = app.NordhavenSite, contactId = told, severity = "p3", subject = "No ring", text = "It does not ring." });
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);

        Assert.Contains($"href=\"/cases/{(await opened.Json()).GetProperty("id").GetGuid()}\"", await app.Customer.PageAsync($"/contacts/{told}/removal"));
        Assert.DoesNotContain("is the contact of cases", await app.Customer.PageAsync($"/contacts/{other}/removal"));
    }

    [Fact]
    public async Task What_changed_since_the_question_is_asked_again()
    {
        var contact = await ContactAsync("Changed Since");

        var stale = await app.Customer.SubmitAsync($"/contacts/{contact}/removal", Yes("removal", version: 7));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, stale.Status);
        Assert.Contains("Remove Changed Since?", stale.Html);
    }

    [Fact]
    public async Task Readers_and_others_are_not_asked()
    {
        var contact = await ContactAsync("Not Yours");

        foreach (var page in new[] { $"/contacts/{contact}/removal", $"/sites/{app.NordhavenSite}/closing" })
        {
            Assert.Equal((page, HttpStatusCode.NotFound), (page, (await app.OtherPartner.Get(page)).StatusCode));
            Assert.NotEqual((page, HttpStatusCode.OK), (page, (await app.CustomerUser.Get(page)).StatusCode));
        }
    }
}
