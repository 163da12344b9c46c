using System.Text.RegularExpressions;
using Backline.Server.Tests.Home;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Platform;

/// <summary>Files people take away speak one dialect.</summary>
public partial class ExportTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return seed.DisposeAsync();
    }

    private async Task<(string Name, string Text)> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", await seed.VendorKeyAsync());
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.Content.Headers.ContentDisposition?.FileName?.Trim('"') ?? "", text.TrimStart('\ufeff'));
    }

    [Theory]
    [InlineData("/accounts/export")]
    [InlineData("/sites/export")]
    [InlineData("/devices/export")]
    [InlineData("/contracts/export")]
    [InlineData("/baselines/export")]
    [InlineData("/quotes/export")]
    [InlineData("/orders/export")]
    [InlineData("/models/export")]
    [InlineData("/audit/export")]
    [InlineData("/cases/export")]
    [InlineData("/incidents/export")]
    [InlineData("/cloud-incidents/export?state=all")]
    [InlineData("/defects/export?kind=defect")]
    [InlineData("/api/v1/incidents/export")]
    [InlineData("/api/v1/cloud-incidents/export")]
    [InlineData("/api/v1/defects/export")]
    public async Task Headers_are_words_and_the_name_says_of_when(string path)
    {
        await HomeScene.BuildAsync(seed, "Exported " + path);

        var (name, text) = await GetAsync(path);

        Assert.Matches(Named(), name);
        Assert.All(text.Split('\n')[0].Trim().Split(','), header => Assert.Matches(Worded(), header));
    }

    [Fact]
    public async Task Money_has_the_places_of_its_currency()
    {
        await HomeScene.BuildAsync(seed, "Money Exported");
        await seed.ExecuteAsync("update quote set currency = 'VND', amount = 18150000 where id = (select id from quote limit 1)");
        await HomeScene.BuildAsync(seed, "Euros Exported");

        var (_, text) = await GetAsync("/quotes/export");

        Assert.Contains(",18150000,VND,", text, StringComparison.Ordinal);
        Assert.Contains(",600.00,EUR,", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)?-\d{4}-\d{2}(-\d{2})?\.csv$")]
    private static partial Regex Named();

    [GeneratedRegex("^[A-Z][A-Za-z’ -]*$")]
    private static partial Regex Worded();
}
