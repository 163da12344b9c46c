using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Npgsql;

namespace Backline.Server.Features.Baselines;

/// <param name="AccountId">Null: all accounts.</param>
/// <param name="FromDay">Accounts in whose zone this day of the month has not come yet are left for later.</param>
public sealed record CheckRequest(Month Month, Guid? AccountId = null, int FromDay = 1);

/// <param name="Done">Accounts looked at so far.</param>
public sealed record CheckProgress(long Done, CheckTotals Totals);

/// <summary>
/// The monthly check (BL-3) of all accounts or one, in batches of a transaction each. What is checked stays as it is: a second run does nothing,
/// one that was cut off goes on where it stopped, and two at once share the work.
/// </summary>
public sealed class MonthlyChecks(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int AccountsPerBatch = 1000;
    private const int Tries = 5;

    /// <param name="at">The moment of the count; null for now.</param>
    /// <exception cref="RefusedException"><c>check.month-not-begun</c></exception>
    public async Task<CheckTotals> RunAsync(CheckRequest request, Reader reader, Action<CheckProgress>? progress, CancellationToken stop, DateTimeOffset? at = null)
    {
        var moment = at ?? clock.GetUtcNow();
        // the first zone to begin the month is 14 hours ahead
        if (request.Month.First > DateOnly.FromDateTime(moment.AddHours(14).UtcDateTime)) throw new RefusedException(new("check.month-not-begun", request.Month.ToString()));
        var (totals, after, done) = (CheckTotals.None, Guid.Empty, 0L);
        for (Guid[] accounts; (accounts = await NextAsync(request, reader, after, moment, stop)).Length > 0;)
        {
            totals += await BatchAsync(request.Month, accounts, reader, moment, stop);
            after = accounts[^1];
            done += accounts.Length;
            progress?.Invoke(new(done, totals));
            if (request.AccountId is not null) break;
        }
        if (totals.Checks > 0) await AuditAsync(request, totals, reader, stop);
        return totals;
    }

    private async Task<Guid[]> NextAsync(CheckRequest request, Reader reader, Guid after, DateTimeOffset at, CancellationToken stop)
    {
        await using var scope = ScopeFor(reader);
        return [.. await scope.ServiceProvider.GetRequiredService<Session>().ListAsync(
            """
            select account_id from account
            where account_id > $1 and ($2::uuid is null or account_id = $2) and ($3::timestamptz at time zone time_zone)::date >= $4::date
            order by account_id limit $5
            """, row => row.GetGuid(0), stop, after, Parameters.OrNull(request.AccountId), at, request.Month.First.AddDays(request.FromDay - 1), AccountsPerBatch)];
    }

    private async Task<CheckTotals> BatchAsync(Month month, Guid[] accounts, Reader reader, DateTimeOffset at, CancellationToken stop)
    {
        for (var tried = 1; ; tried++)
        {
            await using var scope = ScopeFor(reader);
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            try
            {
                var totals = await scope.ServiceProvider.GetRequiredService<CheckBatch>().RunAsync(month, accounts, at, stop);
                if (totals.Checks > 0) await session.SaveAsync(stop);
                return totals;
            }
            catch (Exception e) when (tried < Tries && IsOvertaken(e))
            {
                // another run or an order got there first: look again, what is done is skipped
                await session.RollbackAsync();
            }
        }
    }

    private static bool IsOvertaken(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected }
            or Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException
        || (e.InnerException is { } inner && IsOvertaken(inner));

    private async Task AuditAsync(CheckRequest request, CheckTotals totals, Reader reader, CancellationToken stop)
    {
        await using var scope = ScopeFor(reader);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var after = new { month = request.Month.ToString(), totals.Accounts, totals.Checks, totals.Devices, totals.TrueUps, totals.Unknown };
        session.Audit(Act.OnProgramme("baseline-check.run", "baseline-check", request.AccountId ?? Guid.Empty, request.Month.ToString(), after: after));
        await session.SaveAsync(stop);
    }

    private AsyncServiceScope ScopeFor(Reader reader)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(reader);
        return scope;
    }
}
