using Backline.Browser.Tests.Harness;

namespace Backline.Browser.Tests;

/// <summary>Every page of the main navigation, at a desk.</summary>
public sealed class DeskPagesTests(Site site) : IClassFixture<Site>
{
    [Theory, InlineData("amara.diallo"), InlineData("katrin.lindqvist")]
    public Task In_the_dark_every_page_is_accessible(string who) => site.LookAtPagesAsync(who, Visit.Desk, dark: true);

    [Theory, InlineData("mai.nguyen"), InlineData("seoyeon.kim")]
    public Task In_other_languages_every_page_is_accessible(string who) => site.LookAtPagesAsync(who, Visit.Desk, dark: false);

    [Fact]
    public async Task What_is_not_accessible_is_found()
    {
        await using var visit = await site.VisitAsync();
        await visit.GoAsync("/sign-in");
        Assert.Empty(await visit.AccessibilityFaultsAsync());
        await visit.Page.EvaluateAsync("document.querySelector('main').append(document.createElement('button'))");

        Assert.Contains(await visit.AccessibilityFaultsAsync(), fault => fault.StartsWith("/sign-in button-name: <button>", StringComparison.Ordinal));
    }
}
