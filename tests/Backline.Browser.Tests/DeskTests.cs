using Backline.Browser.Tests.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backline.Browser.Tests;

/// <summary>A day at the desk, by keyboard, with a colleague at the next one.</summary>
public sealed class DeskTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task An_agent_works_through_the_queue_by_keyboard_while_a_colleague_answers()
    {
        await using var agent = await site.VisitAsAsync("jonas.weber");
        await agent.GoAsync("/desk?view=active");
        await agent.Page.Locator("body").PressAsync("j");
        await agent.Page.Keyboard.PressAsync("Enter");
        await Expect(agent.Page.Locator("#main[data-case]")).ToBeVisibleAsync();
        // the keys are listened to once the page with the case is all there
        await agent.Page.WaitForLoadStateAsync();
        var first = await agent.Page.Locator("#main").GetAttributeAsync("data-case");
        await agent.Page.Keyboard.PressAsync("j");
        await agent.Page.Keyboard.PressAsync("o");
        await Expect(agent.Page.Locator($"#main[data-case='{first}']")).ToHaveCountAsync(0);
        await agent.Page.Keyboard.PressAsync("k");
        await agent.Page.Keyboard.PressAsync("o");
        await Expect(agent.Page.Locator($"#main[data-case='{first}']")).ToHaveCountAsync(1);

        // to the queue and back, and to the search field of the desk: the one of the header is hidden there
        await agent.Page.Keyboard.PressAsync("g");
        await agent.Page.Keyboard.PressAsync("q");
        await Expect(agent.Page.Locator($"#queue a.bl-q[data-case='{first}']")).ToBeFocusedAsync();
        await agent.Page.Keyboard.PressAsync("/");
        await Expect(agent.Page.Locator("#queue-find")).ToBeFocusedAsync();
        await agent.Page.Keyboard.TypeAsync("jae");
        await Expect(agent.Page.Locator("#queue-find")).ToHaveValueAsync("jae");
        await agent.Page.Locator("#main").FocusAsync();

        await using var colleague = await site.VisitAsAsync("kenji.watanabe");
        await colleague.GoAsync("/cases/" + first);
        await Expect(agent.Page.Locator("#others")).ToContainTextAsync("Kenji", new() { Timeout = 15_000 });
        await agent.Page.Keyboard.PressAsync("r");
        await agent.Page.Keyboard.TypeAsync("jkrna are letters here");
        await Expect(colleague.Page.Locator("#others")).ToContainTextAsync("Jonas", new() { Timeout = 15_000 });

        await colleague.Page.Locator("[name='reply.text']").FillAsync("Answered from the next desk.");
        await colleague.Page.Locator("[name='reply.kind']").SelectOptionAsync("workaround");
        await colleague.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(agent.Page.Locator("#thread")).ToContainTextAsync("Answered from the next desk.", new() { Timeout = 15_000 });
        await Expect(agent.Page.Locator("#thread")).ToContainTextAsync("A workaround was told");
        await Expect(agent.Page.Locator("#meanwhile")).ToBeVisibleAsync();
        await Expect(agent.Page.Locator("[name='reply.text']")).ToHaveValueAsync("jkrna are letters here");
        agent.Expect(422);
        await agent.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(agent.Page.Locator(".bl-compose")).ToContainTextAsync("meanwhile");
        await Expect(agent.Page.Locator("[name='reply.text']")).ToHaveValueAsync("jkrna are letters here");
        agent.AssertClean();
        colleague.AssertClean();
    }

    [Fact]
    public async Task What_was_read_for_a_case_that_was_left_is_not_shown_in_another()
    {
        await using var agent = await site.VisitAsAsync("jonas.weber");
        await agent.GoAsync("/desk?view=active");
        var cases = await agent.Page.Locator("#queue a.bl-q").EvaluateAllAsync<string[]>("links => links.map(link => link.dataset.case)");
        var (left, shown, late) = (cases[0], cases[1], cases[2]);
        await agent.Page.Locator($"#queue a.bl-q[data-case='{cases[3]}']").ClickAsync();
        await Expect(agent.Page.Locator($"#main[data-case='{cases[3]}']")).ToBeVisibleAsync();

        // who else looks at the case is asked for a moment after it was opened; the answer waits until another case is there
        var asked = await HoldAsync(agent, $"/cases/{left}/others");
        await agent.Page.Locator($"#queue a.bl-q[data-case='{left}']").ClickAsync();
        var others = await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await agent.Page.Locator($"#queue a.bl-q[data-case='{shown}']").ClickAsync();
        await Expect(agent.Page.Locator($"#main[data-case='{shown}']")).ToBeVisibleAsync();
        await AnsweredAsync(agent, others);
        await Expect(agent.Page.Locator("#others")).ToHaveAttributeAsync("data-href", $"/cases/{shown}/others");

        // a case that is answered after the one asked for last does not take its place
        var second = await HoldAsync(agent, $"/cases/{late}");
        await agent.Page.Locator($"#queue a.bl-q[data-case='{late}']").ClickAsync();
        var desk = await second.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await agent.Page.Locator($"#queue a.bl-q[data-case='{left}']").ClickAsync();
        await Expect(agent.Page.Locator($"#main[data-case='{left}']")).ToBeVisibleAsync();
        await AnsweredAsync(agent, desk);
        await Expect(agent.Page.Locator($"#main[data-case='{left}']")).ToBeVisibleAsync();
        agent.AssertClean();
    }

    // the first request to the path is kept back; others pass
    private static async Task<TaskCompletionSource<IRoute>> HoldAsync(Visit visit, string path)
    {
        var held = new TaskCompletionSource<IRoute>();
        await visit.Page.RouteAsync(url => new Uri(url).AbsolutePath == path, route => held.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync());
        return held;
    }

    // and the page has had the time to do with the answer what it would
    private static async Task AnsweredAsync(Visit visit, IRoute held)
    {
        await visit.Page.RunAndWaitForResponseAsync(() => held.ContinueAsync(), answer => answer.Request == held.Request);
        await held.Request.ResponseAsync();
        await visit.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 300))");
    }

    [Theory]
    [InlineData("jonas.weber", true)]
    [InlineData("kenji.watanabe", false)] // no business of anybody else
    public async Task Words_that_met_the_end_of_a_session_come_back_to_whoever_typed_them(string signsIn, bool comeBack)
    {
        var words = $"Typed by Jonas before {signsIn} signs in";
        await using var agent = await site.VisitAsync();
        await agent.SignInAsync("jonas.weber");
        await Expect(agent.Page).ToHaveURLAsync(site.Url + "/");
        var path = "/cases/" + await site.AskAsync("select id from support_case where tier = 'vendor' and state = 'open' order by id limit 1");
        await agent.GoAsync(path);
        await agent.Page.Locator("label[for=write-note]").ClickAsync();
        await agent.Page.Locator("#note-text").FillAsync(words);
        agent.Expect(401);
        await agent.Page.Context.ClearCookiesAsync();
        await agent.Page.Locator("form:has(#note-text) button.btn").ClickAsync();
        await Expect(agent.Page.Locator("#words-kept")).ToBeVisibleAsync();

        await agent.FillSignInAsync(signsIn);

        await Expect(agent.Page).ToHaveURLAsync(site.Url + path);
        await Expect(agent.Page.Locator("#note-text")).ToHaveValueAsync(comeBack ? words : "");
        await Expect(agent.Page.GetByText("this was not sent")).ToHaveCountAsync(comeBack ? 1 : 0);
        Assert.Equal("0", await site.AskAsync($"select count(*) from case_message where body = '{words}'"));
        if (comeBack)
        {
            await agent.Page.Locator("form:has(#note-text) button.btn").ClickAsync();
            await Expect(agent.Page.Locator("#thread")).ToContainTextAsync(words);
            await Expect(agent.Page.Locator("#note-text")).ToHaveValueAsync("");
        }
        agent.AssertClean();
    }

    [Fact]
    public async Task A_template_that_met_the_end_of_a_session_comes_back_with_what_it_does()
    {
        await using var agent = await site.VisitAsync();
        await agent.SignInAsync("jonas.weber");
        await Expect(agent.Page).ToHaveURLAsync(site.Url + "/");
        var path = "/cases/" + await site.AskAsync("select id from support_case where tier = 'vendor' and state = 'open' order by id limit 1");
        await agent.GoAsync(path + "?template=need-logs");
        await agent.Page.Locator("#reply-text").FillAsync("Please send the logs of today.");
        agent.Expect(401);
        await agent.Page.Context.ClearCookiesAsync();
        await agent.Page.Locator("form:has(#reply-text) .btn-primary").ClickAsync();
        await Expect(agent.Page.Locator("#words-kept")).ToBeVisibleAsync();

        await agent.FillSignInAsync("jonas.weber");

        await Expect(agent.Page.Locator("#reply-text")).ToHaveValueAsync("Please send the logs of today.");
        await Expect(agent.Page.Locator("[name='reply.template']")).ToHaveValueAsync("need-logs");
        await Expect(agent.Page.Locator(".bl-drafted")).ToContainTextAsync("waits");
        agent.AssertClean();
    }

    [Fact]
    public async Task A_colleague_is_named_in_a_note_by_the_beginning_of_a_name()
    {
        await using var agent = await site.VisitAsAsync("jonas.weber");
        await agent.GoAsync("/desk?view=active");
        await agent.Page.Locator("#queue a.bl-q").First.ClickAsync();
        await Expect(agent.Page.Locator("#main[data-case]")).ToBeVisibleAsync();
        await agent.Page.WaitForLoadStateAsync();
        await agent.Page.Locator("#main").FocusAsync();
        await agent.Page.Keyboard.PressAsync("n");
        await agent.Page.Keyboard.TypeAsync("mail a@ke.example, then @ken");
        await Expect(agent.Page.Locator("#mention-names [role=option]")).ToHaveTextAsync(["Kenji Watanabe"]);
        Assert.Empty(await agent.AccessibilityFaultsAsync());
        await agent.Page.Keyboard.PressAsync("Enter");
        await Expect(agent.Page.Locator("#mention-names")).ToHaveCountAsync(0);
        await agent.Page.Keyboard.TypeAsync("please look");
        await Expect(agent.Page.Locator("#note-text")).ToHaveValueAsync("mail a@ke.example, then @Kenji Watanabe please look");
        // a list that is not wanted goes away, and what is typed stays
        await agent.Page.Keyboard.TypeAsync(" @k");
        await Expect(agent.Page.Locator("#mention-names")).ToBeVisibleAsync();
        await agent.Page.Keyboard.PressAsync("Escape");
        await Expect(agent.Page.Locator("#mention-names")).ToHaveCountAsync(0);
        await Expect(agent.Page.Locator("#note-text")).ToBeFocusedAsync();
        agent.AssertClean();
    }

    [Theory, InlineData("jonas.weber", "/desk"), InlineData("femke.devries", "/desk?view=active"), InlineData("katrin.lindqvist", "/articles"), InlineData("jonas.weber", "/articles/new"), InlineData("katrin.lindqvist", "/cases/new")]
    [InlineData("jonas.weber", "/templates"), InlineData("jonas.weber", "/satisfaction"), InlineData("marcus.feld", "/escalation-matrix"), InlineData("marcus.feld", "/desk-people"), InlineData("marcus.feld", "/clock-policies")]
    public async Task The_desk_and_what_is_known_are_accessible(string who, string path)
    {
        foreach (var width in new[] { Visit.Desk, Visit.Phone })
        {
            await using var visit = await site.VisitAsAsync(who, width: width, dark: width == Visit.Phone);
            await visit.GoAsync(path);
            var faults = (await visit.AccessibilityFaultsAsync()).ToList();
            if (path.StartsWith("/desk", StringComparison.Ordinal) && await visit.Page.Locator("#queue a.bl-q").CountAsync() > 0)
            {
                await visit.Page.Locator("#queue a.bl-q").First.ClickAsync();
                await Expect(visit.Page.Locator("#main[data-case]")).ToBeVisibleAsync();
                faults.AddRange(await visit.AccessibilityFaultsAsync());
            }
            if (await visit.OverflowAsync() is > 0 and var pixels) faults.Add($"{path} is {pixels} px too wide at {width}");
            Assert.True(faults.Count == 0, string.Join('\n', faults));
            visit.AssertClean();
        }
    }
}
