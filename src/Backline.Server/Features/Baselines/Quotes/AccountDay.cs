using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Baselines.Quotes;

internal static class AccountDay
{
    /// <summary>The day it is where the account is: validity and detection are reckoned in it.</summary>
    public static Task<DateOnly> TodayAsync(Session session, Guid accountId, DateTimeOffset at, CancellationToken stop) =>
        session.ScalarAsync<DateOnly>("select ($2::timestamptz at time zone time_zone)::date from account where account_id = $1", stop, accountId, at);
}
