using System.Text;
using System.Text.RegularExpressions;
using Backline.Browser.Tests.Harness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Backline.Browser.Tests;

public sealed class ImportTests(Site site) : IClassFixture<Site>
{
    [Theory, InlineData(true, "8L26010A0A0ADV"), InlineData(false, "8L26020B0B0BDV")]
    public async Task An_inventory_is_handed_in_looked_at_confirmed_and_undone(bool javaScript, string serial)
    {
        var device = $"select count(*) from device where serial_key = '{serial}'";
        await using var visit = await site.VisitAsAsync("katrin.lindqvist", javaScript);
        await visit.GoAsync("/imports/new");
        await visit.Page.Locator("[name=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "new rooms.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"Serial Number,MAC Address,Model,Device Name,Site\n{serial},,Studio X52,Elbe 1.01,Hamburg Hafencity\n"),
        });
        await visit.Page.Locator("form[action='/imports/file'] button").ClickAsync();
        await visit.Page.Locator("form[action$='/confirm'] button.btn-primary").WaitForAsync();
        Assert.Equal("0", await site.AskAsync(device));

        await visit.Page.Locator("form[action$='/confirm'] button.btn-primary").ClickAsync();
        await visit.Page.Locator("a[href$='/undo/question']").WaitForAsync();
        Assert.Equal("1", await site.AskAsync(device));

        await visit.Page.Locator("a[href$='/undo/question']").ClickAsync();
        await visit.Page.Locator("form[action$='/undo'] button").ClickAsync();
        await Expect(visit.Page.Locator("main form[action$='/undo']")).ToHaveCountAsync(0);
        Assert.Equal("0", await site.AskAsync(device + " and removed_at is null"));
        visit.AssertClean();
    }

    [Fact]
    public async Task A_file_that_is_no_inventory_says_what_is_missing()
    {
        await using var visit = await site.VisitAsAsync("katrin.lindqvist", javaScript: false);
        await visit.GoAsync("/imports/new");
        await visit.Page.Locator("[name=file]").SetInputFilesAsync(new FilePayload { Name = "lunch.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("Monday,Tuesday\nsoup,pasta\n") });
        await visit.Page.Locator("form[action='/imports/file'] button").ClickAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(new Regex("column", RegexOptions.IgnoreCase));
        Assert.Equal("needs-mapping", await site.AskAsync("select state from import where file_name = 'lunch.csv'"));
        visit.AssertClean();
    }
}
