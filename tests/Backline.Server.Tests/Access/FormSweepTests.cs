using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;

namespace Backline.Server.Tests.Access;

/// <summary>Every page and every target of a form, posted what nobody can read as one. A new target joins by itself.</summary>
public sealed class FormSweepTests(RouteSweepFixture app) : IClassFixture<RouteSweepFixture>
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
}
