using System.Net;
using System.Text.RegularExpressions;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Identity;

/// <summary>A browser without scripts: keeps cookies, follows no redirect, posts forms with the token of the page.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly Uri address;
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;
    private string? token;

    /// <param name="host">What the browser claims the address to be; null: the truth.</param>
    public Visitor(Uri address, string? host = null)
    {
        this.address = address;
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address, DefaultRequestHeaders = { Host = host } };
    }

    /// <summary>Somebody new who may sign in with <see cref="Seed.Password"/>; their address.</summary>
    public static async Task<string> PersonAsync(AppFixture app)
    {
        await using var seed = new Seed(app.Logins.Owner);
        var email = $"p{Guid.CreateVersion7():n}@vendor.example";
        await seed.PersonAsync(email, Roles.SupportAgent);
        return email;
    }

    public static async Task<(int Status, string? To)> PostedAsync(Task<(int Status, string Body, string? To)> posted)
    {
        var (status, _, to) = await posted;
        return (status, Path(to));
    }

    public static string? Path(string? to) => to is null ? null : new Uri(new Uri("http://here"), to).AbsolutePath;

    /// <summary>Another browser with a copy of the cookies this one has now.</summary>
    public Visitor Copied()
    {
        var copy = new Visitor(address);
        copy.cookies.Add(cookies.GetAllCookies());
        return copy;
    }

    public async Task<(int Status, string Body, string? To)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers.Location?.ToString());
    }

    /// <param name="form">Name of the page's form; null for a plain form target, whose token is taken from <paramref name="page"/>.</param>
    public async Task<(int Status, string Body, string? To)> PostAsync(string page, string? form, Dictionary<string, string> fields, string? target = null)
    {
        var body = (await GetAsync(page)).Body;
        var all = new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = Token().Match(body).Groups[1].Value };
        if (form is not null) all["_handler"] = form;
        using var content = new FormUrlEncodedContent(all);
        using var answer = await http.PostAsync(target ?? page, content, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers.Location?.ToString());
    }

    /// <summary>Whatever method, with a token of this browser, so that nothing is refused for want of one.</summary>
    public Task<(int Status, string Body)> SendAsync(string method, string path, params (string Name, string Value)[] headers) => SendAsync(method, path, new FormUrlEncodedContent([]), headers);

    public async Task<(int Status, string Body)> SendAsync(string method, string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        if (method is not "GET")
        {
            request.Headers.Add("RequestVerificationToken", token ??= Token().Match((await GetAsync("/help")).Body).Groups[1].Value);
            request.Content = content;
        }
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<(int Status, string Body, string? To)> SignInAsync(string email, string password, string back = "/me") =>
        PostAsync("/sign-in?back=" + Uri.EscapeDataString(back), "sign-in", new() { ["Input.Email"] = email, ["Input.Password"] = password });

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
