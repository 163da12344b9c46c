using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>The queue of the desk narrowed by a saved filter or by words: whoever works through it stays at the desk.</summary>
public sealed class DeskFilterTests(CaseApp app) : IClassFixture<CaseApp>
{
    private sealed record Found(HttpClient Agent, ApiAnswer Grave, ApiAnswer Plain, string Saved, string Name);

    private async Task<Found> SavedAsync()
    {
        var (key, name) = (await app.Seed.KeyAsync(Roles.SupportAgent), "Grave " + Guid.NewGuid().ToString("N")[..8]);
        var (grave, plain) = (await app.Customer.OpenAsync(new { subject = name + " outage", text = "y", severity = "p1" }), await app.Customer.OpenAsync(new { subject = name + " question", text = "y", severity = "p4" }));
        var saved = await new ApiClient(app.Client, key).PostAsync("/api/v1/case-views", new { name, question = new { view = "active", severity = "p1" } });
        Assert.Equal(201, saved.Status);
        return new(app.Browser(key), grave, plain, saved["id"].GetString()!, name);
    }

    private static string IdOf(ApiAnswer one) => one["id"].GetString()!;

    [Fact]
    public async Task A_saved_filter_is_a_queue_of_the_desk_with_its_name_and_a_way_out()
    {
        var found = await SavedAsync();
        using var agent = found.Agent;

        Assert.Contains($"href=\"/desk?saved={found.Saved}\"", await agent.PageAsync("/desk?view=active"));
        var desk = await agent.PageAsync($"/desk?saved={found.Saved}");

        Assert.Contains($"href=\"/cases/{IdOf(found.Grave)}?saved={found.Saved}\"", desk);
        Assert.DoesNotContain(IdOf(found.Plain), desk);
        Assert.Matches($"id=\"queue-filter\"[^>]*href=\"/desk\"[^>]*>[^<]*<[^>]*>.*{found.Name}", desk.ReplaceLineEndings(" "));
        Assert.Contains($"data-href=\"/desk/queue?saved={found.Saved}\"", desk);
    }

    [Fact]
    public async Task A_saved_filter_that_is_gone_says_so()
    {
        var found = await SavedAsync();
        using var agent = found.Agent;
        Assert.DoesNotContain("id=\"filter-gone\"", await agent.PageAsync($"/desk?saved={found.Saved}"));

        Assert.Contains("That saved filter is gone.", await agent.PageAsync($"/desk?saved={Guid.CreateVersion7()}"));
    }

    [Fact]
    public async Task The_filter_goes_along_from_case_to_case_and_through_what_is_done_there()
    {
        var found = await SavedAsync();
        using var agent = found.Agent;
        var path = $"/cases/{IdOf(found.Grave)}?saved={found.Saved}";

        var page = await agent.PageAsync(path);
        // beside the case it may stand as one that is alike
        Assert.DoesNotContain(IdOf(found.Plain), page.Split("id=\"queue\"")[1].Split("</section>")[0]);
        Assert.Contains($"href=\"/cases/{IdOf(found.Grave)}?saved={found.Saved}#resolve\"", page);
        Assert.Contains($"href=\"/desk?saved={found.Saved}\"", page);
        var done = await agent.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "reply", ["reply.text"] = "We look into it." });

        Assert.Equal((HttpStatusCode.Found, path), (done.Status, done.Location));
        Assert.Contains($"/cases/{IdOf(found.Grave)}?saved={found.Saved}", await agent.PageAsync($"/desk/queue?saved={found.Saved}&id={IdOf(found.Grave)}"));
        Assert.DoesNotContain(IdOf(found.Plain), await agent.PageAsync($"/desk/queue?saved={found.Saved}&id={IdOf(found.Grave)}"));
    }

    [Fact]
    public async Task Words_are_sought_at_the_desk_also_among_cases_that_are_done()
    {
        var found = await SavedAsync();
        using var agent = found.Agent;
        await app.Agent.DoAsync(found.Plain, "resolution", new { outcome = "answered", text = "So." });
        var words = Uri.EscapeDataString(found.Name);

        Assert.Contains("<form class=\"bl-find bl-grow\" action=\"/desk\"", await agent.PageAsync("/desk"));
        var desk = await agent.PageAsync($"/desk?q={words}");

        foreach (var one in new[] { found.Grave, found.Plain }) Assert.Contains($"/cases/{IdOf(one)}?q=", desk);
        Assert.Contains("Resolved or closed", desk);
        Assert.Contains($"value=\"{found.Name}\"", desk);
        Assert.Contains("No case has these words", await agent.PageAsync("/desk?q=nothingatall"));
    }

    [Fact]
    public async Task A_filter_that_is_no_longer_there_shows_the_queue()
    {
        var found = await SavedAsync();
        using var agent = found.Agent;

        var desk = await agent.PageAsync($"/desk?view=active&saved={Guid.NewGuid()}");

        Assert.Contains(IdOf(found.Plain), desk);
        Assert.DoesNotContain("queue-filter", desk);
    }
}
