using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Characters that can't be seen, or turn the direction of writing, come into no name; the field is named.</summary>
public sealed class UnwrittenTextTests(AppFixture app) : IClassFixture<AppFixture>
{
    private const string Turned = "gnp\u202Eexe.invoice";
    private const string Unseen = "Nord\u0007haven";

    [Theory]
    [InlineData("/api/v1/accounts", "/name", """{"name":"*","country":"DE","language":"de","currency":"EUR","inventorySource":"report"}""")]
    [InlineData("/api/v1/sites", "/name", """{"accountId":"#","name":"*","country":"DE"}""")]
    [InlineData("/api/v1/sites", "/city", """{"accountId":"#","name":"x","country":"DE","city":"*"}""")]
    [InlineData("/api/v1/sites", "/address", """{"accountId":"#","name":"x","country":"DE","address":"Line 1\n*"}""")]
    [InlineData("/api/v1/contacts", "/name", """{"accountId":"#","name":"*","email":"a@b.example"}""")]
    [InlineData("/api/v1/contacts", "/phone", """{"accountId":"#","name":"x","phone":"*"}""")]
    [InlineData("/api/v1/models", "/name", """{"vendor":"x","name":"*","category":"video","lifecycle":"active"}""")]
    [InlineData("/api/v1/models", "/note", """{"vendor":"x","name":"x","category":"video","lifecycle":"active","note":"*"}""")]
    [InlineData("/api/v1/devices", "/room", """{"accountId":"#","modelName":"x","serial":"ABCDEF12","room":"*"}""")]
    [InlineData("/api/v1/partners", "/name", """{"name":"*","certified":true,"country":"DE","language":"de","timeZone":"Europe/Berlin"}""")]
    [InlineData("/api/v1/invitations", "/name", """{"name":"*","email":"a@b.example","role":"customer-user","accountId":"#"}""")]
    [InlineData("/api/v1/api-keys", "/name", """{"name":"*","scopes":["devices.read"]}""")]
    public async Task They_are_refused_wherever_a_name_is_given(string path, string pointer, string body)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var (api, account) = (new ApiClient(app.Client, await seed.VendorKeyAsync()), await seed.AccountAsync("Named"));

        foreach (var text in new[] { Turned, Unseen })
        {
            var answer = await api.PostAsync(path, JsonSerializer.Deserialize<JsonElement>(body.Replace("*", JsonEncodedText.Encode(text).ToString(), StringComparison.Ordinal).Replace("#", account.ToString(), StringComparison.Ordinal)), Guid.NewGuid().ToString());

            Assert.Equal(400, answer.Status);
            Assert.Equal([(pointer, "input.control-characters")], answer["errors"].EnumerateArray().Select(error => (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString())));
        }
    }

    [Theory]
    [InlineData("\u3164", "input.required")]
    [InlineData("\u2800", "input.required")]
    [InlineData("\uFE0F", "input.required")]
    [InlineData("\U000E0041", "input.required")]
    [InlineData("Nord\u2028haven", "input.control-characters")]
    [InlineData("Nord\u200Bhaven", "input.control-characters")]
    public async Task A_name_is_what_somebody_can_see(string name, string code)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var (api, account) = (new ApiClient(app.Client, await seed.VendorKeyAsync()), await seed.AccountAsync("Seen"));

        var answer = await api.PostAsync("/api/v1/sites", new { accountId = account, name, country = "DE" }, Guid.NewGuid().ToString());

        Assert.Equal((400, "/name", code), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString(), answer["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_address_and_a_note_have_lines()
    {
        await using var seed = new Seed(app.Logins.Owner);
        var (api, account) = (new ApiClient(app.Client, await seed.KeyAsync(Roles.ProgrammeAdministrator)), await seed.AccountAsync("Lined"));

        var site = await api.PostAsync("/api/v1/sites", new { accountId = account, name = " Harbour\n", country = "DE", address = "Gate 4\r\nPier 7" });

        Assert.Equal((201, "Harbour", "Gate 4\nPier 7"), (site.Status, site["name"].GetString(), site["address"].GetString()));
    }
}
