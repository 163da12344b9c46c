using Backline.Domain.Common;
using Backline.Server.Features.Baselines;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>The monthly check of everybody, and what became of its quotes: one is ordered, one runs out, this month's waits.</summary>
internal sealed class DemoChecks(DemoStage stage)
{
    private const int QuotesAtOnce = 100;

    public Task CheckAsync(Month month, DateTimeOffset at, CancellationToken stop) => stage.PlayAsync($"check {month}", at, DemoStage.Narrator,
        services => services.GetRequiredService<MonthlyChecks>().RunAsync(new(month), Reader.Programme("monthly check"), null, stop, at), stop);

    public Task ExpireAsync(DateTimeOffset at, CancellationToken stop) => stage.PlayAsync($"expire {at:yyyy-MM-dd}", at, DemoStage.Narrator,
        services => services.GetRequiredService<QuoteOperations>().ExpireDueAsync(QuotesAtOnce, stop), stop);

    /// <summary>The account's open quotes are ordered.</summary>
    public Task OrderAsync(DemoAccount account, Guid accountId, string customerOrder, DateTimeOffset at, Reader who, CancellationToken stop) => stage.PlayAsync($"order {account.Key}", at, who, async services =>
    {
        var open = await services.GetRequiredService<Session>().ListAsync("select id from quote where account_id = $1 and state = 'issued' order by number", row => row.GetGuid(0), stop, accountId);
        foreach (var quote in open) await services.GetRequiredService<QuoteOperations>().OrderAsync(quote, customerOrder, null, stop);
    }, stop);

    /// <summary>What was written to the people of the story left long ago: none of it may leave today.</summary>
    public Task SealMailAsync(DateTimeOffset at, CancellationToken stop) => stage.PlayAsync("mail", at, DemoStage.Narrator,
        services => services.GetRequiredService<Session>().ExecuteAsync("update outbox_message set sent_at = created_at, attempts = 1 where sent_at is null", stop), stop);
}
