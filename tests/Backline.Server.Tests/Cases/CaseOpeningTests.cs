using Backline.Domain.Catalog;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>A case is opened by account or site, without a serial number, whatever coverage says.</summary>
public sealed class CaseOpeningTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task A_site_of_another_account_is_refused_by_name()
    {
        var answer = await app.Agent.OpenAsync(new { accountId = await app.Seed.AccountAsync("Elsewhere"), siteId = app.SiteNumber, subject = "x", text = "y" });

        Assert.Equal((400, "case.site-elsewhere", "/siteId"), (answer.Status, answer["errors"][0].GetProperty("code").GetString(), answer["errors"][0].GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task A_customer_opens_a_case_with_subject_and_text_alone()
    {
        var one = await app.Customer.OpenAsync(new { subject = " No sound ", text = "Nobody hears us." });

        Assert.Equal((201, $"/api/v1/cases/{one["id"].GetString()}", "\"1\""), (one.Status, one.Location, one.Etag));
        Assert.Matches(@"^C-2026-\d{6}$", one["number"].GetString());
        Assert.Equal(("No sound", "p3", "open", "vendor", true), (one["subject"].GetString(), one["severity"].GetString(), one["state"].GetString(), one["desk"].GetString(), one["priority"].GetBoolean()));
        var messages = await app.Customer.GetAsync($"{one.Location}/messages");
        Assert.Equal(("inbound", "Nobody hears us."), (messages["items"][0].GetProperty("direction").GetString(), messages["items"][0].GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData("number")]
    [InlineData("id")]
    public async Task A_site_says_whose_it_is_and_which_days_count(string by)
    {
        var one = await app.Agent.OpenAsync(new { siteId = by == "id" ? app.Site.ToString() : app.SiteNumber, subject = "x", text = "y", severity = "p4" });

        Assert.Equal((201, app.Nordhaven.ToString(), "Hamburg"), (one.Status, one["accountId"].GetString(), one["site"].GetString()));
        Assert.Equal("2026-03-18T15:00:00+00:00", one["clocks"][0].GetProperty("dueAt").GetString());
    }

    [Fact]
    public async Task A_device_says_where_it_is_unless_a_site_is_named()
    {
        var other = await app.Seed.SiteAsync(app.Nordhaven, "Bremen");
        await app.Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, site_id, source, first_seen_at, updated_at) values ($1, $2, 'video', 'Sloop 30', 'SL30HAMBURG01', 'SL30HAMBURG01', $3, 'by-hand', now(), now())", app.Nordhaven, Guid.CreateVersion7(), app.Site);

        var (found, named) = (await app.Customer.OpenAsync(new { subject = "x", text = "y", serial = "SL30HAMBURG01" }), await app.Customer.OpenAsync(new { subject = "x", text = "y", serial = "SL30HAMBURG01", siteId = other }));

        Assert.Equal(("Hamburg", "Bremen"), (found["site"].GetString(), named["site"].GetString()));
    }

    [Fact]
    public async Task Coverage_is_decided_and_stays_as_it_was_said()
    {
        var one = await app.Agent.OpenAsync(new { accountId = app.Nordhaven, subject = "x", text = "y" });
        await app.Seed.ExecuteAsync("update contract set state = 'ended', ended_at = now() where account_id = $1", app.Nordhaven);
        var later = await app.Agent.GetAsync(one.Location!);
        await app.Seed.ExecuteAsync("update contract set state = 'active', ended_at = null where account_id = $1", app.Nordhaven);

        Assert.Equal((true, "covered"), (later["coverage"].GetProperty("covered").GetBoolean(), later["coverage"].GetProperty("outcome").GetString()));
        Assert.NotEqual(0, later["coverage"].GetProperty("reasons").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_contract_the_case_is_taken_and_says_what_can_be_had()
    {
        var account = await app.Seed.AccountAsync("Lapsed");
        var one = await app.Agent.OpenAsync(new { accountId = account, subject = "x", text = "y", severity = "p1" });

        Assert.Equal((201, false, false), (one.Status, one["coverage"].GetProperty("covered").GetBoolean(), one["priority"].GetBoolean()));
        Assert.NotEqual(0, one["coverage"].GetProperty("remedies").GetArrayLength());
        Assert.Equal(["first-response"], one["clocks"].EnumerateArray().Select(clock => clock.GetProperty("milestone").GetString()));
    }

    [Fact]
    public async Task A_serial_number_nobody_knows_keeps_no_case_from_being_opened()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", serial = "8L2415A3C1F7CX" });

        Assert.Equal((201, "8L2415A3C1F7CX"), (one.Status, one["serial"].GetString()));
    }

    [Theory]
    [InlineData("8L2415A3C1F7CX", null, "coverage.device-unknown")]
    [InlineData(null, "No Such Model 9", "coverage.model-unknown")]
    public async Task A_unit_nobody_knows_takes_no_coverage_away(string? serial, string? model, string code)
    {
        var (plain, named) = (await app.Customer.OpenAsync(new { subject = "x", text = "y" }), await app.Customer.OpenAsync(new { subject = "x", text = "y", serial, model }));

        Assert.True(named["coverage"].GetProperty("covered").GetBoolean());
        Assert.Equal((plain["priority"].GetBoolean(), plain["clocks"].GetArrayLength()), (named["priority"].GetBoolean(), named["clocks"].GetArrayLength()));
        Assert.Contains(code, named["coverage"].GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
        Assert.DoesNotContain("open-case-anyway", named["coverage"].GetProperty("remedies").GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8L2415A3C1F7CX")]
    [InlineData("No Such Model 9")]
    public async Task What_is_shown_while_one_is_written_is_what_is_decided(string device)
    {
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));

        var shown = await browser.PageAsync("/cases/cover?device=" + Uri.EscapeDataString(device));
        var opened = await browser.SubmitAsync("/cases/new", new() { ["_handler"] = "open", ["subject"] = "x", ["text"] = "y", ["severity"] = "p3", ["device"] = device });
        var one = await app.Agent.GetAsync("/api/v1" + opened.Location);

        Assert.True(one["coverage"].GetProperty("covered").GetBoolean());
        Assert.Contains("Covered", shown);
        Assert.Equal(device.Length > 0, shown.Contains(device.Length > 0 ? device : "\0", StringComparison.Ordinal));
        foreach (var remedy in one["coverage"].GetProperty("remedies").EnumerateArray()) Assert.Contains(remedy.GetProperty("text").GetString()!, shown);
    }

    [Theory]
    [InlineData(Roles.SupportAgent, false, true)]
    [InlineData(Roles.ProgrammeAdministrator, true, true)]
    [InlineData(Roles.ServiceManager, false, false)]
    public async Task What_is_to_be_done_for_an_unknown_unit_has_its_way_for_those_who_may(string role, bool imports, bool adds)
    {
        using var browser = app.Browser(await app.Seed.KeyAsync(role));
        var one = await app.Agent.OpenAsync(new { accountId = app.Nordhaven, serial = "8L2415A3C1F7CX", subject = "Unknown unit", text = "y" });

        foreach (var shown in new[] { await browser.PageAsync($"/cases/cover?account={await app.Seed.ScalarAsync<string>("select number from account where account_id = $1", app.Nordhaven)}&device=8L2415A3C1F7CX"), await browser.PageAsync($"/cases/{one["id"].GetString()}") })
        {
            Assert.Contains("Bring the device into the fleet", shown);
            Assert.Equal((imports, adds), (shown.Contains("href=\"/imports/new\"", StringComparison.Ordinal), shown.Contains("href=\"/devices/new\"", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("Sona700")]
    [InlineData("sona-700")]
    public async Task A_model_written_as_one_word_is_no_serial_number(string word)
    {
        var model = await ModelAsync("Sona 700");
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));

        var shown = await browser.PageAsync("/cases/cover?device=" + word);
        var opened = await browser.SubmitAsync("/cases/new", new() { ["_handler"] = "open", ["subject"] = "x", ["text"] = "y", ["severity"] = "p3", ["device"] = word });
        var byKey = await app.Customer.OpenAsync(new { subject = "x", text = "y", serial = word });

        Assert.DoesNotContain("in no inventory", shown);
        foreach (var id in new[] { Guid.Parse(opened.Location!.Split('/')[^1]), byKey["id"].GetGuid() })
        {
            Assert.Equal(model, await app.Seed.ScalarAsync<Guid?>("select model_id from support_case where id = $1", id));
            Assert.Null(await app.Seed.ScalarAsync<string>("select serial from support_case where id = $1", id));
        }
    }

    [Fact]
    public async Task A_word_that_only_begins_names_of_models_names_those()
    {
        await ModelAsync("Caravel Focus 2");
        await ModelAsync("Caravel Free 60");
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));

        var shown = await browser.PageAsync("/cases/cover?device=Caravel");
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", serial = "Caravel" });

        Assert.DoesNotContain("in no inventory", shown);
        foreach (var name in new[] { "Caravel Focus 2", "Caravel Free 60" }) Assert.Contains(name, shown);
        Assert.Contains("coverage.model-unknown", one["coverage"].GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_serial_number_that_begins_like_a_model_stays_one()
    {
        await ModelAsync("Brig 500");
        await app.Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, $2, 'video', 'Brig 500', 'BRIG50012345', 'BRIG50012345', 'by-hand', now(), now())", app.Nordhaven, Guid.CreateVersion7());

        Assert.Equal("BRIG50", (await app.Customer.OpenAsync(new { subject = "x", text = "y", serial = "BRIG50" }))["serial"].GetString());
    }

    private async Task<Guid> ModelAsync(string name)
    {
        await app.Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'HP Poly', $2, $3, 'video', 'active') on conflict do nothing", Guid.CreateVersion7(), name, ModelName.Key(name));
        return await app.Seed.ScalarAsync<Guid>("select id from model where name = $1", name);
    }

    [Fact]
    public async Task The_same_request_again_opens_no_second_case()
    {
        var key = Guid.NewGuid().ToString();
        var (first, again) = (await app.Customer.PostAsync("/api/v1/cases", new { subject = "once", text = "y" }, key), await app.Customer.PostAsync("/api/v1/cases", new { subject = "once", text = "y" }, key));

        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(first["number"].GetString(), again["number"].GetString());
        Assert.Equal(422, (await app.Customer.PostAsync("/api/v1/cases", new { subject = "another", text = "y" }, key)).Status);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from support_case where subject = 'once'"));
    }

    [Theory]
    [InlineData("""{}""", "/subject", "input.required")]
    [InlineData("""{"subject":"x","text":" "}""", "/text", "input.required")]
    [InlineData("""{"subject":"x","text":"y","severity":"p5"}""", "/severity", "input.unknown-value")]
    [InlineData("""{"subject":"x","text":"y","desk":"mine"}""", "/desk", "input.unknown-value")]
    [InlineData("""{"subject":"x","text":"y","serial":"?"}""", "/serial", "coverage.not-a-serial")]
    [InlineData("""{"subject":"x","text":"y","sevrity":"p1"}""", "/sevrity", "input.unknown-field")]
    public async Task What_cannot_be_read_is_named(string body, string pointer, string code)
    {
        var answer = await app.Customer.PostAsync("/api/v1/cases", System.Text.Json.JsonDocument.Parse(body).RootElement);

        Assert.Equal((400, pointer, code), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString(), answer["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Whose_it_is_has_to_be_known_and_the_readers()
    {
        Assert.Equal("/accountId", (await app.Agent.OpenAsync())["errors"][0].GetProperty("pointer").GetString());
        Assert.Equal(404, (await app.Customer.OpenAsync(new { accountId = app.Lucenti, subject = "x", text = "y" })).Status);
        Assert.Equal(404, (await app.LucentiCustomer.OpenAsync(new { siteId = app.SiteNumber, subject = "x", text = "y" })).Status);
        Assert.Equal(404, (await app.Customer.OpenAsync(new { subject = "x", text = "y", contactId = Guid.NewGuid() })).Status);
        Assert.Equal(403, (await (await app.ApiAsync(Roles.Logistics)).OpenAsync(new { accountId = app.Nordhaven, subject = "x", text = "y" })).Status);
    }

    [Fact]
    public async Task Of_the_customers_people_only_who_opened_a_private_case_sees_it()
    {
        var one = await app.Customer.OpenAsync(new Dictionary<string, object> { ["subject"] = "private matter", ["text"] = "y", ["private"] = true });
        var colleague = await app.ApiAsync(Roles.CustomerAdministrator, app.Nordhaven);

        Assert.Equal(200, (await app.Customer.GetAsync(one.Location!)).Status);
        foreach (var path in new[] { "", "/messages", "/clocks" }) Assert.Equal(404, (await colleague.GetAsync(one.Location + path)).Status);
        Assert.Equal(404, (await colleague.WriteAsync(one, "z")).Status);
        Assert.Equal(0, (await colleague.GetAsync("/api/v1/cases?q=private"))["items"].GetArrayLength());
        Assert.Equal(1, (await app.Customer.GetAsync("/api/v1/cases?q=private"))["items"].GetArrayLength());
        Assert.Equal(200, (await app.Agent.GetAsync(one.Location!)).Status);
    }

    [Fact]
    public async Task Forty_at_once_have_numbers_of_their_own()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => app.Customer.PostAsync("/api/v1/cases", new { subject = "at once", text = "y" }, Guid.NewGuid().ToString())));

        Assert.All(opened, one => Assert.Equal((201, null), (one.Status, one.Code)));
        Assert.Equal(40, opened.Select(one => one["number"].GetString()).Distinct().Count());
    }
}
