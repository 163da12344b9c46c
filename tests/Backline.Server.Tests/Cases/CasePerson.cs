using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Platform.Http;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>Somebody with a name who has signed in: what a key can't be.</summary>
internal sealed class CasePerson : IDisposable
{
    private readonly Visitor visitor;

    private CasePerson(Visitor visitor, Guid id, string name) => (this.visitor, Id, Name) = (visitor, id, name);

    public Guid Id { get; }
    public string Name { get; }

    public static async Task<CasePerson> OfAsync(CaseApp app, string role, Guid? account = null, Guid? partner = null, string? name = null)
    {
        var email = $"p{Guid.CreateVersion7():n}@people.example";
        name ??= "Person " + email[20..28];
        var id = await app.Seed.PersonAsync(email, role, account, partner, name);
        var visitor = new Visitor(app.Address);
        var (status, body, _) = await visitor.SignInAsync(email, Seed.Password);
        Assert.True(status == 302, body);
        return new(visitor, id, name);
    }

    public async Task<ApiAnswer> GetAsync(string path)
    {
        var (status, body, _) = await visitor.GetAsync(path);
        return new(status, body.StartsWith('{') ? JsonDocument.Parse(body).RootElement : default, null, null);
    }

    public async Task<ApiAnswer> SendAsync(string method, string path, object? body = null, params (string, string)[] headers)
    {
        var (status, text) = await visitor.SendAsync(method, path, JsonContent.Create(body ?? new { }, options: BacklineJson.Options), headers);
        return new(status, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default, null, null);
    }

    public async Task<string> PageAsync(string path) => WebUtility.HtmlDecode((await visitor.GetAsync(path)).Body);

    public async Task<FormAnswer> ActAsync(string page, string act, Dictionary<string, string> fields)
    {
        var (status, body, to) = await visitor.PostAsync(page, "act", new(fields) { ["act"] = act });
        return new((HttpStatusCode)status, WebUtility.HtmlDecode(body), to);
    }

    public void Dispose() => visitor.Dispose();
}
