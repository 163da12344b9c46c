using Backline.Browser.Tests.Harness;

namespace Backline.Browser.Tests;

/// <summary>Every page of the main navigation, for each role.</summary>
public sealed class PagesTests(Site site) : IClassFixture<Site>
{
    [Theory, InlineData("marcus.feld"), InlineData("amara.diallo"), InlineData("jonas.weber"), InlineData("grace.okafor"), InlineData("kenji.watanabe"), InlineData("petra.novak"), InlineData("luca.moretti"), InlineData("tobias.brandt")]
    public Task On_a_phone_no_page_scrolls_sideways_and_no_cell_lies_over_another(string who) => LookAsync(who, Visit.Phone, dark: false, accessible: false);

    // the administrator sees every page of the vendor; the others of that side see some of them. Looked at for the same as above, and more
    [Theory, InlineData("ingrid.solberg"), InlineData("femke.devries"), InlineData("katrin.lindqvist")]
    public Task On_a_phone_every_page_is_accessible(string who) => LookAsync(who, Visit.Phone, dark: false);

    [Theory, InlineData("amara.diallo"), InlineData("katrin.lindqvist")]
    public Task In_the_dark_every_page_is_accessible(string who) => LookAsync(who, Visit.Desk, dark: true);

    [Theory, InlineData("mai.nguyen"), InlineData("seoyeon.kim")]
    public Task In_other_languages_every_page_is_accessible(string who) => LookAsync(who, Visit.Desk, dark: false);

    private async Task LookAsync(string who, int width, bool dark, bool accessible = true)
    {
        await using var visit = await site.VisitAsAsync(who, width: width, dark: dark);
        await visit.GoAsync("/");
        var paths = await visit.NavigationAsync();
        Assert.Contains("/", paths);
        var faults = new List<string>();
        foreach (var path in paths)
        {
            await visit.GoAsync(path);
            if (accessible) faults.AddRange(await visit.AccessibilityFaultsAsync());
            if (await visit.OverflowAsync() is > 0 and var pixels) faults.Add($"{path} is {pixels} px too wide");
            faults.AddRange((await visit.OverlapsAsync()).Select(overlap => $"{path}: {overlap}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        visit.AssertClean();
    }
}
