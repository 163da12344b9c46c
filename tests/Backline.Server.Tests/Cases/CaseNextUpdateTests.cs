using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>An answer says by when the next update comes, and the clock of the next update keeps it.</summary>
public sealed class CaseNextUpdateTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static System.Text.Json.JsonElement UpdateOf(ApiAnswer one) => one["clocks"].EnumerateArray().Last(clock => clock.GetProperty("milestone").GetString() == "next-update");

    private Task<ApiAnswer> SayAsync(ApiAnswer one, object body) => app.Agent.PostAsync($"{one.Location}/messages", body);

    [Fact]
    public async Task Sooner_is_said_freely_and_later_with_a_reason_that_the_desk_alone_reads()
    {
        var one = await app.Customer.OpenAsync();
        var now = app.Clock.Now;

        var soon = await SayAsync(one, new { text = "We look.", nextBy = now.AddMinutes(30) });
        Assert.Equal((now.AddMinutes(30), now.AddMinutes(30)), (UpdateOf(soon).GetProperty("dueAt").GetDateTimeOffset(), UpdateOf(soon).GetProperty("agreedBy").GetDateTimeOffset()));
        Assert.Equal(now.AddMinutes(30), UpdateOf(await app.Customer.GetAsync(one.Location!)).GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal("case.next-update-late", (await SayAsync(one, new { text = "Slow.", nextBy = now.AddHours(9) })).Code);
        Assert.Equal("case.next-update-past", (await SayAsync(one, new { text = "Past.", nextBy = now.AddMinutes(-1) })).Code);
        Assert.Equal(400, (await SayAsync(one, new { text = "x", visibility = "internal", nextBy = now.AddMinutes(5) })).Status);
        Assert.Equal(400, (await app.Customer.PostAsync($"{one.Location}/messages", new { text = "x", nextBy = now.AddMinutes(5) })).Status);
        Assert.Equal(400, (await SayAsync(one, new { text = "Why, and not when.", nextReason = "The depot is closed." })).Status);
        var late = await SayAsync(one, new { text = "Parts are under way.", nextBy = now.AddHours(9), nextReason = "The depot is closed." });

        Assert.Equal(now.AddHours(9), UpdateOf(late).GetProperty("dueAt").GetDateTimeOffset());
        Assert.Equal("internal", await app.Seed.ScalarAsync<string>("select visibility from case_message where case_id = $1 and body = 'The depot is closed.'", one["id"].GetGuid()));
        var plan = await app.Agent.DoAsync(one, "plan", new { text = "First the cable.", nextBy = now.AddMinutes(45) });
        Assert.Equal(now.AddMinutes(45), UpdateOf(plan).GetProperty("dueAt").GetDateTimeOffset());
        Assert.True(await app.Seed.ScalarAsync<bool>("select due_at = $2 from case_clock where case_id = $1 and milestone = 'next-update' order by occurrence desc limit 1", one["id"].GetGuid(), now.AddMinutes(45)));
    }

    [Fact]
    public async Task The_page_offers_the_choice_beside_send_and_keeps_it_when_the_reason_is_missing()
    {
        var one = await app.Customer.OpenAsync();
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        var path = "/cases/" + one["id"].GetString();
        var page = await agent.PageAsync(path);

        Assert.Contains(">Next update ", page);
        Assert.Contains("In 30 min, ", page);
        Assert.DoesNotContain("reply.nextBy", await customer.PageAsync(path));
        var late = Regex.Match(page, "value=\"([^\"]+)\"[^>]*>Later, ").Groups[1].Value;
        var refused = await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "reply", ["reply.text"] = "Kept as typed.", ["reply.nextBy"] = late });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        foreach (var shown in new[] { "Kept as typed.", "say why it is later" }) Assert.Contains(shown, refused.Html);
        Assert.Matches($"value=\"{Regex.Escape(late)}\"[^>]*selected", refused.Html);
        Assert.Equal(HttpStatusCode.Found, (await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "reply", ["reply.text"] = "Kept as typed.", ["reply.nextBy"] = late, ["reply.nextReason"] = "We wait." })).Status);
        Assert.True(await app.Seed.ScalarAsync<bool>("select due_at = $2 from case_clock where case_id = $1 and milestone = 'next-update' and ended_at is null", one["id"].GetGuid(), DateTimeOffset.Parse(late, null)));
    }
}
