using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Backline.Server.Features.CloudIncidents;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.Escalations;
using Backline.Server.Tests.TestDatabase;
using Backline.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Server.Tests.CloudIncidents;

/// <summary>Incidents opened and followed over real HTTP, against the simulator with its faults.</summary>
public sealed class CloudConnectorTests(CaseApp app) : IClassFixture<CaseApp>, IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Token = "token-of-the-cloud";
    private readonly WebApplication cloud = SimulatorApp.Build(["--urls=http://127.0.0.1:0", $"--token={Token}", "--step=0"], builder =>
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<TimeProvider>(app.Clock);
    });
    private readonly string name = "Cloud " + Guid.NewGuid().ToString("N");
    private HttpClient control = null!;
    private Guid partner;
    private string refusal = "";
    private ApiClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        await cloud.StartAsync();
        control = new() { BaseAddress = new(cloud.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        admin = await app.ApiAsync(Roles.ProgrammeAdministrator);
        var made = await admin.PostAsync("/api/v1/cloud-partners", new { name, approval = "approved", needsAuthority = false });
        partner = made["id"].GetGuid();
        Assert.Equal(200, (await admin.PutAsync($"{made.Location}/connector", new { baseUrl = control.BaseAddress!.ToString(), token = Token, webhookSecret = Secret, pollMinutes = 5 })).Status);
        await app.Customer.PostAsync("/api/v1/cloud-papers", new { cloudPartnerId = partner, kind = "agreement", reference = "AG", from = "2026-01-01" });
        await control.PutAsJsonAsync("/control/messages", new { url = new Uri(app.Address, $"/api/v1/cloud-partners/{partner}/events"), secret = Secret });
    }

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await cloud.StopAsync();
        await cloud.DisposeAsync();
    }

    [Fact]
    public async Task It_is_opened_followed_worked_around_and_resolved()
    {
        var (one, incident) = await RequestedAsync();
        await AskAsync();
        var opened = await app.Agent.AgainAsync(incident);
        Assert.Equal("opened", opened["state"].GetString());
        var number = opened["externalNumber"].GetString()!;
        Assert.Equal(number, (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"][0].GetProperty("externalNumber").GetString());
        foreach (var (state, text, expected) in new[] { ("working", "We look.", "working"), ("waiting-on-vendor", "Send a trace.", "waits-for-us"), ("workaround", "Use the browser.", "worked-around"), ("resolved", "Out everywhere.", "resolved") })
        {
            await StepAsync(number, state, text);
            await AskAsync();
            Assert.Equal(expected, (await app.Agent.AgainAsync(incident))["state"].GetString());
        }
        Assert.Equal("resolved", (await app.Customer.GetAsync($"{one.Location}/cloud-numbers"))["items"][0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_the_program_says_is_noted_under_its_name_and_neither_told_nor_an_answer()
    {
        var (one, incident) = await RequestedAsync();
        using (var browser = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent))) Assert.Contains($"Left to the program of {name}", await browser.PageAsync($"/cloud-incidents/{incident["id"].GetString()}"));
        await AskAsync();
        var number = (await app.Agent.AgainAsync(incident))["externalNumber"].GetString()!;
        string[] words = ["We have it.", "An engineer looks into it.", "Send a trace.", "Use the browser.", "Out everywhere."];
        foreach (var (state, text) in new[] { "working", "waiting-on-vendor", "workaround", "resolved" }.Zip(words.Skip(1)))
        {
            await StepAsync(number, state, text);
            await AskAsync();
        }

        var told = (await app.Customer.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().ToList();
        var noted = (await app.Agent.GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Where(message => message.GetProperty("visibility").GetString() == "internal").ToList();
        Assert.Equal(words, noted.Select(message => message.GetProperty("text").GetString()));
        Assert.All(noted, message => Assert.Equal($"{name}, {number}", message.GetProperty("author").GetString()));
        Assert.All(words, word => Assert.DoesNotContain(told, message => message.GetProperty("text").GetString()!.Contains(word)));
        // the number is told, by nobody of the desk: the first response is still owed
        Assert.Equal(("Backline", true), (told[^1].GetProperty("author").GetString(), told[^1].GetProperty("text").GetString()!.Contains(number)));
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from support_case where id = $1 and answered_at is null", one["id"].GetGuid()));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_entry where case_id = $1 and details::text like '%mark%' and details::text not like '%customer%'", one["id"].GetGuid()));
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}";
        Assert.All(words, word => Assert.DoesNotContain(word, $"{(app.Customer.GetAsync($"{path}/events")).Result.Body}{(app.Customer.GetAsync(path)).Result.Body}"));
        Assert.Equal(words.Reverse(), (await app.Agent.GetAsync($"{path}/events"))["items"].EnumerateArray().Where(happened => happened.GetProperty("kind").GetString() == "said").Select(happened => happened.GetProperty("text").GetString()));
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var page = $"/cloud-incidents/{incident["id"].GetString()}";
        // what was not passed on yet is what is to be done next, though it ended there
        var ended = await agent.PageAsync(page);
        Assert.Contains($"<div class=\"card-body border-top\" id=\"cloud-tell-{incident["id"].GetGuid():N}\"", ended);
        Assert.Contains("1 case of it is still to be resolved.", ended);
        foreach (var word in words) Assert.Contains(word, ended.Split("name=\"cloud-tell.text\"")[1].Split("</textarea>")[0]);
        Assert.Equal(System.Net.HttpStatusCode.Found, (await agent.SubmitAsync(page, new() { ["_handler"] = "act", ["act"] = "cloud-tell", ["cloud-tell.incident"] = incident["id"].GetString()!, ["cloud-tell.text"] = "They say: " + words[^1] })).Status);
        Assert.Contains("They say: " + words[^1], (await app.Customer.GetAsync($"{one.Location}/messages")).Body.ToString());
        Assert.DoesNotContain("border-top\" id=\"cloud-tell-", await agent.PageAsync(page));
        Assert.Equal("told", (await app.Agent.GetAsync($"{path}/events"))["items"][0].GetProperty("kind").GetString());
        Assert.DoesNotContain("They say", (await app.Customer.GetAsync($"{path}/events")).Body.ToString());
        Assert.DoesNotContain("cloud-incidents", (await app.Customer.GetAsync($"{path}/events"))["items"].EnumerateArray().Select(happened => happened.GetProperty("author").GetString()));
    }

    [Fact]
    public async Task Whoever_works_on_the_case_is_told_that_the_program_wrote()
    {
        var (mail, idle) = ($"{Guid.NewGuid():N}@vendor.example", $"{Guid.NewGuid():N}@vendor.example");
        var (worker, _) = (await app.Seed.PersonAsync(mail, Roles.SupportAgent), await app.Seed.PersonAsync(idle, Roles.ServiceManager));
        var (one, incident) = await RequestedAsync();
        var path = $"/api/v1/cloud-incidents/{incident["id"].GetString()}";
        Assert.Equal(200, (await app.Agent.PutAsync(path + "/owner", new { personId = worker }, (await app.Agent.GetAsync(path)).Etag)).Status);
        await AskAsync();
        await StepAsync((await app.Agent.AgainAsync(incident))["externalNumber"].GetString()!, "working", "An engineer looks into it.");

        await AskAsync();
        await app.WorkAsync();

        Assert.True(await ToldAsync(mail));
        Assert.False(await ToldAsync(idle));

        Task<bool> ToldAsync(string whom) => app.Seed.ScalarAsync<bool>("select exists (select from outbox_message where recipient = $1 and body_text like '%' || $2 || '%the cloud partner wrote at%')", whom, one["number"].GetString());
    }

    [Fact]
    public async Task An_answer_that_is_lost_makes_no_second_incident()
    {
        var (_, incident) = await RequestedAsync(new { losing = 2 });
        await AskAsync();
        var view = await app.Agent.AgainAsync(incident);
        Assert.Equal("requested", view["state"].GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, view["link"].GetProperty("lastError").ValueKind);
        for (var time = 0; time < 4; time++)
        {
            app.Pass(5);
            await AskAsync();
        }

        Assert.Equal("opened", (await app.Agent.AgainAsync(incident))["state"].GetString());
        Assert.Single(Tickets(incident));
    }

    [Fact]
    public async Task Failures_are_tried_again_less_and_less_often_and_shown_without_the_token()
    {
        var (_, incident) = await RequestedAsync(new { failing = 3 });
        var attempts = new List<int>();
        for (var minute = 0; minute < 9; minute++)
        {
            await AskAsync();
            attempts.Add((await app.Agent.AgainAsync(incident))["link"].GetProperty("attempts").GetInt32());
            app.Pass(1);
        }

        Assert.Equal([1, 2, 2, 3, 3, 3, 3, 0, 0], attempts);
        var shown = await admin.GetAsync($"/api/v1/cloud-partners/{partner}/connector");
        Assert.DoesNotContain(Token, shown.Body.ToString());
        Assert.Equal("opened", (await app.Agent.AgainAsync(incident))["state"].GetString());
    }

    [Fact]
    public async Task Messages_that_come_twice_and_out_of_order_change_nothing_but_that_it_is_asked_sooner()
    {
        var (one, incident) = await RequestedAsync();
        await AskAsync();
        var number = (await app.Agent.AgainAsync(incident))["externalNumber"].GetString()!;
        await control.PutAsJsonAsync("/control/faults", new { duplicates = true, outOfOrder = true });
        await StepAsync(number, "working", "First.", pass: false);
        await StepAsync(number, "waiting-on-customer", "Second.", pass: false);
        await AskAsync();
        await AskAsync();

        Assert.Equal("waits-for-customer", (await app.Agent.AgainAsync(incident))["state"].GetString());
        var said = (await app.Agent.GetAsync($"{one.Location}/messages")).Body.ToString();
        Assert.Equal((2, 2), (said.Split("First.").Length, said.Split("Second.").Length));
        Assert.True(said.IndexOf("First.", StringComparison.Ordinal) < said.IndexOf("Second.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_said_after_resolved_is_heard_and_what_was_taken_back_is_not_over()
    {
        var (one, incident) = await RequestedAsync();
        await AskAsync();
        var number = (await app.Agent.AgainAsync(incident))["externalNumber"].GetString()!;
        await StepAsync(number, "resolved", "Solved, we think.", pass: false);
        await StepAsync(number, "working", "Not solved after all.", pass: false);
        await AskAsync();

        Assert.Equal("working", (await app.Agent.AgainAsync(incident))["state"].GetString());
        var said = (await app.Agent.GetAsync($"{one.Location}/messages")).Body.ToString();
        Assert.Contains("Solved, we think.", said, StringComparison.Ordinal);
        Assert.Contains("Not solved after all.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("https://partner.example/api?x=1")]
    [InlineData("https://partner.example/api#f")]
    public async Task An_address_at_which_no_partner_answers_is_refused(string address)
    {
        var refused = await admin.PutAsync($"/api/v1/cloud-partners/{partner}/connector", new { baseUrl = address, token = Token, webhookSecret = Secret, pollMinutes = 5 });

        Assert.Equal((400, "cloud-partner.no-base"), (refused.Status, refused["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_silent_partner_is_noticed_by_its_own_clock()
    {
        var (_, incident) = await RequestedAsync();
        await AskAsync();
        await control.PutAsJsonAsync("/control/faults", new { silent = true });
        app.Pass(241);
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
        while (await scope.ServiceProvider.GetRequiredService<CloudSilenceOperations>().NoticeNextAsync(TestContext.Current.CancellationToken) is not null) await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, (await app.Agent.AgainAsync(incident))["silentAt"].ValueKind);
    }

    [Theory]
    [InlineData("wrong secret")]
    [InlineData("old")]
    [InlineData("unsigned")]
    [InlineData("changed")]
    public async Task A_message_that_is_not_rightly_signed_is_refused(string how)
    {
        var body = "{\"number\":\"TS1\"}";
        var at = (app.Clock.Now - (how == "old" ? TimeSpan.FromMinutes(6) : TimeSpan.Zero)).ToUnixTimeSeconds().ToString();
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(how == "wrong secret" ? "another" : Secret), Encoding.UTF8.GetBytes($"m1.{at}.{body}")));

        Assert.Equal(401, await SendAsync(body + (how == "changed" ? " " : ""), at, how == "unsigned" ? "" : "v1," + signature));
        Assert.Contains("signature", refusal);
        Assert.DoesNotContain("API key", refusal);
    }

    [Fact]
    public async Task A_message_that_is_rightly_signed_is_taken_whatever_it_holds()
    {
        foreach (var body in new[] { "{\"number\":\"TS1\"}", "not json", "[]", "", "{\"number\":\"\\ud800\"}" })
        {
            var at = app.Clock.Now.ToUnixTimeSeconds().ToString();
            Assert.Equal(204, await SendAsync(body, at, "v1,AAAA v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"m1.{at}.{body}")))));
        }
    }

    private async Task<int> SendAsync(string body, string at, string signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cloud-partners/{partner}/events") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", "m1");
        request.Headers.Add("webhook-timestamp", at);
        request.Headers.TryAddWithoutValidation("webhook-signature", signature);
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        refusal = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    /// <summary>Left to the program, with faults set before it asks.</summary>
    private async Task<(ApiAnswer Case, ApiAnswer Incident)> RequestedAsync(object? faults = null)
    {
        if (faults is not null) await control.PutAsJsonAsync("/control/faults", faults);
        var one = await app.Customer.OpenAsync();
        var incident = await app.ConsiderAsync(one, name: name);
        await app.Agent.ActAsync(incident, "asking", new { by = "customer" });
        Assert.Equal(200, (await app.Agent.ActAsync(incident, "request")).Status);
        Assert.Equal(200, (await app.Agent.ActAsync(incident, "connector")).Status);
        return (one, incident);
    }

    private async Task StepAsync(string number, string state, string text, bool pass = true)
    {
        (await control.PostAsJsonAsync($"/control/incidents/{number}/steps", new { sequence = 0, at = app.Clock.Now, state, text })).EnsureSuccessStatusCode();
        if (pass) app.Pass(6);
    }

    private IEnumerable<CloudTicket> Tickets(ApiAnswer incident) => cloud.Services.GetRequiredService<CloudDesk>().All.Where(ticket => ticket.Reference == incident["number"].GetString());

    private async Task AskAsync()
    {
        while (true)
        {
            await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("node");
            if (!await scope.ServiceProvider.GetRequiredService<CloudLinkOperations>().AskNextAsync(TestContext.Current.CancellationToken)) return;
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        }
    }
}
