using Backline.Domain.Common;
using Backline.Server.Features.Baselines.Quotes.Pages;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Pdf;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.Baselines.Quotes;

internal static class QuoteEndpoints
{
    private const int MostExported = 100_000;

    public static void MapQuoteEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/quotes").WithTags("Quotes").RequirePermission(Permissions.BaselinesRead);
        read.MapGet("/", ListAsync).Lists<QuoteRow>().WithSummary("Quotes, newest first.");
        read.MapGet("/{id:guid}", GetAsync).Answers<QuoteView>().Versioned().WithSummary("One quote, with its lines and arithmetic.");
        read.MapGet("/{id:guid}/paper", PaperAsync).AnswersFile("application/pdf").WithSummary("The quote as PDF.");
        api.MapGroup("/quotes").WithTags("Quotes").RequirePermission(Permissions.QuotesDecide).MapPut("/{id:guid}/refusal", RefuseAsync).Answers<QuoteView>().NeedsVersion().WithSummary("Refuses a quote: the baseline stays.");
        var orders = api.MapGroup("/orders").WithTags("Orders").RequirePermission(Permissions.BaselinesRead);
        orders.MapGet("/", OrdersAsync).Lists<OrderView>().WithSummary("Orders, newest first.");
        orders.MapGet("/{id:guid}", OrderAsync).Answers<OrderView>().WithSummary("One order.");
        api.MapGroup("/orders").WithTags("Orders").RequirePermission(Permissions.QuotesDecide).MapPost("/", PlaceAsync).Creates<OrderView>().Idempotent(required: true)
            .WithSummary("Orders a quote: the contracted quantity and the baseline follow.");
    }

    public static void MapQuoteFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/quotes/{id:guid}/paper", PaperAsync).RequirePermission(Permissions.BaselinesRead);
        web.MapGet("/quotes/{id:guid}/paper/link", PaperLinkAsync).RequirePermission(Permissions.BaselinesRead);
        web.MapGet("/quotes/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.BaselinesRead);
        web.MapGet("/orders/export", ExportOrdersAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.BaselinesRead);
    }

    private static async Task<IResult> ListAsync([AsParameters] QuoteFilter filter, string? cursor, int? limit, QuoteQueries quotes, HttpContext http, CancellationToken stop) =>
        http.Answer(await quotes.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, QuoteQueries quotes, HttpContext http, CancellationToken stop)
    {
        var quote = await quotes.GetAsync(id, stop);
        http.SetEtag(quote.Version);
        return TypedResults.Ok(quote);
    }

    private static async Task<IResult> PaperLinkAsync(Guid id, QuoteQueries quotes, CancellationToken stop) => new RazorComponentResult<PaperLink>(new { Quote = await quotes.GetAsync(id, stop) });

    private static async Task<IResult> PaperAsync(Guid id, QuoteQueries quotes, StoredFiles files, PdfRenderer renderer, CancellationToken stop)
    {
        var quote = await quotes.GetAsync(id, stop);
        if (quote.Paper is null && renderer.Available) throw new NotYetException(new("quote.paper-being-made", quote.Number));
        var file = quote.Paper is { } paper ? await files.FindAsync(paper, stop) : null;
        return file is null ? throw new NotFoundException("paper", id) : TypedResults.Stream(files.Open(file, stop), file.MediaType, file.Name);
    }

    public sealed record RefusalInput(string? Reason);

    private static async Task<IResult> RefuseAsync(Guid id, RefusalInput input, QuoteOperations quotes, QuoteQueries queries, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await queries.GetAsync(id, stop)).Version;
        http.RequireVersion(version);
        await quotes.RefuseAsync(id, input.Reason, version, stop);
        await session.SaveAsync(stop);
        var quote = await queries.GetAsync(id, stop);
        http.SetEtag(quote.Version);
        return TypedResults.Ok(quote);
    }

    private static async Task<IResult> OrdersAsync(Guid? accountId, string? cursor, int? limit, OrderQueries orders, HttpContext http, CancellationToken stop) =>
        http.Answer(await orders.ListAsync(accountId, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> OrderAsync(Guid id, OrderQueries orders, CancellationToken stop) => TypedResults.Ok(await orders.GetAsync(id, stop));

    public sealed record OrderInput(Guid? QuoteId, string? CustomerOrder);

    private static async Task<IResult> PlaceAsync(OrderInput input, QuoteOperations quotes, OrderQueries orders, Session session, CancellationToken stop)
    {
        new InputErrors().Refuse(input.QuoteId is null, "/quoteId", "input.required").ThrowIfAny();
        var order = await quotes.OrderAsync(input.QuoteId!.Value, input.CustomerOrder, null, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/orders/{order.Id}", await orders.GetAsync(order.Id, stop));
    }

    private static async Task<IResult> ExportAsync([AsParameters] QuoteFilter filter, QuoteQueries quotes, CancellationToken stop) =>
        new CsvAnswer("quotes", ["number", "revision", "state", "account-number", "account", "contract", "category", "units", "amount", "currency", "issued-on", "valid-until"],
            (await quotes.ListAsync(filter, null, MostExported, stop)).Items.Select(q => (IReadOnlyList<string?>)
                [q.Number, Text(q.Revision), q.State, q.AccountNumber, q.AccountName, q.Contract, q.Category, Text(q.Units), q.Total.Figures, q.Total.Currency, Figure.Of(q.IssuedOn), Figure.Of(q.ValidUntil)]));

    private static async Task<IResult> ExportOrdersAsync(OrderQueries orders, CancellationToken stop) =>
        new CsvAnswer("orders", ["number", "customer-order", "quote", "account-number", "account", "category", "units", "amount", "currency", "placed-by", "placed-at"],
            (await orders.ListAsync(null, null, MostExported, stop)).Items.Select(o => (IReadOnlyList<string?>)
                [o.Number, o.CustomerOrder, o.Quote, o.AccountNumber, o.AccountName, o.Category, Text(o.Units), o.Total.Figures, o.Total.Currency, o.PlacedBy, o.PlacedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)]));

    private static string Text(decimal number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
