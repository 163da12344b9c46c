using System.Globalization;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Features.Catalog;
using Backline.Server.Ui;

namespace Backline.Server.Features.Contracts;

/// <summary>The price list a form shows: that of the currency in force on the first day.</summary>
/// <param name="Prices">Yearly support per device by category; empty where there is no list.</param>
/// <param name="Changed">Another currency or first day than the form was shown with.</param>
public sealed record ListedPrices(string Currency, DateOnly On, IReadOnlyDictionary<string, decimal> Prices, bool Changed = false)
{
    public decimal? Of(string category) => Prices.TryGetValue(category, out var price) ? price : null;
}

/// <summary>Prices of the form of a contract. What a person left as the price list has it follows the currency and the first day; what was typed by hand stays.</summary>
public sealed class ContractPrices(PriceListQueries prices, PostedForm form, Formats formats)
{
    /// <summary>What the form was shown with; it comes back with what is typed.</summary>
    public const string Currency = "prices.currency", On = "prices.on";

    public async Task<ListedPrices> ListedAsync(string planCode, string currency, DateOnly on, CancellationToken stop) => new(currency, on, await prices.SupportPricesAsync(planCode, currency, on, stop));

    /// <summary>Puts the prices of the list that is meant now into the posted fields nobody typed over.</summary>
    /// <param name="otherwise">The list while currency and first day are none that can be read.</param>
    public async Task<ListedPrices> FollowAsync(string planCode, ListedPrices otherwise, CancellationToken stop)
    {
        var shown = Money.IsCurrency(form.Text(Currency)) ? form.Text(Currency)! : otherwise.Currency;
        var currency = form.Text("currency")?.ToUpperInvariant() is { } typed && Money.IsCurrency(typed) ? typed : shown;
        var shownOn = form.Day(On) ?? otherwise.On;
        var on = form.Day("startsOn") is { } first && ProgrammeYears.Hold(first) ? first : shownOn;
        var listed = await ListedAsync(planCode, currency, on, stop);
        foreach (var category in DeviceCategories.Coverable.Select(category => category.Word()).Where(category => IsUntouched(category, currency != shown)))
            form.Put(ContractForm.Field(category, "unitPrice"), listed.Prices.TryGetValue(category, out var price) ? formats.Typed(price, currency) : "");
        return listed with { Changed = currency != shown || on != shownOn };
    }

    // a price by hand is one in the currency it was shown in: it means nothing in another one
    private bool IsUntouched(string category, bool inOtherCurrency)
    {
        var field = ContractForm.Field(category, "unitPrice");
        if (form.Text(field) is null) return true;
        return Typed(field) is { } price && (price == Figure(category, "listed") || (inOtherCurrency && price == Figure(category, "shown")));
    }

    /// <summary>The price as it is typed; null while it is none. Whether it has to be one, is asked with the terms: that of a category nobody selected does not matter.</summary>
    public decimal? Typed(string field) => form.Text(field) is { } text && TypedNumber.Readings(text, CultureInfo.CurrentCulture) is [var price] ? price : null;

    private decimal? Figure(string category, string name) =>
        decimal.TryParse(form.Text(ContractForm.Field(category, name)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) ? figure : null;
}
