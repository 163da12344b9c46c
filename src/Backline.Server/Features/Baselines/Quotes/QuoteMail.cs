using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Baselines.Quotes;

/// <summary>Tells those concerned of a quote and its end: whose it is and what for, since a partner or a success manager serves many.</summary>
internal sealed class QuoteMail(Session session, Recipients recipients, MailOutbox outbox, PublicAddress address, IStringLocalizer<QuotesTexts> texts)
{
    /// <summary>To whom it is addressed: the partner's people, or the customer's administrators.</summary>
    public async Task IssuedAsync(Quote quote, TrueUp trueUp, CancellationToken stop) =>
        await SendAsync(await recipients.OfAccountAsync(quote.AccountId, stop), quote, trueUp, "issued", () => [quote.Number, Formats.PlainAmount(quote.Total), Formats.PlainDay(quote.ValidUntil), quote.Units], stop);

    public async Task RefusedAsync(Quote quote, TrueUp trueUp, CancellationToken stop) =>
        await SendAsync(await recipients.SuccessManagerAsync(quote.AccountId, stop), quote, trueUp, "refused", () => [quote.Number, Formats.PlainAmount(quote.Total), quote.DecisionNote ?? "", quote.Units], stop);

    public async Task ExpiredAsync(Quote quote, TrueUp trueUp, CancellationToken stop) =>
        await SendAsync(await recipients.SuccessManagerAsync(quote.AccountId, stop), quote, trueUp, "expired", () => [quote.Number, Formats.PlainAmount(quote.Total), Formats.PlainDay(quote.ValidUntil), quote.Units], stop);

    /// <param name="say">Four arguments; account, its number, category, month of the check, and link follow.</param>
    private async Task SendAsync(List<Recipient> to, Quote quote, TrueUp trueUp, string what, Func<object[]> say, CancellationToken stop)
    {
        if (to.Count == 0) return;
        var account = await session.FirstAsync("select name, number from account where account_id = $1", row => (Name: row.GetString(0), Number: row.GetString(1)), stop, quote.AccountId);
        var month = trueUp.Lots.Max(lot => lot.Month.First);
        foreach (var recipient in to)
        {
            using var _ = new Spoken(recipient.Language);
            object[] args = [.. say(), account.Name, account.Number, texts["category." + trueUp.Category.Word()].Value, Formats.PlainMonth(month), address.Of($"/quotes/{quote.Id}")];
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
        var quote = await db.Set<Quote>().AsNoTracking().FirstAsync(q => q.AccountId == item.AccountId && q.Id == item.SubjectId, stop);
        await mail.RefusedAsync(quote, await db.Set<TrueUp>().AsNoTracking().FirstAsync(t => t.AccountId == quote.AccountId && t.Id == quote.TrueUpId, stop), stop);
    }
}
