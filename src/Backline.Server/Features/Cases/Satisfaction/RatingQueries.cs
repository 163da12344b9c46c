using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Satisfaction;

/// <param name="Score">1 to 5; null: asked, not answered.</param>
/// <param name="Skipped">Not asked: whoever it was had been asked for another case shortly before.</param>
public sealed record RatingView(DateTimeOffset AskedAt, bool Skipped, int? Score, string? Comment, DateTimeOffset? RatedAt);

public sealed record RatedCase(Guid CaseId, string Number, string Account, string Subject, int Score, string? Comment, DateTimeOffset RatedAt);

/// <summary>What those who asked said of the cases of one's own desk.</summary>
internal sealed class RatingQueries(Session session, CaseGlances glances, TimeProvider clock)
{
    /// <summary>Null: nobody was asked.</summary>
    public async Task<RatingView?> OfAsync(Guid id, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        if (!session.Reader.IsOfDesk(one.Tier)) throw new RefusedException(new("case.not-your-desk", one.Number));
        return await session.FirstAsync("select asked_at, skipped, score::integer, comment, rated_at from case_rating where account_id = $1 and case_id = $2",
            row => new RatingView(row.GetFieldValue<DateTimeOffset>(0), row.GetBoolean(1), row.Nullable<int>(2), row.Text(3), row.Nullable<DateTimeOffset>(4)), stop, one.AccountId, id);
    }

    /// <summary>Whether whoever asked is to be asked yet.</summary>
    public Task<bool> IsToComeAsync(Guid id, CancellationToken stop) => session.ScalarAsync<bool>($"select exists (select {RatingAsking.Due} and c.id = $2)", stop, clock.GetUtcNow() - RatingAsking.Quiet, id);

    public async Task<Page<RatedCase>> ListAsync(bool low, string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var where = new Conditions().Add("r.tier = {0}", (session.Reader.Side == Side.Vendor ? CaseTier.Vendor : CaseTier.Partner).Word()).Add(low ? "r.score <= 2" : "r.score is not null")
            .AddIf(place.Values is not null, $"(r.rated_at, r.case_id) {place.Beyond(descending: true)} ({{0}}, {{1}})", place.Values?[0].GetDateTimeOffset().ToUniversalTime(), place.Values?[1].GetGuid());
        var rows = await session.ListAsync(
            $"""
            select c.id, c.number, coalesce(a.name, c.account_name), c.subject, r.score::integer, r.comment, r.rated_at
            from case_rating r join support_case c on c.account_id = r.account_id and c.id = r.case_id left join account a on a.account_id = c.account_id {where.Where}
            order by r.rated_at {place.Way(descending: true)}, r.case_id {place.Way(descending: true)} limit {where.Arg(limit + 1)}
            """, row => new RatedCase(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.Text(5), row.GetFieldValue<DateTimeOffset>(6)), stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.RatedAt, row.CaseId));
    }
}

internal static class RatingEndpoints
{
    public static void MapRatings(this RouteGroupBuilder api)
    {
        api.MapGet("/satisfaction", ListAsync).WithTags("Cases").RequirePermission(Permissions.CasesWork).Lists<RatedCase>().WithSummary("What those who asked said of their cases, the newest first; low: 1 and 2 only.");
        api.MapGet("/cases/{id:guid}/rating", GetAsync).WithTags("Cases").RequirePermission(Permissions.CasesWork).Answers<RatingView>().WithSummary("What whoever asked said of the case.");
    }

    private static async Task<IResult> ListAsync(bool? low, string? cursor, int? limit, RatingQueries ratings, HttpContext http, CancellationToken stop) => http.Answer(await ratings.ListAsync(low == true, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, RatingQueries ratings, CancellationToken stop) => TypedResults.Ok(await ratings.OfAsync(id, stop) ?? throw new NotFoundException("rating", id));
}
