using Backline.Browser.Tests.Harness;

namespace Backline.Browser.Tests;

/// <summary>The pictures of the README, taken anew with every run.</summary>
public sealed class PicturesTests(Site site) : IClassFixture<Site>
{
    private static readonly string Folder = Path.Combine(Root(), "docs", "screenshots");

    [Fact]
    public async Task The_home_of_the_success_manager()
    {
        await using var visit = await site.VisitAsAsync("amara.diallo");
        await visit.GoAsync("/");
        await visit.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        await visit.ScreenshotAsync(Path.Combine(Folder, "home.png"));
        visit.AssertClean();
    }

    [Fact]
    public async Task The_year_of_a_category()
    {
        await using var visit = await site.VisitAsAsync("amara.diallo");
        var contract = await site.AskAsync("select c.id from contract c join account a using (account_id) where a.name like 'Nordhaven%'");
        await visit.GoAsync($"/contracts/{contract}/baseline/video");
        await visit.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        await visit.ScreenshotAsync(Path.Combine(Folder, "baseline.png"));
        visit.AssertClean();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Backline.slnx"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
