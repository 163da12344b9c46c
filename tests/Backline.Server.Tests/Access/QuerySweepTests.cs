using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Backline.Server.Tests.Access;

/// <summary>Every page and every operation that reads, asked with values nobody should send for each parameter it declares. A new one joins by itself.</summary>
public sealed class QuerySweepTests(RouteSweepFixture app) : IClassFixture<RouteSweepFixture>
{
    private static readonly string[] bad =
    [
        "", "abc", "-1", "99999999999999", "2026-02-31", "0001-01-01", "9999-12-31", "MA-204821", "00000000-0000-0000-0000-000000000000", "%00", "~", "~abc",
        Cursor.Of(1), Cursor.Of("x", 1), Cursor.Of(null, null), "~" + Cursor.Of("x", "y"), Cursor.Of("x", "y", 2),
        // no text: what has no normal form, and half a surrogate pair in a cursor
        "abc%EF%BF%BE", Base64Url.EncodeToString("[\"\\ud800\",\"00000000-0000-0000-0000-000000000000\"]"u8), Base64Url.EncodeToString("[\"\\ud800\"]"u8),
    ];

    private IEnumerable<(RouteEndpoint Route, Dictionary<string, Type> Queries)> Pages => app.Routes
        .Select(route => (route, route.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type)).Where(pair => pair.Type is not null)
        .Select(pair => (pair.route, DeclaredQueries.OfPage(pair.Type!))).Where(pair => pair.Item2.Count > 0);

    [Fact]
    public async Task No_page_fails_for_a_value_in_its_address()
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (route, queries) in Pages)
            foreach (var (name, value) in from name in queries.Keys from value in bad select (name, value))
            {
                asked++;
                var path = $"{app.PathOf(route)}?{name}={value}";
                var (status, _) = await app.ReadAsync("vendor", path);
                if (status >= 500) wrong.Add($"{path}: {status}");
            }

        Assert.True(asked > 500, $"only {asked} addresses");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task No_operation_that_reads_fails_for_a_value_or_refuses_a_name_it_describes()
    {
        var wrong = new List<string>();
        using var description = JsonDocument.Parse(await app.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        foreach (var path in description.RootElement.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("get", out var get) || !get.TryGetProperty("parameters", out var parameters)) continue;
            foreach (var name in parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()))
                foreach (var value in bad)
                {
                    var address = $"{path.Name.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}?{name}={value}";
                    var real = app.Routes.First(route => Same(route, path.Name));
                    var (status, body) = await app.ReadAsync("vendor", $"{app.PathOf(real)}?{name}={value}");
                    if (status >= 500 || body.Contains("\"query.unknown\"", StringComparison.Ordinal) || body.Contains("\"query.none\"", StringComparison.Ordinal)) wrong.Add($"{address}: {status}");
                }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("/coverage?q=S-1001&at=2026-02-31", "at", "is no day")]
    [InlineData("/accounts?partnerId=abc", "partnerId", "is no id")]
    [InlineData("/imports?account=MA-999999", "account", "There is no account MA-999999.")]
    [InlineData("/imports?account=Nordhaven", "account", "is no id")]
    [InlineData("/sites/new?accountId=abc", "accountId", "is no id")]
    [InlineData("/accounts/export?partnerId=abc", "partnerId", "is no id")]
    public async Task A_value_that_cannot_be_read_is_named_on_the_page(string path, string name, string says)
    {
        var (status, body) = await app.ReadAsync("vendor", path);

        Assert.Equal(400, status);
        Assert.Contains($">{name}</dt>", body, StringComparison.Ordinal);
        Assert.Contains(says, WebUtility.HtmlDecode(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/devices?bogus=1", "bogus", "query.unknown")]
    [InlineData("/api/v1/contracts?acountId=1", "acountId", "query.unknown")]
    [InlineData("/api/v1/me?page=2", "page", "query.none")]
    [InlineData("/api/v1/sites?accountId=abc", "accountId", "input.not-an-id")]
    [InlineData("/api/v1/accounts?limit=many", "limit", "input.not-whole")]
    public async Task A_parameter_that_is_not_declared_or_not_readable_is_named_to_programs(string path, string name, string code)
    {
        var (status, body) = await app.ReadAsync("vendor", path);
        using var problem = JsonDocument.Parse(body);
        var error = Assert.Single(problem.RootElement.GetProperty("errors").EnumerateArray());

        Assert.Equal((400, name, code), (status, error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
        Assert.NotEqual(code, error.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_unknown_parameter_is_answered_with_those_there_are()
    {
        var (_, body) = await app.ReadAsync("vendor", "/api/v1/accounts?bogus=1");

        Assert.Contains("There are: country, cursor, limit, partnerId, q, sort", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_pages_read_the_address_and_every_kind_of_value_they_read_is_known()
    {
        var readers = typeof(BacklineApp).Assembly.GetTypes().Select(type => (Type: type, Queries: DeclaredQueries.OfPage(type))).Where(pair => pair.Queries.Count > 0).ToList();

        Assert.Empty(readers.Where(reader => !reader.Type.IsDefined(typeof(RouteAttribute), inherit: false)).Select(reader => reader.Type.Name));
        Assert.Empty(readers.SelectMany(reader => reader.Queries.Where(query => !QueryValues.Knows(query.Value)).Select(query => $"{reader.Type.Name}.{query.Key}")));
    }

    private static bool Same(RouteEndpoint route, string described) =>
        string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => "{" + parameter.Name + "}",
            _ => "",
        })))) == described.Trim('/');
}
