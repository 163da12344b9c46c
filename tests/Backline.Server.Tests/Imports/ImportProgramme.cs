using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

/// <summary>A customer with the catalogue's models its files name, and imports over HTTP.</summary>
public sealed class ImportProgramme(TestPostgres postgres) : AppFixture(postgres)
{
    public Seed Seed { get; private set; } = null!;

    /// <summary>A new customer; devices of the ones before are forgotten, since tests use the same serial numbers.</summary>
    public async Task<Customer> CustomerAsync()
    {
        await Seed.ExecuteAsync("delete from device");
        var account = await Seed.AccountAsync("Customer " + Guid.NewGuid());
        var client = await ClientAsync(account);
        return new(this, account, client);
    }

    public async Task<HttpClient> ClientAsync(Guid account)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Seed.KeyAsync(Roles.CustomerAdministrator, account));
        return client;
    }

    protected override async ValueTask StartedAsync()
    {
        Seed = new(Logins.Owner);
        foreach (var (name, category) in new[] { ("CCX 500", "voice"), ("Studio X50", "video"), ("Trio 8800", "voice") })
        {
            await Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Poly', $2, $3, $4, 'active') on conflict do nothing",
                Guid.CreateVersion7(), name, Domain.Catalog.ModelName.Key(name), category);
        }
    }
}

public sealed class Customer(ImportProgramme programme, Guid account, HttpClient client)
{
    public const string Header = "Serial Number,MAC Address,Model,Device Name,Site,Room,Last Detected\n";

    /// <summary>A phone, a video system, and a model the catalogue does not have.</summary>
    public const string Three = Header + "SER0000001,00:04:f2:00:00:01,CCX 500,One,,Oak,2026-11-01T10:00:00Z\nSER0000002,00:04:f2:00:00:02,Studio X50,Two,,Elm,2026-11-01T10:00:00Z\nSER0000003,,Strange 77,Three,,Ash,\n";

    public Guid Account { get; } = account;
    public HttpClient Client { get; } = client;
    public Seed Seed => programme.Seed;

    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(Inventories.Folder(), name));

    public Task<JsonElement> UploadAsync(string text, string covers = "nothing") => UploadAsync(Encoding.UTF8.GetBytes(text), covers);

    /// <summary>Hands the file in and waits for what it comes to.</summary>
    public async Task<JsonElement> UploadAsync(byte[] file, string covers = "nothing")
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("text/csv");
        using var answer = await Client.PostAsync($"/api/v1/imports?covers={covers}&fileName=inventory.csv", content, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await SettledAsync((await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetGuid());
    }

    public async Task<JsonElement> SettledAsync(Guid id)
    {
        for (var i = 0; i < 300; i++)
        {
            var import = await GetAsync(id);
            if (import.GetProperty("state").GetString() is not ("reading" or "importing" or "undoing")) return import;
            await Task.Delay(50, Stop);
        }
        throw new TimeoutException("The import was not worked on.");
    }

    public Task<JsonElement> GetAsync(Guid id) => Client.GetFromJsonAsync<JsonElement>($"/api/v1/imports/{id}", Stop);

    public async Task<JsonElement> ConfirmedAsync(JsonElement import, bool createSites = false)
    {
        using var answer = await PutAsync(import, "confirmation", createSites ? new { createSites } : new { });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var after = await SettledAsync(import.GetProperty("id").GetGuid());
        Assert.Equal("confirmed", after.GetProperty("state").GetString());
        return after;
    }

    public async Task<JsonElement> ImportAsync(string text, string covers = "nothing") => await ConfirmedAsync(await UploadAsync(text, covers));

    public Task<HttpResponseMessage> PutAsync(JsonElement import, string what, object body)
    {
        var message = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/imports/{import.GetProperty("id")}/{what}") { Content = JsonContent.Create(body) };
        message.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{import.GetProperty("version").GetInt64()}\""));
        return Client.SendAsync(message, Stop);
    }

    public async Task<List<JsonElement>> RowsAsync(JsonElement import, string outcome)
    {
        var page = await Client.GetFromJsonAsync<JsonElement>($"/api/v1/imports/{import.GetProperty("id")}/rows?limit=200&outcome={outcome}", Stop);
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    public Task<long> DevicesAsync(string where = "true") => Seed.ScalarAsync<long>($"select count(*) from device where account_id = $1 and {where}", Account)!;

    /// <summary>Every column of every device, to compare.</summary>
    public Task<string?> RowsOfDevicesAsync() => Seed.ScalarAsync<string>("select string_agg(d::text, E'\\n' order by id) from device d where account_id = $1", Account);

    public static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString();

    public static string Counts(JsonElement import) =>
        string.Join(' ', ((string[])["new", "changed", "unchanged", "missing", "conflicts", "rejected"]).Select(name => import.GetProperty("counts").GetProperty(name).GetInt64()));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
