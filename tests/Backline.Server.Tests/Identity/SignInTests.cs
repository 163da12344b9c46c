using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Tests.TestDatabase;
using static Backline.Server.Tests.Identity.Visitor;

namespace Backline.Server.Tests.Identity;

public sealed partial class SignInTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Who_knows_the_password_comes_in_and_returns_where_they_were()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address);

        Assert.Equal("/me", Path((await visitor.SignInAsync(email, Seed.Password)).To));
        Assert.Equal(200, (await visitor.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task Nobody_is_sent_to_another_site_after_signing_in()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address);

        Assert.Equal("/", Path((await visitor.SignInAsync(email, Seed.Password, "https://evil.example/")).To));
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_address_and_a_disabled_person_are_told_the_same()
    {
        var (known, disabled) = (await PersonAsync(app), await PersonAsync(app));
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("update person set disabled_at = now() where email = $1", disabled);
        using var visitor = new Visitor(app.Address);

        foreach (var (email, password) in new[] { (known, "wrong wrong wrong"), ("nobody@nowhere.example", Seed.Password), (disabled, Seed.Password) })
        {
            var (status, body, _) = await visitor.SignInAsync(email, password);
            Assert.Equal(422, status);
            Assert.Contains("do not go together", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ten_wrong_tries_pause_sign_in_even_with_the_right_password()
    {
        var email = await PersonAsync(app);
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("update person set access_failed_count = 9 where email = $1", email);
        using var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(email, "wrong wrong wrong");

        Assert.Equal(422, (await visitor.SignInAsync(email, Seed.Password)).Status);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_the_link_in_the_mail_once()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address);
        Assert.Equal(200, (await visitor.PostAsync("/forgotten", "forgotten", new() { ["Input.Email"] = email })).Status);
        await using var seed = new Seed(app.Logins.Owner);
        var mail = (await seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", email))!;
        var link = mail[mail.IndexOf("/reset?", StringComparison.Ordinal)..].Split('\n')[0].Trim();

        Assert.Equal(422, (await visitor.PostAsync(link, "reset", new() { ["Input.Password"] = "short" })).Status);
        Assert.Equal("/sign-in", Path((await visitor.PostAsync(link, "reset", new() { ["Input.Password"] = "another horse battery" })).To));
        Assert.Equal(422, (await visitor.PostAsync("/forgotten", "reset", new() { ["Input.Password"] = "a third horse battery" }, link)).Status);
        var (status, body, _) = await visitor.GetAsync(link);
        Assert.Equal(410, status);
        Assert.Contains("This link is no longer good", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Input.Password", body, StringComparison.Ordinal);
        Assert.Equal("/me", Path((await visitor.SignInAsync(email, "another horse battery")).To));
    }

    [Fact]
    public async Task Asking_for_a_link_says_the_same_for_an_unknown_address()
    {
        using var visitor = new Visitor(app.Address);

        var (status, body, _) = await visitor.PostAsync("/forgotten", "forgotten", new() { ["Input.Email"] = "nobody@nowhere.example" });

        Assert.Equal(200, status);
        Assert.Contains("If we know that address", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_in_a_mail_to_a_stranger_does_not_begin_with_what_the_request_claims()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address, host: "evil.example");

        await visitor.PostAsync("/forgotten", "forgotten", new() { ["Input.Email"] = email });

        await using var seed = new Seed(app.Logins.Owner);
        Assert.DoesNotContain("evil.example", await seed.ScalarAsync<string>("select body_text from outbox_message where recipient = $1", email), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_to_sign_in_first_is_sent_there_without_a_host()
    {
        using var visitor = new Visitor(app.Address, host: "evil.example");

        Assert.Equal("/sign-in?back=%2Fdevices%3Fq%3Dx", (await visitor.GetAsync("/devices?q=x")).To);
    }

    [Fact]
    public async Task Whoever_signed_in_is_sent_on_without_a_host()
    {
        using var visitor = new Visitor(app.Address, host: "evil.example");

        Assert.Equal("/me", (await visitor.SignInAsync(await PersonAsync(app), Seed.Password)).To);
    }

    [Fact]
    public async Task A_code_signs_in_once_and_a_second_click_keeps_the_recovery_codes()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(email, Seed.Password);
        await visitor.PostAsync("/me/two-factor", null, [], "/me/two-factor/key");
        var secret = Secret().Match(WebUtility.HtmlDecode((await visitor.GetAsync("/me/two-factor")).Body)).Value.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        // both of one moment: half a minute later they would be others
        var (first, second) = (Totp.Code(secret), Totp.Code(secret, step: 1));
        var confirm = new Dictionary<string, string> { ["Confirm.Code"] = first };

        Assert.Equal("/me/two-factor", Path((await visitor.PostAsync("/me/two-factor", "confirm", confirm)).To));
        Assert.Equal((303, "/me/two-factor"), await PostedAsync(visitor.PostAsync("/help", "confirm", confirm, "/me/two-factor")));
        var shown = RecoveryCode().Matches((await visitor.GetAsync("/me/two-factor")).Body).Select(match => match.Value[4..^5]).ToList();
        Assert.Equal(10, shown.Count);

        foreach (var (code, status) in new[] { (first, 422), (second, 302), (second, 422) })
        {
            using var again = new Visitor(app.Address);
            Assert.Equal("/sign-in/code", Path((await again.SignInAsync(email, Seed.Password)).To));
            Assert.Equal(status, (await again.PostAsync("/sign-in/code", "code", new() { ["Input.Code"] = code })).Status);
        }

        string[] typed = [shown[0], shown[1].ToLowerInvariant().Replace('-', ' '), $" {shown[2].Replace("-", "", StringComparison.Ordinal)} ", shown[0]];
        foreach (var (code, used) in typed.Zip([false, false, false, true]))
        {
            using var again = new Visitor(app.Address);
            await again.SignInAsync(email, Seed.Password);
            var (status, body, _) = await again.PostAsync("/sign-in/code?with=recovery", "code", new() { ["Input.Code"] = code });
            Assert.Equal((code, used ? 422 : 302), (code, status));
            Assert.Equal(used, body.Contains("none of your unused recovery codes", StringComparison.Ordinal));
            Assert.DoesNotContain("30 seconds", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:8480", "http://localhost:8480")]
    [InlineData("[::1]:8480", "http://localhost:8480")]
    [InlineData("192.0.2.7", "Open it by its name")]
    [InlineData("localhost:8480", null)]
    [InlineData("backline.example", null)]
    public async Task Where_the_browser_would_refuse_a_passkey_the_page_says_so_first(string host, string? said)
    {
        using var visitor = new Visitor(app.Address, host);

        var page = (await visitor.GetAsync("/sign-in")).Body;

        Assert.Equal(said is null, page.Contains("data-passkey", StringComparison.Ordinal));
        if (said is not null) Assert.Contains(said, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("x")]
    [InlineData("{\"id\":1}")]
    public async Task A_passkey_nobody_was_asked_for_is_refused(string credential)
    {
        using var visitor = new Visitor(app.Address);
        var fields = new Dictionary<string, string> { ["credential"] = credential, ["name"] = "x" };
        Assert.Equal((302, "/sign-in"), await PostedAsync(visitor.PostAsync("/sign-in", null, fields, "/passkeys/sign-in")));

        await visitor.SignInAsync(await PersonAsync(app), Seed.Password);
        Assert.Equal((302, "/me"), await PostedAsync(visitor.PostAsync("/me", null, fields, "/passkeys")));
    }

    [Fact]
    public async Task A_form_without_the_pages_token_is_refused()
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["Input.Email"] = "a@b.example", ["Input.Password"] = Seed.Password });
        using var answer = await app.Client.PostAsync("/sign-in", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("document", 302)]
    [InlineData("empty", 401)] // followed, it would change the token of the page it comes from
    public async Task A_browser_is_sent_to_sign_in_and_a_script_is_told_and_given_nothing(string destination, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/devices") { Headers = { { "Sec-Fetch-Dest", destination } } };
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 302, answer.Headers.Location is not null);
        if (status == 401)
        {
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [GeneratedRegex("[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("<li>[0-9A-Za-z]{4,}-[0-9A-Za-z]{4,}</li>", RegexOptions.None, 1000)]
    private static partial Regex RecoveryCode();
}
