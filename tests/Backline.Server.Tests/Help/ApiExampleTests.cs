using System.Text.Json.Nodes;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Help;

/// <summary>An example is accepted as it stands where the demonstration is loaded: it names the account MA-204817.</summary>
public sealed class ApiExampleTests(AppFixture app) : IClassFixture<AppFixture>
{
    // an order answers a quote, whose id nobody knows beforehand
    private const string Placeholder = "00000000-0000-0000-0000-000000000000";

    [Fact]
    public async Task What_creates_is_accepted_as_it_stands()
    {
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("update account set number = 'MA-204817' where account_id = $1", await seed.AccountAsync("Nordhaven"));
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        var tried = new List<string>();
        foreach (var (path, operation) in await PostsAsync())
        {
            if (operation["requestBody"]?["content"]?["application/json"]?["example"] is not { } example || path.Contains('{', StringComparison.Ordinal) || example.ToJsonString().Contains(Placeholder, StringComparison.Ordinal)) continue;
            var answer = await api.PostAsync(path, example, Guid.CreateVersion7().ToString());
            Assert.True(answer.Status is 200 or 201, $"{path}: {answer.Status} {answer.Body}");
            tried.Add(path);
        }

        Assert.Contains("/api/v1/contracts", tried);
        Assert.True(tried.Count > 8, string.Join(' ', tried));
    }

    [Fact]
    public async Task What_is_created_is_where_its_kind_is()
    {
        foreach (var (path, operation) in await PostsAsync())
            if (operation["responses"]!["201"]?["headers"]?["Location"]?["example"] is { } location)
                Assert.StartsWith(string.Join('/', path.Split('/').Take(4)) + "/", location.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<List<(string Path, JsonNode Operation)>> PostsAsync() =>
        [.. JsonNode.Parse(await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!["paths"]!.AsObject().Where(path => path.Value!["post"] is not null).Select(path => (path.Key, path.Value!["post"]!))];
}
