using System.Net;
using System.Text.Json;
using Backline.Server.Features.Help;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Help;

public class HelpTests(AppFixture app) : IClassFixture<AppFixture>
{
    private async Task<string> GetAsync(string path)
    {
        using var answer = await app.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("PL-1")]
    [InlineData("EL-4")]
    [InlineData("CO-6")]
    [InlineData("BL-8")]
    [InlineData("ON-4")]
    [InlineData("SU-2")]
    public async Task Every_rule_chip_leads_to_its_rule(string rule) => Assert.Contains($"id=\"rule-{rule}\"", await GetAsync("/rules"), StringComparison.Ordinal);

    [Fact]
    public async Task The_rules_carry_the_shipped_figures_and_mark_placeholders()
    {
        var page = await GetAsync("/rules");

        Assert.Contains("At a growth of 5 % or more: counted ≥ 1.05 × contracted quantity", page, StringComparison.Ordinal);
        Assert.Contains("Video 50, voice 100, headsets 500 devices", page, StringComparison.Ordinal);
        Assert.Contains("Placeholder", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/help")]
    [InlineData("/glossary")]
    [InlineData("/docs/api")]
    [InlineData("/docs/problems")]
    public async Task Anybody_may_read(string path) => Assert.Contains("<h1>", await GetAsync(path), StringComparison.Ordinal);

    [Theory]
    [InlineData(Roles.SupportAgent, "case clocks desk escalate levels incident cloud mail", "own-desk")]
    [InlineData(Roles.Partner, "desk own-desk mail", "")]
    [InlineData(Roles.CustomerUser, "case follow clocks escalate cloud", "desk own-desk levels incident mail")]
    public async Task Help_tells_each_role_what_it_does_with_cases(string role, string told, string kept)
    {
        var seed = new Seed(app.Logins.Owner);
        using var browser = app.Browser(await seed.KeyAsync(role, role == Roles.CustomerUser ? await seed.AccountAsync("Helped") : null, role == Roles.Partner ? await seed.PartnerAsync("Helping") : null));

        var page = await browser.PageAsync("/help");

        foreach (var job in told.Split(' ')) Assert.Contains($"id=\"{job}\"", page, StringComparison.Ordinal);
        foreach (var job in kept.Split(' ', StringSplitOptions.RemoveEmptyEntries)) Assert.DoesNotContain($"id=\"{job}\"", page, StringComparison.Ordinal);
        Assert.Equal(role != Roles.CustomerUser, page.Contains("<kbd>g q</kbd>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_of_problems_has_an_anchor_for_each_code()
    {
        var page = await GetAsync("/docs/problems");

        foreach (var code in new[] { "not-found", "precondition-failed", "contract.not-a-draft" }) Assert.Contains($"id=\"{code}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_code_the_program_can_refuse_with_has_a_text()
    {
        var texts = app.Services.GetRequiredService<ProblemTexts>();

        object[] args = ["", "", "", "", "", "", "", ""];
        Assert.Equal("", string.Join(", ", ProblemCodes.Written.Where(code => texts[code, args] == code).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_description_of_the_interface_says_how_to_sign_in_and_what_refusals_look_like()
    {
        var document = JsonDocument.Parse(await GetAsync("/openapi/v1.json")).RootElement;

        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());
        var paths = document.GetProperty("paths").EnumerateObject().ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.StartsWith("/api/v1/", path.Name, StringComparison.Ordinal));
        Assert.All(paths.SelectMany(path => path.Value.EnumerateObject()), operation =>
            Assert.True(operation.Value.GetProperty("responses").GetProperty("401").GetProperty("content").TryGetProperty("application/problem+json", out _), operation.Name));
    }

    [Theory]
    [InlineData("/not-found", 404)]
    [InlineData("/there/is/no/such/page", 404)]
    public async Task A_page_that_does_not_exist_says_so_with_its_status(string path, int status)
    {
        using var answer = await app.Client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
