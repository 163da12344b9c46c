using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Pdf;
using Backline.Server.Ui;

namespace Backline.Server.Features.Baselines.Quotes;

/// <summary>Quotes for true-ups, the orders that answer them, and their paper.</summary>
internal static class QuotesFeature
{
    public static IServiceCollection AddQuotes(this IServiceCollection services)
    {
        services.AddScoped<QuoteOperations>().AddScoped<QuoteQueries>().AddScoped<OrderQueries>().AddScoped<QuoteMail>().AddScoped<Recipients>().AddScoped<Numbers>();
        services.AddSingleton<PdfRenderer>().AddScoped<IDueHandler, QuotePaper>().AddScoped<IDueHandler, RefusedQuoteMail>();
        services.AddScheduledJob<QuoteExpiryJob>("quote-expiry", "0 5 * * * ?");
        services.AddNavItem(new("quotes", "/quotes", "file-invoice", 45, reader => reader.May(Permissions.BaselinesRead) && (reader.Side != Side.Customer || reader.IsCounted), typeof(QuotesTexts)) { Also = ["/orders"] });
        return services.AddProblemTexts<QuotesTexts>();
    }

    public static void MapQuotes(this RouteGroupBuilder api)
    {
        api.MapQuoteEndpoints();
    }
}

/// <summary>The words of quotes and orders.</summary>
public sealed class QuotesTexts;
