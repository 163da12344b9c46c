using System.Net;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Features.Baselines.Quotes.Pages;
using Backline.Server.Tests.Baselines;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Server.Tests.Quotes;

public sealed class PaperTests(Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task Paper_prints_growth_and_rounding_as_the_pages_do()
    {
        var account = await programme.Seed.AccountAsync("On paper");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var id = await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account);

        var paper = WebUtility.HtmlDecode(await programme.InScopeAsync(async (services, _) =>
        {
            var quote = await services.GetRequiredService<QuoteQueries>().GetAsync(id, TestContext.Current.CancellationToken);
            await using var html = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
            return await html.Dispatcher.InvokeAsync(async () =>
                (await html.RenderComponentAsync<QuotePrint>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(QuotePrint.Quote)] = quote }))).ToHtmlString());
        }));

        Assert.Contains("+15.0 %", paper, StringComparison.Ordinal);
        Assert.Contains("= 241.5, rounded up", paper, StringComparison.Ordinal);
    }
}
