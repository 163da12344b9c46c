using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Backline.Server.Tests.Access;

/// <summary>Every page and every target of a form, posted what nobody can read as one. A new target joins by itself.</summary>
public sealed partial class FormSweepTests(RouteSweepFixture app) : IClassFixture<RouteSweepFixture>
{
    private const string Encoded = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data";

    private IEnumerable<string> Targets => app.Routes
        .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true && !route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))
        .Select(app.PathOf).Where(path => path != "/error").Distinct();

    [Theory]
    [InlineData(Encoded, "x=%00", "control characters")]
    [InlineData(Encoded, "x%00=1", "control characters")]
    [InlineData(Multipart + "; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\na\0b\r\n--b--\r\n", "control characters")]
    [InlineData(Multipart, "x", "not a whole form")]
    [InlineData(Multipart + "; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\na", "not a whole form")]
    [InlineData(Encoded, "many fields", "more in this form")]
    [InlineData(Encoded, "long name", "more in this form")]
    [InlineData(Encoded, "long value", "more in this form")]
    [InlineData(Multipart + "; boundary=b", "many headers", "more in this form")]
    public async Task What_is_no_form_is_refused_with_the_cause_and_nothing_fails(string type, string body, string cause)
    {
        var bytes = Encoding.UTF8.GetBytes(body switch
        {
            "many fields" => string.Join('&', Enumerable.Range(0, 1100).Select(number => $"f{number}=1")),
            "long name" => new string('n', 3000) + "=1",
            "long value" => "x=" + new string('v', 5 << 20),
            "many headers" => "--b\r\n" + string.Concat(Enumerable.Range(0, 5000).Select(number => $"H{number}: 1\r\n")) + "\r\nx\r\n--b--\r\n",
            _ => body,
        });
        app.ForgetErrors();
        var wrong = new List<string>();
        var refused = 0;
        foreach (var who in new[] { "anonymous", "vendor" })
            foreach (var path in bytes.Length > 1 << 20 ? Targets.Where((_, place) => place % 8 == 0) : Targets)
            {
                using var content = new ByteArrayContent(bytes);
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
                var (status, answer) = await app.PostAsync(who, path, content);
                // a redirect leads to the sign-in, or back to the upload
                if (status is not (302 or 400 or 403 or 404 or 429)) wrong.Add($"{who} {path}: {status}");
                if (status != 400) continue;
                refused++;
                if (!answer.Contains(cause, StringComparison.Ordinal)) wrong.Add($"{who} {path} does not say why");
            }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(refused > 10, $"only {refused} refused");
        Assert.DoesNotContain(app.Errors, error => error.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_field_with_what_cannot_be_kept_is_named()
    {
        using var content = new StringContent("Input.Email=a%40b.example&Input.Password=a%00b", Encoding.UTF8, Encoded);

        Assert.Contains("Input.Password", (await app.PostAsync("anonymous", "/sign-in", content)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vendor")]
    [InlineData("owner")]
    [InlineData("anonymous")]
    public async Task No_form_of_a_page_fails_without_its_fields(string who)
    {
        var forms = new List<(string Path, string Handler)>();
        foreach (var path in app.Routes.Where(route => route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(app.PathOf).Distinct().Where(path => path != "/sign-in/code"))
            forms.AddRange(Handler().Matches((await app.ReadAsync(who, path)).Body).Select(handler => (path, WebUtility.HtmlDecode(handler.Groups[1].Value))).Distinct());
        app.ForgetErrors();
        var wrong = new List<string>();
        foreach (var (path, handler) in forms)
        {
            using var content = new FormUrlEncodedContent([new("_handler", handler)]);
            var (status, _) = await app.PostAsync(who, path, content);
            if (status is not (200 or 302 or 303 or 400 or 404 or 409 or 412 or 422)) wrong.Add($"{path} {handler}: {status}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Contains(forms, form => form.Handler == who switch { "vendor" => "manager", "owner" => "profile", _ => "forgotten" });
        Assert.DoesNotContain(app.Errors, error => error.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("letters", 60_000)]
    [InlineData("漢字 ", 20_000)]
    public async Task What_was_typed_is_not_carried_on_in_a_cookie(string text, int times)
    {
        await using var seed = new Seed(app.Logins.Owner);
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var path = app.PathOf(app.Routes.First(route => route.RoutePattern.RawText!.EndsWith("imports/{id:guid}/mapping", StringComparison.Ordinal) && !route.RoutePattern.RawText.Contains("api/", StringComparison.Ordinal)));
        var token = Token().Match(await browser.GetStringAsync("/help", TestContext.Current.CancellationToken)).Groups[1].Value;
        using var content = new FormUrlEncodedContent([new("column-1", string.Concat(Enumerable.Repeat(text, times))), new("__RequestVerificationToken", token)]);

        using var answer = await browser.PostAsync(path, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.InRange(answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("flash=", StringComparison.Ordinal)).Length, 100, 3500);
    }

    [Theory]
    [InlineData("200")]
    [InlineData("500")]
    [InlineData("99999")]
    [InlineData("-1")]
    public async Task A_page_for_a_status_is_none_to_ask_for(string status) => Assert.Equal(404, (await app.ReadAsync("anonymous", "/status/" + status)).Status);

    [GeneratedRegex("name=\"_handler\"[^>]*value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Handler();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
