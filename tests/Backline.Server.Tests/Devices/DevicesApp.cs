using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Devices;

/// <summary>Two customers of one partner, a third of nobody, a model, and whoever asks.</summary>
public sealed class DevicesApp(TestPostgres postgres) : AppFixture(postgres)
{
    public Seed Seed { get; private set; } = null!;
    public Guid Partner { get; private set; }
    public Guid Nordhaven { get; private set; }
    public Guid Other { get; private set; }
    public Guid Milano { get; private set; }
    public Guid StudioX { get; private set; }
    public HttpClient Vendor { get; private set; } = null!;
    public HttpClient Customer { get; private set; } = null!;
    public HttpClient OtherCustomer { get; private set; } = null!;
    public HttpClient PartnerClient { get; private set; } = null!;

    public HttpClient With(string key)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>Adds a device of the account and returns the answer.</summary>
    public static Task<HttpResponseMessage> AddAsync(HttpClient client, object device) => client.PostAsJsonAsync("/api/v1/devices", device, TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(HttpClient client, string href) =>
        await client.GetFromJsonAsync<JsonElement>(href, TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> PutAsync(HttpClient client, string href, object body, string etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, href) { Content = JsonContent.Create(body) };
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(etag));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    protected override async ValueTask StartedAsync()
    {
        Seed = new(Logins.Owner);
        Partner = await Seed.PartnerAsync("Meridian");
        Nordhaven = await Seed.AccountAsync("Nordhaven", Partner);
        Other = await Seed.AccountAsync("Other");
        Milano = await Seed.SiteAsync(Nordhaven, "Milano");
        StudioX = Guid.CreateVersion7();
        await Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Test', 'Probe Station 9', 'probestation9', 'video', 'active')", StudioX);
        Vendor = With(await Seed.VendorKeyAsync());
        Customer = With(await Seed.KeyAsync(Roles.CustomerAdministrator, Nordhaven));
        OtherCustomer = With(await Seed.KeyAsync(Roles.CustomerAdministrator, Other));
        PartnerClient = With(await Seed.KeyAsync(Roles.Partner, partnerId: Partner));
    }
}
