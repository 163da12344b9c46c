using System.Globalization;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using CsvHelper;
using CsvHelper.Configuration;

namespace Backline.Server.Features.Catalog;

/// <summary>List prices of models as a file: vendor, model, amount. What goes out can come back in.</summary>
public sealed class ModelPriceFile(Session session, PriceListQueries lists, PriceListOperations operations)
{
    // as they are read back, whatever the language
    private static readonly string[] header = ["Vendor", "Model", "Amount"];

    /// <summary>Every model, also those without a price, so that the file can be filled in.</summary>
    public async Task<IResult> ExportAsync(Guid id, CancellationToken stop)
    {
        var list = (await lists.GetAsync(id, stop)).List;
        var rows = await session.ListAsync(
            "select m.vendor, m.name, p.amount from model m left join price_of_model p on p.model_id = m.id and p.price_list_id = $1 order by m.vendor, m.name, m.id",
            row => (IReadOnlyList<string?>)[row.GetString(0), row.GetString(1), row.Nullable<decimal>(2) is { } amount ? Money.Figure(amount, list.Currency) : null], stop, id);
        return new CsvAnswer($"prices-{list.Currency}", header, rows, Figure.Of(list.ValidFrom));
    }

    /// <summary>All lines or none: a line that can't be used is named with its number.</summary>
    /// <returns>How many prices were set.</returns>
    public async Task<int> ImportAsync(Guid id, string text, CancellationToken stop)
    {
        var currency = (await lists.GetAsync(id, stop)).List.Currency;
        var models = (await session.ListAsync("select name_key, id from model union select name_key, model_id from model_alias", row => (Key: row.GetString(0), Id: row.GetGuid(1)), stop))
            .ToDictionary(model => model.Key, model => model.Id);
        var prices = new Dictionary<Guid, decimal>();
        var errors = new InputErrors();
        foreach (var (line, name, amount) in Read(text))
        {
            if (string.IsNullOrWhiteSpace(amount)) continue;
            var known = models.TryGetValue(ModelName.Key(name), out var model);
            errors.Refuse(!known, $"/{line}/model", "price.model-unknown", line, name);
            var isNumber = decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price);
            if (WhyNot(line, amount, isNumber ? price : null, currency) is { } refusal) errors.Refuse(true, $"/{line}/amount", refusal.Code, refusal.Args);
            else if (known && !prices.TryAdd(model, price)) errors.Refuse(true, $"/{line}/model", "price.model-twice", line, name);
        }
        errors.Refuse(prices.Count == 0 && !errors.Any, "/file", "price.file-empty").ThrowIfAny();
        await operations.SetModelPricesAsync(id, prices, stop);
        return prices.Count;
    }

    private static Refusal? WhyNot(int line, string amount, decimal? price, string currency) =>
        price is not { } given ? new("price.line-invalid", line, amount, Money.Figure(389, currency))
        : !ListPrice.IsInRange(given) ? new("price.line-out-of-range", line, amount, ListPrice.Highest)
        : Money.WhyNotPayable(given, currency) is null ? null
        : Money.MinorUnits(currency) == 0 ? new("price.line-whole-only", line, amount, currency)
        : new("price.line-not-payable", line, amount, currency, Money.MinorUnits(currency));

    private static IEnumerable<(int Line, string Model, string? Amount)> Read(string text)
    {
        var separator = text.Split('\n', 2)[0].Contains(';', StringComparison.Ordinal) ? ";" : ",";
        using var csv = new CsvReader(new StringReader(text.TrimStart('\ufeff')), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator, PrepareHeaderForMatch = args => args.Header.Trim().ToLowerInvariant(), MissingFieldFound = null, BadDataFound = null,
        });
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is null || !header[1..].All(name => csv.HeaderRecord.Any(h => string.Equals(h.Trim(), name, StringComparison.OrdinalIgnoreCase))))
            throw new InvalidInputException(new InputError("/file", "price.file-header", string.Join(", ", header)));
        while (csv.Read())
        {
            // 1,299.00 in a file with commas would be a price of 1
            if (csv.Parser.Record!.Skip(csv.HeaderRecord.Length).Any(more => !string.IsNullOrWhiteSpace(more))) throw new InvalidInputException(new InputError("/file", "price.line-too-long", csv.Parser.RawRow));
            yield return (csv.Parser.RawRow, csv["model"] ?? "", csv["amount"]);
        }
    }
}
