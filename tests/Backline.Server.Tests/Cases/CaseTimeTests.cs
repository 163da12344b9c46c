using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>Time the desk spent, and colleagues named in notes.</summary>
public sealed class CaseTimeTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task Time_is_noted_summed_and_corrected_with_a_trace()
    {
        var one = await app.Customer.OpenAsync();
        var path = one.Location + "/time";

        await app.Agent.PostAsync(path, new { minutes = 30, what = "Reading logs", billable = true });
        var noted = await app.Agent.PostAsync(path, new { minutes = 15, what = "Call" });
        var entry = noted["items"].EnumerateArray().First(item => item.GetProperty("minutes").GetInt32() == 30).GetProperty("id").GetString();
        var corrected = await app.Agent.PutAsync($"{path}/{entry}", new { minutes = 20, what = "Reading logs", billable = true, reason = "Lunch was in it." });

        Assert.Equal((45, 30), (noted["minutes"].GetInt32(), noted["billableMinutes"].GetInt32()));
        Assert.Equal((200, 35, 20), (corrected.Status, corrected["minutes"].GetInt32(), corrected["billableMinutes"].GetInt32()));
        Assert.Equal(3, corrected["items"].GetArrayLength());
        Assert.Equal("time.corrected-already", (await app.Agent.PutAsync($"{path}/{entry}", new { minutes = 1, what = "x", reason = "x" })).Code);
        Assert.Equal(400, (await app.Agent.PostAsync(path, new { minutes = 1441, what = "x" })).Status);
        Assert.Equal((403, 404), ((await app.Customer.GetAsync(path)).Status, (await app.OtherPartner.GetAsync(path)).Status));
    }

    [Fact]
    public async Task Time_is_of_a_day_that_has_come()
    {
        var one = await app.Customer.OpenAsync();
        Task<ApiAnswer> NoteAsync(int days) => app.Agent.PostAsync(one.Location + "/time", new { minutes = 5, what = "Call", day = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(days) });

        Assert.Equal((201, 201, 400), ((await NoteAsync(-1)).Status, (await NoteAsync(1)).Status, (await NoteAsync(2)).Status));
        var before = await NoteAsync(-2);
        Assert.Equal((400, "time.day-before-case", "/day"), (before.Status, before["errors"][0].GetProperty("code").GetString(), before["errors"][0].GetProperty("pointer").GetString()));
        var entry = (await app.Agent.GetAsync(one.Location + "/time"))["items"][0].GetProperty("id").GetString();
        Assert.Equal(400, (await app.Agent.PutAsync($"{one.Location}/time/{entry}", new { minutes = 5, what = "Call", reason = "Another day", day = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(-2) })).Status);
    }

    [Fact]
    public async Task The_file_and_the_page_show_it_and_a_double_click_notes_it_once()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = "/cases/" + one["id"].GetString();
        var fields = new Dictionary<string, string> { ["_handler"] = "act", ["act"] = "time-add", ["once"] = Guid.NewGuid().ToString(), ["time-add.minutes"] = "25", ["time-add.what"] = "Firmware compared" };

        await agent.SubmitAsync(path, fields);
        await agent.SubmitAsync(path, fields);
        var wrong = await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "time-add", ["time-add.minutes"] = "0", ["time-add.what"] = "Typed here" });

        Assert.Single((await agent.PageAsync(path + "/time/export")).Split('\n'), line => line.Contains("Firmware compared", StringComparison.Ordinal));
        Assert.Contains("25 min in all", await agent.PageAsync(path));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("Typed here", wrong.Html);
    }

    [Theory]
    [InlineData("1h 15", "1 h 15")]
    [InlineData("1:15", "1 h 15")]
    [InlineData("90 min", "1 h 30")]
    [InlineData("an hour", null)]
    public async Task Time_is_typed_as_people_write_it(string typed, string? shown)
    {
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var path = "/cases/" + one["id"].GetString();

        var answer = await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "time-add", ["once"] = Guid.NewGuid().ToString(), ["time-add.minutes"] = typed, ["time-add.what"] = "Firmware compared" });

        Assert.Equal(shown is null ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Redirect, answer.Status);
        if (shown is null) Assert.Contains("1 h 15 min, 1:15", answer.Html);
        else Assert.Contains(shown, await agent.PageAsync(path));
    }

    [Theory]
    [InlineData("it", true, "Al telefono con Ana: Fatto.")]
    [InlineData("ko", true, "Ana 님과의 전화 통화: Fatto.")]
    [InlineData("it", false, "By phone with Ana: Fatto.")]
    public async Task A_call_that_is_told_is_told_in_the_language_of_whoever_asked(string language, bool told, string text)
    {
        var contact = await app.Seed.ContactAsync(app.Nordhaven, "Ana", language, $"c{Guid.NewGuid():n}@customer.example");
        var one = await app.Customer.OpenAsync(new { subject = "By phone", text = "x", contactId = contact });
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var fields = new Dictionary<string, string> { ["_handler"] = "act", ["act"] = "call", ["call.with"] = "Ana", ["call.text"] = "Fatto." };
        if (told) fields["call.told"] = "true";

        await agent.SubmitAsync("/cases/" + one["id"].GetString(), fields);

        Assert.Contains(text, (await app.Agent.GetAsync(one.Location + "/messages"))["items"].EnumerateArray().Select(message => message.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Whoever_is_named_in_a_note_gets_a_mail_and_finds_it_on_the_home()
    {
        var mark = "Q" + Guid.NewGuid().ToString("N")[..6];
        using var named = await CasePerson.OfAsync(app, Roles.SupportAgent, name: $"Nora {mark}");
        using var customer = await CasePerson.OfAsync(app, Roles.CustomerUser, app.Nordhaven, name: $"Carla {mark}");
        using var partner = await CasePerson.OfAsync(app, Roles.Partner, partner: app.Meridian, name: $"Paolo {mark}");
        var one = await app.Customer.OpenAsync(new { subject = "About " + mark, text = $"For @Nora {mark}" });

        await app.Agent.WriteAsync(one, $"@Nora {mark} look. @Carla {mark} @Paolo {mark} not.", "internal");

        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from case_mention where case_id = $1", one["id"].GetGuid()));
        Assert.Equal(one["number"].GetString(), Assert.Single((await named.GetAsync("/api/v1/mentions"))["items"].EnumerateArray()).GetProperty("number").GetString());
        var mail = await app.Seed.ScalarAsync<string>("select body_text from outbox_message where body_text like '%Nora ' || $1 || '%'", mark);
        Assert.Matches($@"^Hello Nora {mark},\n\n.* mentioned you .*:\nhttps?://\S+/cases/{one["id"].GetString()}$", mail);
        var home = await named.PageAsync("/");
        Assert.Contains("You were mentioned", home);
        Assert.Contains("About " + mark, home);
        // whoever has answered needs no more reminding
        await named.SendAsync("POST", one.Location + "/messages", new { text = "I saw it.", visibility = "internal" });
        Assert.DoesNotContain("You were mentioned", await named.PageAsync("/"));
        Assert.Single((await named.GetAsync("/api/v1/mentions"))["items"].EnumerateArray());
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from outbox_message where subject like '%mentioned you%' and body_text like $1 and body_text not like '%look.%'", $"%{mark}%"));
    }

    [Fact]
    public async Task The_form_of_a_note_names_a_colleague_by_choice()
    {
        using var named = await CasePerson.OfAsync(app, Roles.SupportAgent, name: "Chosen " + Guid.NewGuid().ToString("N")[..6]);
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));

        await agent.SubmitAsync("/cases/" + one["id"].GetString(), new() { ["_handler"] = "act", ["act"] = "note", ["note.text"] = "Look at this.", ["note.mention"] = named.Name });

        Assert.Equal(named.Id, await app.Seed.ScalarAsync<Guid>("select person_id from case_mention where case_id = $1", one["id"].GetGuid()));
    }
}
