using Backline.Server.Platform.Access;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;
using Backline.Server.Ui;

namespace Backline.Server.Tests.Ui;

/// <summary>Where a form leads back to, whatever its address says.</summary>
public sealed class WebTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("/devices?q=a%C3%A9#x", "/devices?q=a%C3%A9#x")]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/devices?q=機器😀", "/devices?q=%E6%A9%9F%E5%99%A8%F0%9F%98%80")]
    [InlineData("/a\r\nb", "/")]
    [InlineData("/a\u0001", "/")]
    [InlineData("~/a", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("https://elsewhere.example", "/")]
    public void Only_an_address_of_ours_that_a_header_takes_is_gone_back_to(string? back, string to) => Assert.Equal(to, Web.Local(back));

    [Theory]
    [InlineData("/nowhere/%C3%A9?a=1", "/nowhere/%C3%A9?a=1")]
    [InlineData("/devices/00000000-0000-0000-0000-000000000001?a=%C3%A9", "/devices/00000000-0000-0000-0000-000000000001?a=%C3%A9")]
    public async Task A_page_of_an_error_leads_back_to_what_was_asked_for(string path, string back)
    {
        using var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(await Visitor.PersonAsync(app), Seed.Password);

        var (status, body, _) = await visitor.GetAsync(path);

        Assert.Equal(404, status);
        Assert.Contains($"name=\"back\" value=\"{back}\"", System.Net.WebUtility.HtmlDecode(body), StringComparison.Ordinal);
        Assert.Contains($"class=\"bl-skip\" href=\"{back}#main\"", System.Net.WebUtility.HtmlDecode(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_form_leads_back_to_an_address_with_an_accent()
    {
        const string to = "/%C3%A9";
        var email = await Visitor.PersonAsync(app);
        using var visitor = new Visitor(app.Address);
        Assert.Equal((302, to), await Visitor.PostedAsync(visitor.SignInAsync(email, Seed.Password, "/é")));
        Assert.Equal((302, to), await Visitor.PostedAsync(visitor.PostAsync("/me", null, new() { ["culture"] = "de", ["back"] = "/é" }, "/culture")));
        Assert.Equal((302, to), await Visitor.PostedAsync(visitor.PostAsync("/me", null, new() { ["theme"] = "dark", ["back"] = "/é" }, "/theme")));
        Assert.Equal((302, "/sign-in"), await Visitor.PostedAsync(visitor.PostAsync("/me", null, new() { ["credential"] = "none", ["back"] = "/é" }, "/passkeys/sign-in")));
        Assert.Equal((302, to), await Visitor.PostedAsync(visitor.GetAsync("/devices/columns?column=mac&back=/%C3%A9")));
        await using var seed = new Seed(app.Logins.Owner);
        var browser = app.Browser(await seed.KeyAsync(Roles.ProgrammeAdministrator));
        Assert.Equal(to, (await browser.SubmitAsync("/devices/selection/site", new() { ["back"] = "/é" }, "/devices")).Location);
    }
}
