using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Server.Tests.Platform;

/// <summary>A file of many rows is on its way while it is made.</summary>
public sealed class GrowingAnswerTests : IAsyncLifetime
{
    private readonly TaskCompletionSource others = new();
    private WebApplication app = null!;
    private HttpClient client = null!;
    private bool breaks;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddHttpContextAccessor().AddScoped<CurrentReader>().AddBacklineDatabase("Host=none").AddLocalization();
        app = builder.Build();
        app.UseHeads();
        app.UseRouting();
        app.UseWholeAnswers();
        app.MapGet("/rows", () => new CsvAnswer("rows", ["name"], Rows()));
        await app.StartAsync(Stop);
        client = new() { BaseAddress = new(app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        others.TrySetResult();
        client.Dispose();
        await app.DisposeAsync();
    }

    private async IAsyncEnumerable<IReadOnlyList<string?>> Rows()
    {
        yield return ["first"];
        await others.Task;
        for (var i = 0; i < 100_000; i++) yield return [$"row {i}"];
        if (breaks) throw new InvalidOperationException("the rows broke off");
        yield return ["last"];
    }

    [Fact]
    public async Task The_first_row_is_sent_before_the_others_are_made()
    {
        using var answer = await client.GetAsync("/rows", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var body = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Name", await body.ReadLineAsync(Stop));
        Assert.Equal("first", await body.ReadLineAsync(Stop));
        others.SetResult();
        var rest = (await body.ReadToEndAsync(Stop)).Split("\r\n");
        Assert.Equal((100_002, "row 0", "row 99999", "last", ""), (rest.Length, rest[0], rest[^3], rest[^2], rest[^1]));
    }

    [Fact]
    public async Task Half_a_file_is_never_taken_for_all_of_it()
    {
        breaks = true;
        others.SetResult();
        using var answer = await client.GetAsync("/rows", HttpCompletionOption.ResponseHeadersRead, Stop);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_head_is_answered_without_the_rows()
    {
        others.SetResult();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/rows");
        using var answer = await client.SendAsync(request, Stop);

        Assert.Equal((200, "text/csv", ""), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Stop)));
    }
}
