using Backline.Domain.Baselines;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Baselines.Quotes;

/// <summary>Tells those concerned of a quote and its end.</summary>
internal sealed class QuoteMail(Recipients recipients, MailOutbox outbox, IStringLocalizer<QuotesTexts> texts)
{
    /// <summary>To whom it is addressed: the partner's people, or the customer's administrators.</summary>
    public async Task IssuedAsync(Quote quote, CancellationToken stop) =>
        await SendAsync(await recipients.OfAccountAsync(quote.AccountId, stop), quote, "issued", () => [quote.Number, Formats.PlainAmount(quote.Total), Formats.PlainDay(quote.ValidUntil), quote.Units], stop);

    public async Task RefusedAsync(Quote quote, CancellationToken stop) =>
        await SendAsync(await recipients.SuccessManagerAsync(quote.AccountId, stop), quote, "refused", () => [quote.Number, Formats.PlainAmount(quote.Total), quote.DecisionNote ?? ""], stop);

    public async Task ExpiredAsync(Quote quote, CancellationToken stop) =>
        await SendAsync(await recipients.SuccessManagerAsync(quote.AccountId, stop), quote, "expired", () => [quote.Number, Formats.PlainAmount(quote.Total), Formats.PlainDay(quote.ValidUntil)], stop);

    private async Task SendAsync(IReadOnlyList<Recipient> to, Quote quote, string what, Func<object[]> say, CancellationToken stop)
    {
        foreach (var recipient in to)
        {
            using var _ = recipient.Speak();
            var args = say();
            await outbox.AddAsync(new(recipient.Email, recipient.Language, texts[$"mail.{what}.subject", args], texts[$"mail.{what}.text", args], AccountId: quote.AccountId), stop);
        }
    }
}

/// <summary>Tells the success manager that a quote was refused.</summary>
internal sealed class RefusedQuoteMail(Session session, QuoteMail mail) : IDueHandler
{
    public const string Kind = "quote-refused";

    string IDueHandler.Kind => Kind;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        await mail.RefusedAsync(await db.Set<Quote>().AsNoTracking().FirstAsync(q => q.AccountId == item.AccountId && q.Id == item.SubjectId, stop), stop);
    }
}
