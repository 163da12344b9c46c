using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Satisfaction;

/// <summary>A case was rated, for the first time or again.</summary>
/// <param name="Score">1 to 5.</param>
/// <param name="Before">What was said before; null: nothing.</param>
internal sealed record CaseRated(Guid AccountId, Guid CaseId, int Score, int? Before, DateTimeOffset At);

/// <summary>Is told of every score in the unit of work that keeps it.</summary>
internal interface IRatingObserver
{
    Task SeeAsync(CaseRated rated, CancellationToken stop);
}

/// <param name="Score">1 to 5.</param>
public sealed record RatingInput(int? Score, string? Comment = null)
{
    public const int LongestComment = 2000;
}

/// <summary>What was asked, as the page behind the link knows it.</summary>
internal sealed record RatingAsked(Guid AccountId, Guid CaseId, string Number, string Subject, string Language, int? Score, string? Comment, DateTimeOffset ExpiresAt);

/// <summary>Keeps what those who were asked say. They are not signed in: the link says which case, and the programme acts for them.</summary>
internal sealed class RatingOperations(Session session, RatingLinks links, CaseGlances glances, IEnumerable<IRatingObserver> observers, TimeProvider clock)
{
    /// <summary>Null: the link is spoiled, or its time is over.</summary>
    public async Task<RatingAsked?> FindAsync(string token, CancellationToken stop)
    {
        if (links.Read(token) is not { } one) return null;
        return await session.FirstAsync(
            """
            select c.account_id, c.id, c.number, c.subject, r.language, r.score::integer, r.comment, r.expires_at
            from case_rating r join support_case c on c.account_id = r.account_id and c.id = r.case_id where r.account_id = $1 and r.case_id = $2 and not r.skipped and r.expires_at > $3
            """, row => new RatingAsked(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.Nullable<int>(5), row.Text(6), row.GetFieldValue<DateTimeOffset>(7)), stop, one.Account, one.Case, clock.GetUtcNow());
    }

    /// <summary>May be said again until the link expires; what was said last counts.</summary>
    /// <exception cref="RefusedException"><c>rating.closed</c></exception>
    public async Task RateAsync(string token, RatingInput input, CancellationToken stop)
    {
        var comment = string.IsNullOrWhiteSpace(input.Comment) ? null : input.Comment.ReplaceLineEndings("\n").Trim();
        new InputErrors().Refuse(input.Score is not (>= 1 and <= 5), "/score", "rating.score").OptionalText(comment, "/comment", RatingInput.LongestComment, lines: true).ThrowIfAny();
        // sent twice at once, the second sees what the first said
        if (links.Read(token) is { } one) await session.OneAtATimeAsync("rating of case", one.Case, stop);
        var asked = await FindAsync(token, stop) ?? throw new RefusedException(new("rating.closed"));
        if (asked.Score == input.Score && asked.Comment == comment) return;
        var now = clock.GetUtcNow();
        await session.ExecuteAsync("update case_rating set score = $3, comment = $4, rated_at = $5 where account_id = $1 and case_id = $2", stop, asked.AccountId, asked.CaseId, (short)input.Score!.Value, Parameters.OrNull(comment), now);
        await session.AuditAsync(await glances.GetAsync(asked.CaseId, stop), "case.rated", new { input.Score, before = asked.Score }, stop);
        foreach (var observer in observers) await observer.SeeAsync(new(asked.AccountId, asked.CaseId, input.Score.Value, asked.Score, now), stop);
    }
}
