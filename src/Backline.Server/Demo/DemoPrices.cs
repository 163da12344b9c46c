using Backline.Domain.Catalog;
using Backline.Server.Features.Catalog;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>A price list in every currency of the story: yearly support by plan and category, list prices of the models in its fleets.</summary>
internal sealed class DemoPrices(DemoStage stage, DemoData data)
{
    public Task SetAsync(DateOnly validFrom, DateTimeOffset at, Reader who, CancellationToken stop) => stage.PlayAsync("prices", at, who, async services =>
    {
        var (lists, session) = (services.GetRequiredService<PriceListOperations>(), services.GetRequiredService<Session>());
        var models = (await session.ListAsync("select id, name_key from model", row => (Id: row.GetGuid(0), Key: row.GetString(1)), stop)).ToDictionary(model => model.Key, model => model.Id);
        foreach (var currency in data.Prices)
        {
            var list = await lists.CreateAsync(new(currency.Currency, validFrom, $"Support and list prices {currency.Currency}"), stop);
            await lists.SetSupportPricesAsync(list, 1, [.. data.SupportPrices.SelectMany(price => new SupportAmount[]
            {
                new(price.Plan, "headset", currency.Of(price.Headset)), new(price.Plan, "video", currency.Of(price.Video)), new(price.Plan, "voice", currency.Of(price.Voice)),
            })], stop);
            await lists.SetModelPricesAsync(list, data.ModelPrices.ToDictionary(price => models[ModelName.Key(price.Key)], price => currency.Of(price.Value)), stop);
        }
    }, stop);
}
