using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backline.Bench.Cases;

/// <summary>Request Tracker 5 over its REST 2, signed in with a session cookie, as its quickest way: tokens and passwords cost it a bcrypt each time. How it is set up: bench/PEERS.md.</summary>
internal sealed class RequestTracker : IDisposable
{
    private const string Fields = "Subject,Status,Owner,Requestor,Created";
    private readonly HttpClient client;

    private RequestTracker(HttpClient client) => this.client = client;

    public string Version { get; private set; } = "";
    private IReadOnlyList<string> ids = [];

    public int Tickets { get; private set; }

    /// <param name="address">With name and password: http://root:password@127.0.0.1:8100.</param>
    public static async Task<RequestTracker> SignInAsync(Uri address)
    {
        var cookies = new CookieContainer();
        var peer = new RequestTracker(new(new SocketsHttpHandler { CookieContainer = cookies, UseProxy = false }) { BaseAddress = new(address.GetLeftPart(UriPartial.Scheme) + address.Authority) });
        var parts = address.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["user"] = parts[0], ["pass"] = parts[1] });
        (await peer.client.PostAsync(new Uri("/NoAuth/Login.html", UriKind.Relative), form)).Dispose();
        peer.Version = (await peer.JsonAsync("/REST/2.0/rt")).GetProperty(nameof(Version)).GetString()!;
        var page = await peer.JsonAsync("/REST/2.0/tickets?query=id>0&per_page=100");
        peer.Tickets = page.GetProperty("total").GetInt32();
        peer.ids = [.. page.GetProperty("items").EnumerateArray().Select(ticket => ticket.GetProperty("id").ToString())];
        return peer;
    }

    public async Task OpenAsync(int number)
    {
        using var answer = await client.PostAsJsonAsync("/REST/2.0/ticket", new Dictionary<string, string>
        {
            ["Queue"] = "General",
            ["Subject"] = $"No sound in room {number}",
            ["Requestor"] = $"user{number % 500}@example.com",
            ["Content"] = $"Since this morning nobody hears us; word{number % 5_000}.",
        });
        if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"Request Tracker answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Fifty of the queue, the newest first, with what a list shows.</summary>
    public Task ListAsync() => client.GetByteArrayAsync(new Uri($"/REST/2.0/tickets?query=Queue='General'&orderby=id&order=DESC&per_page=50&fields={Fields}", UriKind.Relative));

    public Task OneAsync(int number) => client.GetByteArrayAsync(new Uri("/REST/2.0/ticket/" + ids[number % ids.Count], UriKind.Relative));

    public void Dispose() => client.Dispose();

    private Task<JsonElement> JsonAsync(string path) => client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));
}
