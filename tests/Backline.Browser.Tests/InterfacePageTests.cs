using Backline.Browser.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace Backline.Browser.Tests;

public sealed class InterfacePageTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Whoever_is_signed_in_tries_a_request_on_the_page_of_the_interface()
    {
        await using var visit = await site.VisitAsAsync("katrin.lindqvist");
        await visit.GoAsync("/docs/api");
        await visit.Page.Locator("#operations-tag-Coverage").ClickAsync();
        var operation = visit.Page.Locator("#operations-Coverage-postCoverageChecks");
        await operation.Locator(".opblock-summary-control").First.ClickAsync();
        await operation.Locator(".try-out__btn").ClickAsync();
        await operation.Locator("textarea").FillAsync("""{"model":"Studio X52"}""");
        await operation.Locator(".execute").ClickAsync();
        await Expect(operation.Locator(".live-responses-table tbody .response-col_status").First).ToContainTextAsync("200");
        visit.AssertClean();
    }
}
