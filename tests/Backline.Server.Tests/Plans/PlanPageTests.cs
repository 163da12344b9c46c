using System.Net;
using Backline.Domain.Contracts;
using Backline.Server.Features.Plans;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Plans;

/// <summary>The pages of plans as a browser without scripts uses them.</summary>
public sealed class PlanPageTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    private static Dictionary<string, string> AsTheyAre(string act, params (string Key, string Value)[] other)
    {
        var settings = ShippedPlans.All.Single(plan => plan.Code == "poly-plus-enterprise").Settings;
        var fields = PlanSettingLines.All.SelectMany(group => group.Lines).ToDictionary(line => line.Key, line => line.Several ? line.Get(settings).Split(", ")[0] : line.Get(settings));
        foreach (var (key, value) in other) fields[key] = value;
        fields["_handler"] = "act";
        fields["act"] = act;
        return fields;
    }

    private Task<long> VersionAsync() => seed.ScalarAsync<long>("select version from plan where code = 'poly-plus-enterprise'");

    [Fact]
    public async Task Who_saves_copies_or_retires_lands_on_the_page_of_the_plan()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var saved = await browser.SubmitAsync("/plans/poly-plus-enterprise?edit=true", AsTheyAre("save", ("name", "Poly+ Enterprise"), ("version", $"{await VersionAsync()}")));
        var copied = await browser.SubmitAsync("/plans/poly-plus-enterprise", new() { ["_handler"] = "act", ["act"] = "copy", ["code"] = "a-copy", ["copyName"] = "A copy" });
        var retired = await browser.SubmitAsync("/plans/a-copy/retirement", new() { ["_handler"] = "retirement" });

        Assert.Equal((HttpStatusCode.Found, "/plans/poly-plus-enterprise"), (saved.Status, saved.Location));
        Assert.Equal((HttpStatusCode.Found, "/plans/a-copy"), (copied.Status, copied.Location));
        Assert.Equal((HttpStatusCode.Found, "/plans/a-copy"), (retired.Status, retired.Location));
        Assert.Contains("A copy is retired.", await browser.PageAsync("/plans/a-copy"));
        Assert.True(await seed.ScalarAsync<bool>("select retired from plan where code = 'a-copy'"));
    }

    [Fact]
    public async Task A_change_makes_a_version_and_a_save_without_one_none()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var version = await VersionAsync();

        foreach (var (days, expected) in new[] { ("31", version + 1), ("31", version + 1), ("30", version + 2) })
        {
            await browser.SubmitAsync("/plans/poly-plus-enterprise?edit=true", AsTheyAre("save", ("name", "Poly+ Enterprise"), ("version", $"{await VersionAsync()}"), ("quoteValidityDays", days)));
            Assert.Equal(expected, await VersionAsync());
        }
    }

    [Fact]
    public async Task Every_line_that_cannot_be_read_is_named_once_with_the_form_it_wants()
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var answer = await browser.SubmitAsync("/plans/poly-plus-enterprise?edit=true", AsTheyAre("save", ("name", ""), ("version", $"{await VersionAsync()}"),
            ("hoursFrom", "9 am"), ("upliftPercent", "-5"), ("discount", "101"), ("reminderDays", "8, x"), ("quoteValidityDays", "0"), ("p1-response", "soon")));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("7 things", answer.Html);
        Assert.Contains("Hours from: a time of day: 09:00.", answer.Html);
        Assert.Contains("1 business day by 16:00", answer.Html);
        Assert.DoesNotContain("Hours from: Hours from", answer.Html);
    }

    [Theory]
    [InlineData("poly-plus-enterprise", true)]
    [InlineData("poly-plus", false)]
    public async Task A_plan_without_visits_says_so_where_it_would_say_whether_they_are_charged(string plan, bool without)
    {
        using var browser = app.Browser(await seed.VendorKeyAsync());

        Assert.Equal(without, (await browser.PageAsync($"/plans/{plan}")).Contains("not part of this plan", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1 business day by 16:00", "1 business day by 16:00")]
    [InlineData("1 business-days by 16:00", "1 business day by 16:00")]
    [InlineData("2 Business days", "2 business days")]
    [InlineData("1 hours", "1 hour")]
    [InlineData("30 minutes", "30 minutes")]
    public void A_promise_is_typed_and_shown_in_words(string typed, string shown)
    {
        var line = PlanSettingLines.All.SelectMany(group => group.Lines).Single(line => line.Key == "p4-response");

        Assert.Equal(shown, line.Get(line.Set(new PlanSettings(), typed)!));
    }
}
