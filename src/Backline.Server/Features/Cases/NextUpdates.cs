using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <param name="Minutes">Of open time, from now.</param>
/// <param name="Late">The policy has it sooner: it needs a reason.</param>
public sealed record NextUpdateChoice(DateTimeOffset By, long Minutes, bool Late);

/// <param name="Policy">By when the policy has the next update after an answer.</param>
public sealed record NextUpdateOffer(DateTimeOffset Policy, IReadOnlyList<NextUpdateChoice> Choices);

/// <summary>By when the desk may say to write again after an answer: what the policy has, what is sooner, and what is later with a reason.</summary>
internal sealed class NextUpdates(Session session, CaseRecords records, ClockQueries books)
{
    private static readonly int[] sooner = [15, 30, 60, 120, 240, 480];

    /// <param name="by">As whoever answers says; null: as the policy has it.</param>
    public async Task<NextUpdate?> OfAsync(IReadOnlyList<LedgerEntry> entries, DateTimeOffset? by, string? reason, CancellationToken stop)
    {
        if (by is not { } said) return null;
        var book = await books.BookAsync(CaseClocks.TermsOf(entries), stop);
        var policy = Update(Answered(entries, book));
        return new(CaseClocks.Whole(said), policy is null ? records.Now : Calendar(policy, book).FirstOpen(records.Now), policy?.DueAt, reason);
    }

    /// <summary>The clocks as they are if somebody answers now.</summary>
    /// <param name="severity">Which the case gets along with that; null: it keeps its own.</param>
    public IReadOnlyList<Clock> Answered(IReadOnlyList<LedgerEntry> entries, ClockBook book, Severity? severity = null)
    {
        LedgerEntry[] changed = severity is { } other ? [new SeverityChanged(records.Now, session.Reader.Name, other)] : [];
        return CaseClocks.Of([.. entries, .. changed, new CaseMarked(records.Now, session.Reader.Name, ClockMark.Answered)], book);
    }

    /// <summary>What may be promised then; null: nothing is.</summary>
    public static NextUpdateOffer? Offer(IEnumerable<Clock> answered, ClockBook book)
    {
        if (Update(answered) is not { DueAt: { } due } update) return null;
        var (calendar, from, given) = (Calendar(update, book), update.Run.StartedAt, (long)update.Given.TotalMinutes);
        return new(due, [.. sooner.Select(minutes => (long)minutes).Where(minutes => minutes < given).Append(given * 2).Select(minutes => new NextUpdateChoice(calendar.Add(from, TimeSpan.FromMinutes(minutes)), minutes, minutes > given))]);
    }

    private static Clock? Update(IEnumerable<Clock> answered) => answered.LastOrDefault(clock => clock.Run is { Milestone.Kind: MilestoneKind.NextUpdate, EndedAt: null } && clock.DueAt is not null);

    private static Domain.Calendars.BusinessCalendar Calendar(Clock update, ClockBook book) => book.Calendar(update.Run.Terms, update.Promise?.Unit ?? PromiseUnit.Hours);
}
