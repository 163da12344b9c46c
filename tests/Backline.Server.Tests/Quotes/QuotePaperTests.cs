using System.Net;
using Backline.Domain.Catalog;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Features.Baselines.Quotes.Pages;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Server.Tests.Quotes;

public sealed class QuotePaperTests(Programme programme) : IClassFixture<Programme>
{
    [Theory]
    [InlineData(true, "#0b6152")]
    [InlineData(false, "#2350c4")]
    public async Task The_paper_has_thousands_and_the_colour_of_whose_it_is(bool branded, string colour)
    {
        var partner = await programme.Seed.PartnerAsync("Paper partner", brand: "Paper Care");
        var account = await programme.Seed.AccountAsync("On paper", partner, currency: "VND");
        var contract = await programme.ContractAsync(account, new(DeviceCategory.Video, 22, 0, 0, 4_950_000m), new(2026, 1, 1), new(2026, 12, 31), partner, "VND");
        await programme.Seed.ExecuteAsync("update contract set settings = settings || jsonb_build_object('brandable', $2::boolean) where id = $1", contract.Id, branded);

        var paper = await PaperAsync(account, counted: 1052);

        Assert.Contains(">1,030 × 4,950,000 × 10/12<", paper, StringComparison.Ordinal);
        Assert.Contains(">22 + 1,030<", paper, StringComparison.Ordinal);
        Assert.Contains($"border-bottom: 2pt solid {colour};", paper, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_paper_prints_growth_and_rounding_as_the_pages_do()
    {
        var account = await programme.Seed.AccountAsync("On paper");
        await programme.YearAsync(account);

        var paper = await PaperAsync(account, counted: 230);

        Assert.Contains("+15.0 %", paper, StringComparison.Ordinal);
        Assert.Contains("= 241.5, rounded up", paper, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("issued", "How to order", "any more")]
    [InlineData("expired", "Its state: Expired", "How to order")]
    [InlineData("superseded", "Its state: Superseded", "How to order")]
    public async Task Only_a_quote_that_is_open_says_how_to_order(string state, string said, string unsaid)
    {
        var account = await programme.Seed.AccountAsync("On paper");
        await programme.YearAsync(account);

        var paper = await PaperAsync(account, counted: 230, state);

        Assert.Contains(said, paper, StringComparison.Ordinal);
        // nobody is named that orders could go to
        Assert.DoesNotContain("distributor", paper, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(unsaid, paper, StringComparison.Ordinal);
    }

    /// <summary>The paper of the true-up that a count in March comes to.</summary>
    private async Task<string> PaperAsync(Guid account, int counted, string state = "issued")
    {
        await programme.FleetAsync(account, counted);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var id = await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account);
        await programme.Seed.ExecuteAsync("update quote set state = $2 where id = $1", id, state);
        return await programme.InScopeAsync(async (services, _) =>
        {
            var quote = await services.GetRequiredService<QuoteQueries>().GetAsync(id, TestContext.Current.CancellationToken);
            await using var html = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
            return WebUtility.HtmlDecode(await html.Dispatcher.InvokeAsync(async () =>
                (await html.RenderComponentAsync<QuotePrint>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(QuotePrint.Quote)] = quote }))).ToHtmlString()));
        });
    }
}
