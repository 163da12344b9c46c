using System.Text.Json.Nodes;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Escalations;

/// <summary>The matrix is of the whole desk: what changes it has a programme of its own.</summary>
public sealed class EscalationMatrixTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task A_new_matrix_counts_for_cases_opened_from_then_on()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var before = await app.Customer.OpenAsync(new { subject = "before", text = "y", severity = "p2" });
        var levels = new[] { new { after = new Dictionary<string, object> { ["p2"] = new { amount = 10, unit = "minutes" } }, acknowledgeWithin = new { amount = 5, unit = "minutes" } } };
        Assert.Equal(403, (await app.Agent.PostAsync("/api/v1/escalation-matrix", new { levels })).Status);
        Assert.Equal(201, (await manager.PostAsync("/api/v1/escalation-matrix", new { levels, note = "Sooner." })).Status);
        app.Pass(2);
        var after = await app.Customer.OpenAsync(new { subject = "after", text = "y", severity = "p2" });
        app.Pass(11);
        await app.WorkAsync();

        Assert.Empty(await app.Agent.CallsAsync(before));
        Assert.Single(await app.Agent.CallsAsync(after));
        // what happens to the running one is reckoned by its own
        await app.Agent.WriteAsync(before, "x");
        app.Pass(5);
        await app.WorkAsync();
        Assert.Empty(await app.Agent.CallsAsync(before));
        Assert.Equal(["/levels/1/after/p2"], (await manager.PostAsync("/api/v1/escalation-matrix", new { levels = new[] { levels[0], levels[0] } }))["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        var read = (await manager.GetAsync("/api/v1/escalation-matrix"))["items"].EnumerateArray().Last();

        var added = await manager.PostAsync("/api/v1/escalation-matrix", read);

        Assert.Equal((201, read.GetProperty("levels").GetRawText()), (added.Status, added["levels"].GetRawText()));
        // and again, with the moment from which the one just added counts
        Assert.Equal(201, (await manager.PostAsync("/api/v1/escalation-matrix", added.Body)).Status);
        var next = JsonNode.Parse(added.Body.GetRawText())!;
        (next["from"], next["levels"]![0]!["level"], next["levels"]![1]!["calls"]) = (app.Clock.Now.AddDays(3), 2, "executive");
        Assert.Equal(["/levels/0/level", "/levels/1/calls"], await PointersAsync(next));
        (next["levels"]![0]!["level"], next["levels"]![1]!["calls"]) = (1, "duty-manager");
        Assert.Equal(["/from"], await PointersAsync(next));
        (next["from"], next["sequence"]) = (null, 99);
        Assert.Equal(["/sequence"], await PointersAsync(next));

        async Task<IEnumerable<string?>> PointersAsync(JsonNode body) => (await manager.PostAsync("/api/v1/escalation-matrix", body))["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task What_is_no_time_is_said_as_it_was_typed()
    {
        using var manager = app.Browser(await app.Seed.KeyAsync(Roles.ServiceManager));

        var answer = await manager.SubmitAsync("/escalation-matrix", new() { ["_handler"] = "act", ["act"] = "matrix", ["levels.0.after.p1"] = "abc", ["levels.0.acknowledgeWithin"] = "5 weeks" });

        Assert.Contains("“abc” can’t be read as a time. Write 30 min, 4 h, or 2 bd", answer.Html);
        Assert.Contains("“5 weeks” can’t be read", answer.Html);
        Assert.DoesNotContain("This is needed", answer.Html);
    }
}
