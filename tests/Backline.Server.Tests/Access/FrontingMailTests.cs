using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Access;

/// <summary>PO-2 before anybody is signed in: mails and the pages behind their links carry the brand their reader's pages will have.</summary>
public sealed partial class FrontingMailTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync() => seed.DisposeAsync();

    [Theory]
    [InlineData(ShippedPlans.PartnerBranded, "Front Care", "Backline")]
    [InlineData(ShippedPlans.PolyPlus, "Backline", "Front Care")]
    public async Task An_invitation_and_its_page_name_whose_service_it_is(string plan, string named, string hidden)
    {
        var (account, email) = (await AccountAsync(plan), Address());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/invitations")
        {
            Headers = { Authorization = new("Bearer", await seed.VendorKeyAsync()) },
            Content = JsonContent.Create(new { email, name = "Nora New", role = Roles.CustomerAdministrator, accountId = account }),
        };
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var link = new Uri((await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("link").GetString()!).PathAndQuery;

        var mail = await MailAsync(email);
        using var visitor = new Visitor(app.Address);
        var page = WebUtility.HtmlDecode((await visitor.GetAsync(link)).Body);

        foreach (var text in new[] { mail, page })
        {
            Assert.Contains(named, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
            // the program that invited is a person of the vendor's
            Assert.Equal(named == "Backline", text.Contains("API key", StringComparison.Ordinal));
        }
        Assert.Equal(named == "Front Care", page.Contains("/brand/", StringComparison.Ordinal));
        Assert.Contains(">Backline<", (await visitor.GetAsync("/sign-in")).Body, StringComparison.Ordinal);

        await seed.ExecuteAsync("update invitation set accepted_at = now() where email = $1", email);
        var used = await visitor.GetAsync(link);
        Assert.Equal(410, used.Status);
        Assert.Contains($">{named}<", used.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(hidden, used.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(email, used.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ShippedPlans.PartnerBranded, "Front Care", "Backline")]
    [InlineData(ShippedPlans.PolyPlus, "Backline", "Front Care")]
    public async Task A_new_password_is_asked_for_at_the_portal_and_set_at_the_brand(string plan, string named, string hidden)
    {
        var email = Address();
        await seed.PersonAsync(email, Roles.CustomerUser, await AccountAsync(plan));
        using var visitor = new Visitor(app.Address);
        var known = await visitor.PostAsync("/forgotten", "forgotten", new() { ["Input.Email"] = email });
        var unknown = await visitor.PostAsync("/forgotten", "forgotten", new() { ["Input.Email"] = Address() });

        var mail = await MailAsync(email);
        var link = mail[mail.IndexOf("/reset?", StringComparison.Ordinal)..].Split('\n')[0].Trim();
        var page = (await visitor.GetAsync(link)).Body;

        Assert.Equal(Token().Replace(unknown.Body, ""), Token().Replace(known.Body, ""));
        foreach (var text in new[] { mail, page })
        {
            Assert.Contains(named, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
        }
        // a spoiled link is still one of this service, and so is the page where a new one is asked for
        var spoiled = await visitor.GetAsync(link[..link.IndexOf("token=", StringComparison.Ordinal)] + "token=guessed");
        var again = await visitor.GetAsync(Again().Match(spoiled.Body).Value);
        Assert.Equal((410, 200), (spoiled.Status, again.Status));
        foreach (var text in new[] { spoiled.Body, again.Body })
        {
            Assert.Contains($">{named}<", text, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
            Assert.DoesNotContain(email, text, StringComparison.Ordinal);
        }
    }

    private async Task<Guid> AccountAsync(string plan)
    {
        var account = await seed.AccountAsync("Served Ltd", await seed.PartnerAsync("Front Partner", brand: "Front Care"));
        await seed.ContractAsync(account, plan);
        return account;
    }

    private async Task<string> MailAsync(string email) =>
        (await seed.ScalarAsync<string>("select coalesce(sender_name, 'Backline') || E'\\n' || subject || E'\\n' || body_text from outbox_message where recipient = $1", email))!;

    [GeneratedRegex("(?<=__RequestVerificationToken\"[^>]*value=\")[^\"]+", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("(?<=href=\")/forgotten[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex Again();

    private static string Address() => $"{Guid.NewGuid():N}@served.example";
}
