using Backline.Domain.Baselines;
using Backline.Server.Features.Baselines.Quotes.Pages;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Pdf;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Backline.Server.Features.Baselines.Quotes;

/// <summary>The PDF of a quote, rendered in the background from the component made for print.</summary>
internal sealed class QuotePaper(Session session, StoredFiles files, PdfRenderer renderer, QuoteQueries quotes, IServiceProvider services, ILoggerFactory logs) : IDueHandler
{
    public const string Kind = "quote-pdf";

    string IDueHandler.Kind => Kind;

    public bool Ready => renderer.Available;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        // a version that was superseded meanwhile still gets its paper: it was sent
        var quote = await quotes.GetAsync(item.SubjectId, stop);
        await using var html = new HtmlRenderer(services, logs);
        var page = await html.Dispatcher.InvokeAsync(async () =>
            (await html.RenderComponentAsync<QuotePrint>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(QuotePrint.Quote)] = quote }))).ToHtmlString());
        using var pdf = new MemoryStream(await renderer.RenderAsync(page, stop));
        var file = await files.AddAsync(quote.AccountId, quote.PartnerId, $"{quote.Number}.pdf", "application/pdf", pdf, stop);
        // not a new version of the quote: whoever reads it now may still answer it
        await session.ExecuteAsync("update quote set pdf_file_id = $3 where account_id = $1 and id = $2", stop, quote.AccountId, quote.Id, file.Id);
    }
}
