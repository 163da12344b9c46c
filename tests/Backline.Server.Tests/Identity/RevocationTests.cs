using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Identity;

/// <summary>Revoking a key and withdrawing an invitation ask on a page of their own before anything happens.</summary>
public sealed class RevocationTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncLifetime
{
    private readonly Seed seed = new(app.Logins.Owner);
    private HttpClient browser = null!;
    private ApiClient customer = null!;

    public async ValueTask InitializeAsync()
    {
        var key = await seed.KeyAsync(Roles.CustomerAdministrator, await seed.AccountAsync("Nordhaven"));
        (browser, customer) = (app.Browser(key), new(app.Client, key));
    }

    public ValueTask DisposeAsync()
    {
        browser.Dispose();
        return seed.DisposeAsync();
    }

    [Fact]
    public async Task A_key_is_revoked_when_the_question_is_answered_and_not_before()
    {
        var made = await customer.PostAsync("/api/v1/api-keys", new { name = "ticket system", scopes = new[] { Permissions.DevicesRead } });
        var page = $"/keys/{made["key"].GetProperty("id").GetGuid()}/revocation";
        var program = new ApiClient(app.Client, made["secret"].GetString()!);

        Assert.Contains($"href=\"{page}\"", await browser.PageAsync("/keys"), StringComparison.Ordinal);
        var question = await browser.PageAsync(page);

        Assert.Contains("Revoke the key “ticket system”?", question, StringComparison.Ordinal);
        Assert.Contains("It was never used.", question, StringComparison.Ordinal);
        Assert.Contains("href=\"/keys\">Cancel", question, StringComparison.Ordinal);
        Assert.Equal(200, (await program.GetAsync("/api/v1/me")).Status);
        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Equal((HttpStatusCode.Redirect, "/keys"), await AnswerAsync(page, "revocation", "/keys"));
        Assert.Equal(401, (await program.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task An_invitation_is_withdrawn_when_the_question_is_answered_and_not_before()
    {
        var invited = await customer.PostAsync("/api/v1/invitations", new { email = $"{Guid.CreateVersion7():n}@n.example", name = "Kim Kunde", role = Roles.CustomerUser });
        var id = invited["invitation"].GetProperty("id").GetGuid();
        var page = $"/invitations/{id}/withdrawal";

        Assert.Contains($"href=\"{page}\"", await browser.PageAsync("/invitations"), StringComparison.Ordinal);
        Assert.Contains("Withdraw the invitation of Kim Kunde?", await browser.PageAsync(page), StringComparison.Ordinal);
        Assert.Equal("open", (await customer.GetAsync($"/api/v1/invitations/{id}"))["state"].GetString());
        foreach (var _ in Enumerable.Range(0, 2))
            Assert.Equal((HttpStatusCode.Redirect, "/invitations"), await AnswerAsync(page, "withdrawal", "/invitations"));
        Assert.Equal("withdrawn", (await customer.GetAsync($"/api/v1/invitations/{id}"))["state"].GetString());
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("100000")]
    public async Task A_key_expires_in_a_number_of_days_that_makes_sense(string days)
    {
        var answer = await browser.SubmitAsync("/keys", new() { ["_handler"] = "make", ["Input.Name"] = "x", ["Input.Scopes"] = Permissions.DevicesRead, ["Input.Days"] = days });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("A whole number of days from 1 to 3,650, or never.", answer.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2001-01-01T00:00:00Z", "key.expiry-past")]
    [InlineData("2400-01-01T00:00:00Z", "input.year-out-of-range")]
    [InlineData("soon", "input.wants-moment")]
    public async Task The_interface_takes_a_moment_that_makes_sense(string moment, string code)
    {
        var answer = await customer.PostAsync("/api/v1/api-keys", new { name = "x", scopes = new[] { Permissions.DevicesRead }, expiresAt = moment });

        Assert.Equal((400, code, "/expiresAt"), (answer.Status, answer["errors"][0].GetProperty("code").GetString(), answer["errors"][0].GetProperty("pointer").GetString()));
    }

    private async Task<(HttpStatusCode, string?)> AnswerAsync(string page, string form, string tokenOf)
    {
        var answer = await browser.SubmitAsync(page, new() { ["_handler"] = form }, tokenOf);
        return (answer.Status, answer.Location);
    }
}
