using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Catalog;

/// <param name="ValidFrom">The first day it is in force; until the next list of the currency.</param>
/// <param name="CopyOf">Takes over the prices of another list of the same currency.</param>
public sealed record PriceListInput(string? Currency, DateOnly? ValidFrom, string? Name, Guid? CopyOf = null)
{
    public void Check() => new InputErrors()
        .Refuse(!Money.IsCurrency(Currency), "/currency", "money.currency-invalid", Currency ?? "")
        .Refuse(ValidFrom is null, "/validFrom", "input.required").Day(ValidFrom, "/validFrom")
        .Text(Name, "/name", 120).ThrowIfAny();
}

/// <summary>Yearly support per device, in the list's currency.</summary>
public sealed record SupportAmount(string PlanCode, string Category, decimal Amount);

public sealed class PriceListOperations(Session session, PriceListQueries lists, TimeProvider clock)
{
    /// <exception cref="RefusedException"><c>price-list.overlaps</c>: the currency has a list that begins on that day.</exception>
    public async Task<Guid> CreateAsync(PriceListInput input, CancellationToken stop)
    {
        input.Check();
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var made = await session.ExecuteAsync("insert into price_list (id, currency, valid_from, name) values ($1, $2, $3, $4) on conflict (currency, valid_from) do nothing",
            stop, id, input.Currency, input.ValidFrom, input.Name!.Trim());
        if (made == 0) throw new RefusedException(new("price-list.overlaps", input.Currency!, Figure.Of(input.ValidFrom!.Value)));
        var copied = input.CopyOf is { } source ? (await lists.GetAsync(source, stop)).List.Name : null;
        if (input.CopyOf is { } from) await CopyAsync(from, id, input.Currency!, stop);
        session.Audit(Act.OnProgramme("price-list.created", "price-list", id, input.Name.Trim(), after: new { input.Currency, input.ValidFrom, copyOf = copied }));
        return id;
    }

    /// <summary>Sets the yearly support prices of the list: those given are all there are.</summary>
    public async Task SetSupportPricesAsync(Guid id, long version, IReadOnlyList<SupportAmount> prices, CancellationToken stop)
    {
        var before = await lists.GetAsync(id, stop);
        var errors = new InputErrors();
        var plans = (await session.ListAsync("select code from plan", row => row.GetString(0), stop)).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < prices.Count; i++)
        {
            errors.Refuse(!plans.Contains(prices[i].PlanCode), $"/{i}/planCode", "input.unknown-value", string.Join(", ", plans.Order(StringComparer.Ordinal)));
            errors.Refuse(!Words.TryParse<DeviceCategory>(prices[i].Category, out var category) || !category.IsCoverable(), $"/{i}/category", "input.unknown-value",
                string.Join(", ", DeviceCategories.Coverable.Select(c => c.Word())));
            errors.Price(prices[i].Amount, before.List.Currency, $"/{i}/amount");
        }
        errors.Refuse(prices.GroupBy(p => (p.PlanCode, p.Category)).Any(g => g.Count() > 1), "", "price.twice").ThrowIfAny();
        await TakeVersionAsync(id, version, stop);
        await session.ExecuteAsync("delete from price_of_support where price_list_id = $1", stop, id);
        await session.ExecuteAsync(
            "insert into price_of_support (price_list_id, plan_code, category, amount) select $1, * from unnest($2::text[], $3::text[], $4::numeric[])", stop,
            id, prices.Select(p => p.PlanCode).ToArray(), prices.Select(p => p.Category).ToArray(), prices.Select(p => p.Amount).ToArray());
        session.Audit(Act.OnProgramme("price-list.support-prices-set", "price-list", id, before.List.Name, before.Support,
            prices.Select(price => new SupportPrice(price.PlanCode, price.Category, new(price.Amount, before.List.Currency)))));
    }

    /// <summary>Sets list prices of models; those not named stay.</summary>
    public async Task SetModelPricesAsync(Guid id, IReadOnlyDictionary<Guid, decimal> prices, CancellationToken stop)
    {
        var list = (await lists.GetAsync(id, stop)).List;
        var errors = new InputErrors();
        foreach (var amount in prices.Values) errors.Price(amount, list.Currency, "/amount");
        errors.ThrowIfAny();
        await session.ExecuteAsync(
            """
            insert into price_of_model (price_list_id, model_id, amount) select $1, * from unnest($2::uuid[], $3::numeric[])
            on conflict (price_list_id, model_id) do update set amount = excluded.amount
            """, stop, id, prices.Keys.ToArray(), prices.Values.ToArray());
        await session.ExecuteAsync("update price_list set version = version + 1 where id = $1", stop, id);
        session.Audit(Act.OnProgramme("price-list.model-prices-set", "price-list", id, list.Name, after: new { models = prices.Count }));
    }

    private async Task CopyAsync(Guid from, Guid to, string currency, CancellationToken stop)
    {
        if ((await lists.GetAsync(from, stop)).List.Currency != currency) throw new RefusedException(new("price-list.other-currency", currency));
        await session.ExecuteAsync("insert into price_of_support (price_list_id, plan_code, category, amount) select $2, plan_code, category, amount from price_of_support where price_list_id = $1", stop, from, to);
        await session.ExecuteAsync("insert into price_of_model (price_list_id, model_id, amount) select $2, model_id, amount from price_of_model where price_list_id = $1", stop, from, to);
    }

    private async Task TakeVersionAsync(Guid id, long version, CancellationToken stop)
    {
        if (await session.ExecuteAsync("update price_list set version = version + 1 where id = $1 and version = $2", stop, id, version) == 0) throw new StaleVersionException();
    }
}
