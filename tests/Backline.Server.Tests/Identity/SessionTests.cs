using Backline.Server.Platform.Identity;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Backline.Server.Tests.Identity.Visitor;

namespace Backline.Server.Tests.Identity;

/// <summary>A session ends for good when it is signed out, replaced, or ended from elsewhere, and its cookie with all its copies.</summary>
public sealed class SessionTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_once_its_session_was_signed_out()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address);
        using var elsewhere = new Visitor(app.Address);
        await visitor.SignInAsync(email, Seed.Password);
        await elsewhere.SignInAsync(email, Seed.Password);
        using var copy = visitor.Copied();
        Assert.Equal(200, (await copy.GetAsync("/me")).Status);

        Assert.Equal((302, "/sign-in"), await PostedAsync(visitor.PostAsync("/me", null, [], "/sign-out")));

        Assert.Equal((302, "/sign-in"), await PostedAsync(copy.GetAsync("/me")));
        Assert.Equal(401, (await copy.GetAsync("/api/v1/me")).Status);
        Assert.Equal(200, (await elsewhere.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task Whoever_was_signed_out_elsewhere_is_told_and_led_back()
    {
        var email = await PersonAsync(app);
        using var visitor = new Visitor(app.Address);
        using var stranger = new Visitor(app.Address);
        await visitor.SignInAsync(email, Seed.Password);
        using var copy = visitor.Copied();
        await visitor.PostAsync("/me", null, [], "/sign-out");

        var (_, _, to) = await copy.GetAsync("/devices?q=%C3%A9");

        Assert.Equal("/sign-in?back=%2Fdevices%3Fq%3D%25C3%25A9&ended=1", to);
        Assert.Contains("You were signed out", (await copy.GetAsync(to!)).Body, StringComparison.Ordinal);
        Assert.Equal((302, "/devices?q=%C3%A9"), await copy.PostAsync(to!, "sign-in", new() { ["Input.Email"] = email, ["Input.Password"] = Seed.Password }) is var (status, _, on) ? (status, on) : default);
        Assert.Equal("/sign-in?back=%2Fdevices", (await stranger.GetAsync("/devices")).To);
    }

    [Fact]
    public async Task A_session_ends_when_another_sign_in_replaces_it_in_its_browser()
    {
        var (email, other) = (await PersonAsync(app), await PersonAsync(app));
        using var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(email, Seed.Password);
        using var copy = visitor.Copied();

        Assert.Equal((302, "/me"), await PostedAsync(visitor.SignInAsync(other, Seed.Password)));

        Assert.Equal((302, "/sign-in"), await PostedAsync(copy.GetAsync("/me")));
        Assert.Equal(200, (await visitor.GetAsync("/me")).Status);
    }

    [Fact]
    public async Task A_changed_profile_stays_the_same_session()
    {
        using var visitor = new Visitor(app.Address);
        await visitor.SignInAsync(await PersonAsync(app), Seed.Password);
        using var copy = visitor.Copied();
        var changed = await visitor.PostAsync("/me", "profile", new() { ["Input.Name"] = "Nora New", ["Input.Language"] = "en", ["Input.TimeZone"] = "Europe/Berlin", ["Input.Theme"] = "auto" });
        Assert.InRange(changed.Status, 200, 399);

        await visitor.PostAsync("/me", null, [], "/sign-out");

        Assert.Equal((302, "/sign-in"), await PostedAsync(copy.GetAsync("/me")));
    }

    [Fact]
    public async Task Another_node_knows_within_ten_seconds_that_a_session_ended_and_forgets_it_with_its_cookie()
    {
        await using var source = NpgsqlDataSource.Create(app.Logins.App);
        var clock = new SetClock();
        var (here, there, session, other) = (new EndedSessions(source, clock), new EndedSessions(source, clock), new AuthenticationProperties(), new AuthenticationProperties());
        here.Name(session);
        here.Name(other);
        var stop = TestContext.Current.CancellationToken;
        Assert.False(await there.HasEndedAsync(session, stop));

        await here.EndAsync(session, stop);

        Assert.True(await here.HasEndedAsync(session, stop));
        clock.Now += TimeSpan.FromSeconds(10);
        Assert.True(await there.HasEndedAsync(session, stop));
        clock.Now += TimeSpan.FromDays(13);
        await here.EndAsync(other, stop);
        Assert.True(await there.HasEndedAsync(session, stop));
        clock.Now += TimeSpan.FromDays(2);
        await here.EndAsync(other, stop);
        await using var seed = new Seed(app.Logins.Owner);
        Assert.Equal(0, await seed.ScalarAsync<long>("select count(*) from ended_session where ended_at < $1", clock.Now - TimeSpan.FromDays(14.5)));
    }

    [Fact]
    public async Task A_session_without_a_name_counts_as_ended()
    {
        await using var source = NpgsqlDataSource.Create(app.Logins.App);
        Assert.True(await new EndedSessions(source, TimeProvider.System).HasEndedAsync(new(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/me", "profile")]
    [InlineData("/me/two-factor/key", null)]
    [InlineData("/me/sessions/end", null)]
    public async Task A_session_that_was_ended_does_not_renew_itself_in_its_last_seconds(string target, string? form)
    {
        foreach (var suspended in new[] { false, true })
        {
            var email = await PersonAsync(app);
            await using var seed = new Seed(app.Logins.Owner);
            using var visitor = new Visitor(app.Address);
            await visitor.SignInAsync(email, Seed.Password);
            // as others end it: the stamp is another one
            await seed.ExecuteAsync($"update person set security_stamp = security_stamp || 'x'{(suspended ? ", disabled_at = now()" : "")} where email = $1", email);

            var before = await seed.ScalarAsync<string>("select security_stamp || two_factor_enabled || name from person where email = $1", email);
            var (status, body, to) = await visitor.PostAsync(form is null ? "/me/two-factor" : "/me", form, new() { ["Input.Name"] = "The thief", ["Input.Language"] = "en", ["Input.TimeZone"] = "Europe/Berlin", ["Input.Theme"] = "auto" }, target);

            // a plain target says it on the page it leads back to
            Assert.Contains("This session was ended", status == 302 ? (await visitor.GetAsync(to!)).Body : body, StringComparison.Ordinal);
            Assert.Equal(before, await seed.ScalarAsync<string>("select security_stamp || two_factor_enabled || name from person where email = $1", email));
        }
    }

    [Fact]
    public async Task Of_a_person_who_is_suspended_no_cookie_is_good_whatever_its_stamp()
    {
        var email = await PersonAsync(app);
        await using var seed = new Seed(app.Logins.Owner);
        using var scope = app.Services.CreateScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<Person>>();
        var cookie = await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByEmailAsync(email))!);
        Assert.NotNull(await signIn.ValidateSecurityStampAsync(cookie));

        await seed.ExecuteAsync("update person set disabled_at = now() where email = $1", email);

        using var later = app.Services.CreateScope();
        Assert.Null(await later.ServiceProvider.GetRequiredService<SignInManager<Person>>().ValidateSecurityStampAsync(cookie));
    }
}
