using System.Globalization;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Baselines.Quotes;

/// <summary>The numbers people see; the year is decoration.</summary>
internal sealed class Numbers(Session session)
{
    public Task<IReadOnlyList<string>> TrueUpsAsync(int count, DateTimeOffset at, CancellationToken stop) => TakeAsync("TU", "true_up_number_seq", count, at, stop);

    public Task<IReadOnlyList<string>> QuotesAsync(int count, DateTimeOffset at, CancellationToken stop) => TakeAsync("Q", "quote_number_seq", count, at, stop);

    public async Task<string> OrderAsync(DateTimeOffset at, CancellationToken stop) => (await TakeAsync("PO", "order_number_seq", 1, at, stop))[0];

    private async Task<IReadOnlyList<string>> TakeAsync(string prefix, string sequence, int count, DateTimeOffset at, CancellationToken stop) => count == 0 ? [] :
        await session.ListAsync($"select nextval('{sequence}') from generate_series(1, $1)", row => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{at.Year}-{row.GetInt64(0):000000}"), stop, count);
}
