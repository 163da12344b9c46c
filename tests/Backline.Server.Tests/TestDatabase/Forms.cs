using System.Net;
using System.Text.RegularExpressions;

namespace Backline.Server.Tests.TestDatabase;

/// <summary>What a page answered to a form.</summary>
public sealed record FormAnswer(HttpStatusCode Status, string Html, string? Location);

/// <summary>Posts the forms of a page as a browser without scripts does.</summary>
internal static partial class Forms
{
    public static HttpClient Browser(this AppFixture app, string key)
    {
        var browser = app.CreateClient();
        browser.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return browser;
    }

    public static async Task<string> PageAsync(this HttpClient browser, string path) => WebUtility.HtmlDecode(await browser.GetStringAsync(path, TestContext.Current.CancellationToken));

    public static async Task<FormAnswer> SubmitAsync(this HttpClient browser, string path, Dictionary<string, string> fields, string? tokenOf = null)
    {
        fields["__RequestVerificationToken"] = Token().Match(await browser.GetStringAsync(tokenOf ?? path, TestContext.Current.CancellationToken)).Groups[1].Value;
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(path, content, TestContext.Current.CancellationToken);
        return new(answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), answer.Headers.Location is { } to ? new Uri(browser.BaseAddress!, to).PathAndQuery : null);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Token();
}
