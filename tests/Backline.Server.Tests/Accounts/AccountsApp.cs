using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Accounts;

/// <summary>Two partners, a customer of each and a direct one, with a key for each reader.</summary>
public sealed class AccountsApp(TestPostgres postgres) : AppFixture(postgres)
{
    public Seed Seed { get; private set; } = null!;
    public Guid Meridian { get; private set; }
    public Guid Other { get; private set; }
    public Guid Nordhaven { get; private set; }
    public Guid Brera { get; private set; }
    public Guid NordhavenSite { get; private set; }
    public Guid BreraSite { get; private set; }
    public HttpClient Vendor { get; private set; } = null!;
    public HttpClient Agent { get; private set; } = null!;
    public HttpClient Partner { get; private set; } = null!;
    public HttpClient OtherPartner { get; private set; } = null!;
    public HttpClient Customer { get; private set; } = null!;
    public HttpClient CustomerUser { get; private set; } = null!;

    protected override async ValueTask StartedAsync()
    {
        Seed = new(Logins.Owner);
        Meridian = await Seed.PartnerAsync("Meridian Workplace", brand: "Meridian");
        Other = await Seed.PartnerAsync("Other Partner");
        Nordhaven = await Seed.AccountAsync("Nordhaven Group", Meridian);
        Brera = await Seed.AccountAsync("Brera Studios", Other, country: "IT", timeZone: "Europe/Rome");
        NordhavenSite = await Seed.SiteAsync(Nordhaven, "Hamburg Hafen");
        BreraSite = await Seed.SiteAsync(Brera, "Milano Brera", "IT", "Europe/Rome");
        Vendor = With(await Seed.VendorKeyAsync());
        Agent = With(await Seed.KeyAsync(Roles.SupportAgent));
        Partner = With(await Seed.KeyAsync(Roles.Partner, partnerId: Meridian));
        OtherPartner = With(await Seed.KeyAsync(Roles.Partner, partnerId: Other));
        Customer = With(await Seed.KeyAsync(Roles.CustomerAdministrator, accountId: Nordhaven));
        CustomerUser = With(await Seed.KeyAsync(Roles.CustomerUser, accountId: Nordhaven));
    }

    public override async ValueTask DisposeAsync()
    {
        if (Seed is not null) await Seed.DisposeAsync();
        await base.DisposeAsync();
    }

    public HttpClient With(string key)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }
}

/// <summary>Asks and reads JSON in one line each.</summary>
internal static class Asking
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> Get(this HttpClient client, string address) => client.GetAsync(address, Stop);

    public static Task<HttpResponseMessage> Post(this HttpClient client, string address, object body) => client.PostAsJsonAsync(address, body, Stop);

    /// <summary>With the version that the resource has now.</summary>
    public static async Task<HttpResponseMessage> Change(this HttpClient client, HttpMethod method, string address, object? body, string? version = null, string? resource = null)
    {
        var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        version ??= (await client.Get(resource ?? address)).Headers.ETag!.Tag;
        request.Headers.IfMatch.Add(new EntityTagHeaderValue(version));
        return await client.SendAsync(request, Stop);
    }

    public static async Task<JsonElement> Json(this HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop))!;

    public static async Task<string[]> Codes(this HttpResponseMessage answer) =>
        [.. (await answer.Json()).GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString() + " " + error.GetProperty("code").GetString())];
}
