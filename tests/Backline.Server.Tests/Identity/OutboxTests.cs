using Backline.Server.Platform.Access;
using Backline.Server.Platform.Outbox;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Identity;

/// <summary>An installation whose mail leaves, to a server that is away.</summary>
public sealed class SendingApp(TestPostgres postgres) : AppFixture(postgres)
{
    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(new MailSettings { Host = "127.0.0.1", Port = 1 });
}

/// <summary>A link lets its recipient in: it is shown to somebody else only where nothing leaves.</summary>
public sealed class OutboxTests(AppFixture keeping, SendingApp sending) : IClassFixture<AppFixture>, IClassFixture<SendingApp>
{
    [Fact]
    public async Task Links_are_shown_where_no_mail_leaves_and_the_page_says_why()
    {
        var (asked, outbox) = await ForgottenAsync(keeping);

        Assert.Contains("/reset?person=", outbox, StringComparison.Ordinal);
        Assert.Contains("since their recipients get them no other way", outbox, StringComparison.Ordinal);
        Assert.Contains("It was not sent", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("on its way", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_mail_leaves_the_outbox_holds_no_link()
    {
        var (asked, outbox) = await ForgottenAsync(sending);

        Assert.Contains("Set a new password", outbox, StringComparison.Ordinal);
        Assert.DoesNotContain("/reset?person=", outbox, StringComparison.Ordinal);
        Assert.Contains("on its way", asked, StringComparison.Ordinal);
    }

    /// <returns>What is said to whoever asks for a link, and the outbox after it.</returns>
    private static async Task<(string Asked, string Outbox)> ForgottenAsync(AppFixture app)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var email = $"{Guid.NewGuid():N}@forgets.example";
        await seed.PersonAsync(email, Roles.CustomerUser, await seed.AccountAsync("Forgets"));
        using var visitor = new Visitor(app.Address);
        var asked = (await visitor.PostAsync("/forgotten", "forgotten", new() { ["Input.Email"] = email })).Body;
        using var administrator = app.CreateClient();
        administrator.DefaultRequestHeaders.Authorization = new("Bearer", await seed.VendorKeyAsync());
        var outbox = System.Net.WebUtility.HtmlDecode(await administrator.GetStringAsync("/outbox", TestContext.Current.CancellationToken));
        Assert.Contains(email, outbox, StringComparison.Ordinal);
        return (asked, outbox);
    }
}
