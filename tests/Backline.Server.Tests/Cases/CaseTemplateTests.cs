using System.Net;
using Backline.Domain.Cases;
using Backline.Server.Features.Cases.Templates;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Backline.Server.Ui;

namespace Backline.Server.Tests.Cases;

/// <summary>Replies ready to be sent, and what is done along with them.</summary>
public sealed class CaseTemplateTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static string Code => "t-" + Guid.CreateVersion7().ToString("N")[20..];

    private Task<ApiAnswer> DraftAsync(ApiAnswer one, string code) => app.Agent.GetAsync($"{one.Location}/templates/{code}");

    private static Task<ApiAnswer> MacroAsync(ApiClient who, ApiAnswer one, string template, string? text = null) => who.DoAsync(one, "macros", new { template, text }, HttpMethod.Post);

    public static TheoryData<string, string> Shipped => [.. from template in ShippedTemplates.All from language in Languages.All select (template.Code, language.Code)];

    [Theory, MemberData(nameof(Shipped))]
    public void Each_that_is_shipped_stands_in_each_language(string code, string language)
    {
        var template = ShippedTemplates.All.First(one => one.Code == code);

        new TemplateInput(template.Name, template.Texts, template.Actions).Checked();
        Assert.Contains("{number}", template.Texts[language]);
        Assert.Contains("{agent}", template.Texts[language]);
        Assert.Equal(ReplyText.Gaps(template.Texts["en"]).Order(StringComparer.Ordinal), ReplyText.Gaps(template.Texts[language]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("de", "Guten Tag", "de")]
    [InlineData("ko", "안녕하세요", "ko")]
    [InlineData("vi", "Xin chào", "vi")]
    public async Task The_text_is_in_the_language_of_the_contact(string language, string greeting, string expected)
    {
        var contact = await app.Seed.ContactAsync(app.Nordhaven, "Jonas {agent} Weber", language);
        var one = await app.Customer.OpenAsync(new { subject = "No sound", text = "x", severity = "p2", contactId = contact });

        var draft = await DraftAsync(one, "received");

        Assert.Equal((200, expected), (draft.Status, draft["language"].GetString()));
        Assert.Contains(greeting, draft["text"].GetString());
        Assert.Contains("Jonas {agent} Weber", draft["text"].GetString());
        Assert.Contains(one["number"].GetString()!, draft["text"].GetString());
        Assert.Empty(draft["gaps"].EnumerateArray());
    }

    [Fact]
    public async Task Another_language_is_said_plainly_and_gaps_are_named()
    {
        var (code, contact) = (Code, await app.Seed.ContactAsync(app.Nordhaven, "Minh", "vi"));
        await app.Agent.PostAsync("/api/v1/templates", new { code, name = "English only", texts = new { en = "Hello {contact}, at {site}." } });
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", contactId = contact });

        var draft = await DraftAsync(one, code);

        Assert.Equal(("en", "vi", "Hello Minh, at {site}."), (draft["language"].GetString(), draft["askedLanguage"].GetString(), draft["text"].GetString()));
        Assert.Equal("site", Assert.Single(draft["gaps"].EnumerateArray()).GetString());
        Assert.Equal((409, "template.unfilled"), Said(await MacroAsync(app.Agent, one, code)));
        Assert.Equal(201, (await MacroAsync(app.Agent, one, code, "Hello Minh.")).Status);
    }

    [Fact]
    public async Task The_due_that_a_template_names_is_that_of_the_promise_which_the_answer_begins()
    {
        var (code, contact) = (Code, await app.Seed.ContactAsync(app.Nordhaven, "Jonas", "de"));
        await app.Agent.PostAsync("/api/v1/templates", new { code, name = "Due", texts = new { de = "Bis {due}." } });
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1", contactId = contact });

        var before = await DraftAsync(one, code);
        await app.Agent.WriteAsync(one, "We look into it.");
        var due = (await app.Agent.GetAsync(one.Location! + "/clocks"))["items"].EnumerateArray().Select(sheet => sheet.GetProperty("clock")).Where(clock => clock.GetProperty("milestone").GetString() != "first-response" && clock.GetProperty("endedAt").ValueKind == System.Text.Json.JsonValueKind.Null)
            .Min(clock => clock.GetProperty("dueAt").GetDateTimeOffset());

        var berlin = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(due, "Europe/Berlin");
        Assert.Equal($"Bis {berlin.ToString("d. MMMM yyyy, HH:mm", System.Globalization.CultureInfo.GetCultureInfo("de"))} (Berlin).", before["text"].GetString());
    }

    [Fact]
    public async Task What_a_template_promises_goes_by_the_severity_it_gives_the_case()
    {
        var (code, contact) = (Code, await app.Seed.ContactAsync(app.Nordhaven, "Ada", "en"));
        await app.Agent.PostAsync("/api/v1/templates", new { code, name = "Graver", texts = new { en = "Until {due}." }, actions = new { severity = "p1" } });
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p3", contactId = contact });
        var grave = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1", contactId = contact });
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));

        var filled = await agent.SubmitAsync("/cases/" + one["id"].GetString(), new() { ["_handler"] = "act", ["act"] = "reply", ["reply.fill"] = "chosen", ["reply.use"] = code });

        Assert.Equal((await DraftAsync(grave, code))["text"].GetString(), (await DraftAsync(one, code))["text"].GetString());
        Assert.Equal(Offered(await agent.PageAsync("/cases/" + grave["id"].GetString())), Offered(filled.Html));

        static IEnumerable<string> Offered(string html) => System.Text.RegularExpressions.Regex.Matches(html, "data-by=\"([^\"]+)\"").Select(by => by.Groups[1].Value).Distinct();
    }

    [Fact]
    public async Task Without_a_contact_the_text_is_for_whoever_asked()
    {
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Lucenti);
        await app.Seed.ExecuteAsync("update person set language = 'it' where id = $1", customer.Id);
        var asked = await customer.SendAsync("POST", "/api/v1/cases", new { subject = "Niente audio", text = "y" }, ("Idempotency-Key", Guid.NewGuid().ToString()));

        var draft = await app.Partner.GetAsync($"/api/v1/cases/{asked["id"].GetString()}/templates/received");

        Assert.Equal("it", draft["language"].GetString());
        Assert.Contains(customer.Name, draft["text"].GetString());
        Assert.Empty(draft["gaps"].EnumerateArray());
    }

    [Fact]
    public async Task What_a_workaround_is_whoever_sends_it_writes()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p1", contactId = await app.Seed.ContactAsync(app.Nordhaven, "Uwe", "de") });

        Assert.Equal((409, "template.unfilled"), Said(await MacroAsync(app.Agent, one, "workaround")));
        Assert.Equal(["steps"], (await DraftAsync(one, "workaround"))["gaps"].EnumerateArray().Select(gap => gap.GetString()));
        Assert.Equal(201, (await MacroAsync(app.Agent, one, "workaround", "Restart the switch of floor 3.")).Status);
    }

    [Fact]
    public async Task A_macro_is_done_whole_in_one_act()
    {
        var contact = await app.Seed.ContactAsync(app.Nordhaven, "Ana", "es");
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p3", contactId = contact });

        var done = await MacroAsync(app.Agent, one, "need-logs");

        Assert.Equal((201, "waiting"), (done.Status, done["state"].GetString()));
        var wait = Assert.Single(done["waits"].EnumerateArray());
        Assert.Equal("customer", wait.GetProperty("reason").GetString());
        // from a Tuesday, three business days on, at nine by the clock in Berlin
        Assert.Equal(new DateTimeOffset(2026, 3, 20, 8, 0, 0, TimeSpan.Zero), wait.GetProperty("followUpAt").GetDateTimeOffset());
        Assert.Contains("archivos de registro", (await app.Customer.GetAsync(one.Location! + "/messages"))["items"][1].GetProperty("text").GetString());
        Assert.Equal(201, (await MacroAsync(app.Agent, one, "solved")).Status);
        Assert.Equal((409, "case.resolved"), Said(await MacroAsync(app.Agent, one, "need-logs")));
        Assert.Equal(3, (await app.Agent.GetAsync(one.Location! + "/messages"))["items"].GetArrayLength());
    }

    [Fact]
    public async Task Of_two_who_change_and_remove_one_at_once_one_does()
    {
        const string path = "/api/v1/templates/ours";
        for (var round = 0; round < 4; round++)
        {
            await app.Agent.PostAsync("/api/v1/templates", new { code = "ours", name = "Ours", texts = new { en = "Ours." } });
            var etag = (await app.Agent.GetAsync(path)).Etag;

            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? app.Agent.SendAsync(HttpMethod.Delete, path, null, etag) : app.Agent.PutAsync(path, new { name = $"Changed {i}", texts = new { en = "Theirs." } }, etag)));

            Assert.Single(answers, answer => answer.Status is 200 or 204);
            await app.Agent.SendAsync(HttpMethod.Delete, path, null, (await app.Agent.GetAsync(path)).Etag);
        }
    }

    [Fact]
    public async Task Each_desk_has_its_own_in_place_of_the_shipped()
    {
        var before = await app.Partner.GetAsync("/api/v1/templates/plan");
        var changed = await app.Partner.PutAsync("/api/v1/templates/plan", new { name = "Our plan", texts = new { en = "Ours." } }, "\"0\"");

        Assert.Equal((200, true), (before.Status, before["shipped"].GetBoolean()));
        Assert.Equal((200, false, "Our plan"), (changed.Status, changed["shipped"].GetBoolean(), changed["name"].GetString()));
        Assert.True((await app.Agent.GetAsync("/api/v1/templates/plan"))["shipped"].GetBoolean());
        Assert.True((await app.OtherPartner.GetAsync("/api/v1/templates/plan"))["shipped"].GetBoolean());
        Assert.Equal(412, (await app.Partner.PutAsync("/api/v1/templates/plan", new { name = "Late", texts = new { en = "Late." } }, "\"0\"")).Status);
        Assert.Equal(204, (await app.Partner.SendAsync(HttpMethod.Delete, "/api/v1/templates/plan", null, "\"1\"")).Status);
        Assert.True((await app.Partner.GetAsync("/api/v1/templates/plan"))["shipped"].GetBoolean());
        Assert.Equal(403, (await app.Customer.GetAsync("/api/v1/templates")).Status);
    }

    [Theory]
    [InlineData("""{"code":"Bad Code","name":"x","texts":{"en":"x"}}""", "/code")]
    [InlineData("""{"code":"good","name":"x","texts":{}}""", "/texts")]
    [InlineData("""{"code":"good","name":"x","texts":{"fr":"x"}}""", "/texts/fr")]
    [InlineData("""{"code":"good","name":"x","texts":{"en":"Hello {password}"}}""", "/texts/en")]
    [InlineData("""{"code":"good","name":"x","texts":{"en":"x"},"actions":{"wait":"customer"}}""", "/actions")]
    [InlineData("""{"code":"good","name":"x","texts":{"en":"x"},"actions":{"resolve":"fixed","tell":"plan"}}""", "/actions")]
    public async Task What_can_not_be_a_template_is_refused_where_it_is_wrong(string body, string pointer)
    {
        var answer = await app.Agent.PostAsync("/api/v1/templates", System.Text.Json.JsonDocument.Parse(body).RootElement);

        Assert.Equal((400, pointer), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task The_page_of_a_case_fills_and_carries_out_without_scripts()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = "/cases/" + one["id"].GetString();
        var page = await agent.PageAsync(path + "?template=solved");
        var version = await app.Seed.ScalarAsync<long>("select version from support_case where id = $1", one["id"].GetGuid());
        var fields = new Dictionary<string, string> { ["_handler"] = "act", ["act"] = "reply", ["version"] = version.ToString(System.Globalization.CultureInfo.InvariantCulture), ["once"] = Guid.NewGuid().ToString(), ["reply.template"] = "solved", ["reply.text"] = "It works again." };

        var done = await agent.SubmitAsync(path, fields);
        var twice = await agent.SubmitAsync(path, fields);

        Assert.Contains($"case {one["number"].GetString()} is solved", page);
        Assert.Contains("resolves: Fixed", page);
        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Found), (done.Status, twice.Status));
        Assert.Equal("resolved 2", await app.Seed.ScalarAsync<string>("select state || ' ' || (select count(*) from case_message m where m.case_id = c.id) from support_case c where id = $1", one["id"].GetGuid()));
    }

    [Fact]
    public async Task A_template_fills_the_one_reply_box_after_what_was_typed_and_another_takes_its_place()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = "/cases/" + one["id"].GetString();
        Dictionary<string, string> Fill(string template, string text, string? before = null) => new(before is null ? [] : new Dictionary<string, string> { ["reply.template"] = before })
        { ["_handler"] = "act", ["act"] = "reply", ["reply.fill"] = template.Length > 0 ? "chosen" : "none", ["reply.use"] = template, ["reply.text"] = text };

        var filled = await agent.SubmitAsync(path, Fill("plan", "Typed before."));
        var box = Box(filled.Html);
        var other = await agent.SubmitAsync(path, Fill("solved", box, "plan"));
        var none = await agent.SubmitAsync(path, Fill("", Box(other.Html), "solved"));

        Assert.Equal(HttpStatusCode.OK, filled.Status);
        Assert.StartsWith("Typed before.\n\n", box);
        Assert.Equal(1, filled.Html.Split("name=\"reply.text\"").Length - 1);
        Assert.Equal(1, filled.Html.Split("btn btn-sm btn-primary").Length - 1);
        Assert.Contains("name=\"reply.nextBy\"", filled.Html);
        Assert.Contains("name=\"reply.template\" value=\"plan\"", filled.Html);
        Assert.StartsWith("Typed before.\n\n", Box(other.Html));
        Assert.DoesNotContain(box["Typed before.\n\n".Length..], Box(other.Html));
        // what resolves promises no update
        Assert.DoesNotContain("name=\"reply.nextBy\"", other.Html);
        Assert.Equal("Typed before.", Box(none.Html));
        Assert.DoesNotContain("name=\"reply.template\"", none.Html);
        Assert.Equal(1, (await app.Agent.GetAsync(one.Location! + "/messages"))["items"].GetArrayLength());

        static string Box(string html) => WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(html, "<textarea[^>]*name=\"reply.text\"[^>]*>([\\s\\S]*?)</textarea>").Groups[1].Value).ReplaceLineEndings("\n").Trim();
    }

    [Fact]
    public async Task With_a_template_the_next_update_is_promised_as_with_any_reply()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", severity = "p2" });
        var by = app.Clock.Now.AddMinutes(20);

        var refused = await app.Agent.DoAsync(one, "macros", new { template = "need-logs", nextBy = by }, HttpMethod.Post);
        var done = await app.Agent.DoAsync(one, "macros", new { template = "plan", text = "We replace it.", nextBy = by }, HttpMethod.Post);

        Assert.Equal((400, "/nextBy"), (refused.Status, refused["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal(201, done.Status);
        Assert.Contains(by, (await app.Agent.GetAsync(one.Location! + "/clocks"))["items"].EnumerateArray().Select(sheet => sheet.GetProperty("clock")).Where(clock => clock.GetProperty("milestone").GetString() == "next-update" && clock.GetProperty("endedAt").ValueKind == System.Text.Json.JsonValueKind.Null).Select(clock => clock.GetProperty("dueAt").GetDateTimeOffset()));
    }

    [Fact]
    public async Task A_visit_the_contract_does_not_include_is_offered_with_that_said()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));

        var page = await agent.PageAsync($"/cases/{one["id"].GetString()}?template=site-visit");

        Assert.Contains("on-site visit not included</option>", page);
        Assert.Contains("includes no visit on site", page);
        Assert.DoesNotContain("includes no visit on site", await agent.PageAsync($"/cases/{one["id"].GetString()}?template=solved"));
    }

    [Fact]
    public async Task The_pages_manage_templates()
    {
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var code = Code;

        var wrong = await agent.SubmitAsync("/templates/new", new() { ["_handler"] = "template", ["code"] = code, ["name"] = "Ours", ["texts/de"] = "Hallo {wer}" });
        var made = await agent.SubmitAsync("/templates/new", new() { ["_handler"] = "template", ["code"] = code, ["name"] = "Ours", ["texts/de"] = "Hallo {contact}", ["actions/assignMe"] = "true" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("Hallo {wer}", wrong.Html);
        Assert.Contains("{wer} is no place", wrong.Html);
        Assert.Equal(HttpStatusCode.Found, made.Status);
        Assert.Contains(code, await agent.PageAsync("/templates"));
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync("/templates/" + code, new() { ["_handler"] = "template", ["version"] = "1", ["do"] = "remove" })).Status);
        Assert.DoesNotContain(code, await agent.PageAsync("/templates"));
    }

    private static (int, string?) Said(ApiAnswer answer) => (answer.Status, answer.Code);
}
