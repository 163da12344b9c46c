using System.Globalization;
using System.Net.Http.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.Platform;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Access;

/// <summary>Every route of the running app, asked for one account's things by everybody who must not see them. A new route joins by itself: its parameters are filled by name.</summary>
public sealed class RouteSweepTests(RouteSweepFixture app) : IClassFixture<RouteSweepFixture>
{
    /// <summary>Routes without a policy, on purpose: what is needed before anybody is known, and what concerns nobody.</summary>
    private static readonly string[] Open =
    [
        "/sign-in", "/sign-in/code", "/sign-out", "/forgotten", "/reset", "/invitations/{Token}", "/ratings/{Token}", "/passkeys/sign-in", "/passkeys/request-options", "/brands/{partnerNumber}.css",
        "/culture", "/theme", "/help", "/denied", "/error", "/status/{Code:int}", "/not-found", "/ui/components", "/rules", "/glossary", "/health/live", "/health/ready", "/openapi/{documentName}.json", "/docs/api", "/docs/problems",
    ];

    [Fact]
    public void Every_route_has_a_policy_or_is_open_on_purpose()
    {
        var bare = app.Routes.Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is null && !IsOpen(route)).Select(Pattern);

        Assert.Empty(bare.Distinct());
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("other customer")]
    [InlineData("other partner")]
    [InlineData("customer user of another account")]
    public async Task Nobody_sees_another_accounts_things_by_address(string who)
    {
        var wrong = new List<string>();
        foreach (var route in app.Routes.Where(route => !IsOpen(route) && route.RoutePattern.Parameters.Any(parameter => app.Names(parameter.Name))))
            foreach (var method in Methods(route))
            {
                var status = await app.AskAsync(who, method, route);
                if (status is >= 200 and < 300 || status >= 500) wrong.Add($"{method} {Pattern(route)}: {status}");
            }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_account_itself_sees_its_things_by_the_same_addresses()
    {
        var seen = new List<string>();
        foreach (var route in app.Routes.Where(route => Methods(route).Contains("GET") && Pattern(route).StartsWith("/api", StringComparison.Ordinal) && route.RoutePattern.Parameters.Any(parameter => app.Names(parameter.Name))))
            if (await app.AskAsync("owner", "GET", route) == 200) seen.Add(Pattern(route));

        // else the sweep would prove nothing
        Assert.Contains("/api/v1/people/{personId:guid}", seen);
        Assert.True(seen.Count >= 6, string.Join(", ", seen));
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("other customer")]
    [InlineData("other partner")]
    [InlineData("customer user of another account")]
    [InlineData("vendor")]
    public async Task No_list_shows_another_accounts_things_and_nothing_fails(string who)
    {
        var wrong = new List<string>();
        foreach (var route in app.Routes.Where(route => Methods(route).Contains("GET") && route.RoutePattern.Parameters.Count == 0 && !Pattern(route).Contains('.', StringComparison.Ordinal) && Pattern(route) != "/error" && route.Metadata.GetMetadata<Backline.Server.Platform.Live.EndlessAnswer>() is null))
        {
            var (status, body) = await app.ReadAsync(who, Pattern(route));
            if (status >= 500) wrong.Add($"GET {Pattern(route)}: {status}");
            if (who != "vendor" && app.Secrets.Any(secret => body.Contains(secret, StringComparison.OrdinalIgnoreCase))) wrong.Add($"GET {Pattern(route)} shows what is not theirs");
        }

        Assert.Empty(wrong);
    }

    private static bool IsOpen(RouteEndpoint route) => Open.Contains(Pattern(route)) || Pattern(route).Contains('.', StringComparison.Ordinal) || Pattern(route).Contains("{**", StringComparison.Ordinal) || Pattern(route).Contains("{*", StringComparison.Ordinal)
        || Pattern(route).StartsWith("/_framework/", StringComparison.Ordinal) || route.DisplayName?.StartsWith("404", StringComparison.Ordinal) == true;

    private static string Pattern(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    private static IEnumerable<string> Methods(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods.Where(method => method is not ("HEAD" or "OPTIONS")) : ["GET"];
}

/// <summary>Nordhaven's things, and four who must not see them.</summary>
public sealed class RouteSweepFixture(TestPostgres postgres) : LoggingApp(postgres)
{
    private readonly Dictionary<string, string?> keys = [];
    private readonly Dictionary<string, Visitor> browsers = [];
    private readonly Dictionary<string, string> ids = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<RouteEndpoint> Routes => [.. Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(route => route.RoutePattern.RawText is not null).DistinctBy(route => route)];

    /// <summary>Words that stand only in Nordhaven's data.</summary>
    public IReadOnlyList<string> Secrets { get; private set; } = [];

    /// <summary>Whether the parameter names one of Nordhaven's things: "accountId", "siteId", a bare "id".</summary>
    public bool Names(string parameter) => ids.ContainsKey(parameter) || parameter.EndsWith("id", StringComparison.OrdinalIgnoreCase);

    // a sweep tries the door more often than a person
    protected override void Configure(WebApplicationBuilder builder)
    {
        base.Configure(builder);
        builder.Services.AddSingleton(new RateLimitSettings { SignIn = 0, Mail = 0 });
    }

    protected override async ValueTask StartedAsync()
    {
        await using var seed = new Seed(Logins.Owner);
        var (own, foreign) = (await seed.PartnerAsync("Secretpartner", brand: "Secretbrand"), await seed.PartnerAsync("Foreign"));
        var account = await seed.AccountAsync("Secretnordhaven", own);
        var other = await seed.AccountAsync("Elsewhere");
        var site = await seed.SiteAsync(account, "Secretsite");
        ids["accountId"] = account.ToString();
        ids["siteId"] = site.ToString();
        ids["partnerId"] = own.ToString();
        ids["personId"] = (await seed.PersonAsync("secretperson@nordhaven.example", Roles.CustomerAdministrator, account)).ToString();
        await seed.KeyAsync(Roles.CustomerAdministrator, account);
        ids["apiKeyId"] = (await seed.ScalarAsync<Guid>("select id from api_key where account_id = $1", account)).ToString();
        var invitation = Guid.CreateVersion7();
        await seed.ExecuteAsync("insert into invitation (id, email, name, role, account_id, language, token_hash, invited_by, created_at, expires_at) values ($1, 'secretguest@nordhaven.example', 'Secretguest', 'customer-user', $2, 'en', $3, 'x', now(), now() + interval '1 day')", invitation, account, invitation.ToByteArray());
        ids["invitationId"] = invitation.ToString();
        foreach (var (table, id) in await AccountRows.InsertAsync(seed, account, own)) ids.TryAdd(table.Replace("_", "", StringComparison.Ordinal) + "Id", id.ToString());
        ids["orderId"] = ids["purchaseOrderId"];
        Secrets = ["Secretnordhaven", "Secretsite", "Secretpartner", "Secretbrand", "Secretcase", "secretperson", "secretguest", account.ToString(), site.ToString()];
        keys["anonymous"] = null;
        keys["owner"] = await seed.KeyAsync(Roles.CustomerAdministrator, account);
        keys["other customer"] = await seed.KeyAsync(Roles.CustomerAdministrator, other);
        keys["customer user of another account"] = await seed.KeyAsync(Roles.CustomerUser, other);
        keys["other partner"] = await seed.KeyAsync(Roles.Partner, partnerId: foreign);
        keys["vendor"] = await seed.VendorKeyAsync();
        // its page reckons clocks from a ledger, which no row made from the schema alone has
        ids["caseId"] = (await new ApiClient(Client, keys["vendor"]!).PostAsync("/api/v1/cases", new { accountId = account, subject = "Secretcase", text = "Secretcase" }))["id"].GetString()!;
        await BrowserAsync("anonymous", null);
        await BrowserAsync("other customer", await seed.PersonAsync("other@elsewhere.example", Roles.CustomerAdministrator, other));
        await BrowserAsync("customer user of another account", await seed.PersonAsync("user@elsewhere.example", Roles.CustomerUser, other));
        await BrowserAsync("other partner", await seed.PersonAsync("foreign@partner.example", Roles.Partner, partnerId: foreign));
        await BrowserAsync("owner", await seed.PersonAsync("owner@nordhaven.example", Roles.CustomerAdministrator, account));
        await BrowserAsync("vendor", await seed.PersonAsync("all@vendor.example", Roles.ProgrammeAdministrator));

        async Task BrowserAsync(string who, Guid? person)
        {
            browsers[who] = new(Address);
            if (person is not null) await browsers[who].SignInAsync((await seed.ScalarAsync<string>("select email from person where id = $1", person))!, Seed.Password);
        }
    }

    /// <summary>Posted from a browser, with a valid token beside it.</summary>
    public async Task<(int Status, string Body)> PostAsync(string who, string path, HttpContent content) => await browsers[who].SendAsync("POST", path, content);

    /// <summary>As a program with a key under /api, as a signed-in browser with a valid token elsewhere.</summary>
    public async Task<int> AskAsync(string who, string method, RouteEndpoint route)
    {
        var path = Fill(route);
        if (!path.StartsWith("/api", StringComparison.Ordinal)) return (await browsers[who].SendAsync(method, path)).Status;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH") request.Content = JsonContent.Create(new { });
        if (method is "PUT" or "PATCH" or "DELETE") request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (keys[who] is { } key) request.Headers.Authorization = new("Bearer", key);
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public async Task<(int Status, string Body)> ReadAsync(string who, string path)
    {
        if (!path.StartsWith("/api", StringComparison.Ordinal)) return await browsers[who].SendAsync("GET", path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (keys[who] is { } key) request.Headers.Authorization = new("Bearer", key);
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The address of the route, with ids of Nordhaven's things.</summary>
    public string PathOf(RouteEndpoint route) => Fill(route);

    /// <summary>By the parameter's name; a bare id takes the account's own, which is of the wrong kind on most routes and foreign on all.</summary>
    private string Fill(RouteEndpoint route)
    {
        var path = route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Value(route, parameter),
            _ => "",
        })));
        return "/" + string.Join('/', path);
    }

    private string Value(RouteEndpoint route, Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter)
    {
        if (ids.TryGetValue(parameter.Name, out var id)) return id;
        // "{id}" under /true-ups is a true-up's
        var parent = route.RoutePattern.PathSegments.SelectMany(segment => segment.Parts).OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart>()
            .Select(part => part.Content.Replace("-", "", StringComparison.Ordinal).TrimEnd('s') + "Id").FirstOrDefault(ids.ContainsKey);
        if (parameter.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase)) return ids[parent ?? "accountId"];
        return parameter.ParameterPolicies.Any(policy => policy.Content == "int") ? 1.ToString(CultureInfo.InvariantCulture) : "x";
    }
}
