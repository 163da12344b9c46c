using Backline.Domain.Common;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Baselines;

/// <summary>A monthly inventory report that has not come is asked for (BL-8): when the check finds it missing, and every week until the month is over.</summary>
internal sealed class ReportChase(Session session, Recipients recipients, MailOutbox outbox, PublicAddress address, IStringLocalizer<BaselinesTexts> texts, TimeProvider clock)
{
    private const int DaysBetween = 7;

    public async Task AskAsync(Guid accountId, Month month, CancellationToken stop)
    {
        var account = await session.FirstAsync("select name, number from account where account_id = $1", row => (Name: row.GetString(0), Number: row.GetString(1)), stop, accountId);
        foreach (var recipient in await recipients.OfAccountAsync(accountId, stop))
        {
            using var _ = new Spoken(recipient.Language);
            object[] args = [account.Name, account.Number, Formats.PlainMonth(month.First), address.Of($"/imports/new?account={accountId}")];
            await outbox.AddAsync(new(recipient.Email, recipient.Language, texts["mail.chase.subject", args], texts["mail.chase.text", args], AccountId: accountId), stop);
        }
    }

    /// <summary>Asks again where a week has passed.</summary>
    /// <returns>How many; fewer than <paramref name="most"/> when none is left.</returns>
    public async Task<int> AskAgainAsync(int most, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var month = Month.From(DateOnly.FromDateTime(now.UtcDateTime));
        var due = await session.ListAsync(
            "select account_id, id from baseline_check where month = $1 and not inventory_known and chased_at < $2 order by id limit $3 for update skip locked",
            row => (Account: row.GetGuid(0), Id: row.GetGuid(1)), stop, month.First, now.AddDays(-DaysBetween), most);
        foreach (var (account, id) in due)
        {
            await AskAsync(account, month, stop);
            await session.ExecuteAsync("update baseline_check set chased_at = $3 where account_id = $1 and id = $2", stop, account, id, now);
        }
        return due.Count;
    }
}
