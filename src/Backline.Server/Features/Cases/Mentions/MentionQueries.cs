using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Mentions;

/// <param name="Excerpt">The beginning of the note.</param>
public sealed record MentionView(Guid Id, Guid CaseId, string Number, string Subject, string Author, string Excerpt, DateTimeOffset At);

/// <summary>Where the reader was named, the newest first.</summary>
internal sealed class MentionQueries(Session session)
{
    /// <param name="since">Those alone which are as new, and in whose cases the reader has written nothing afterwards; null: all.</param>
    public async Task<Page<MentionView>> ListAsync(string? cursor, int limit, CancellationToken stop, DateTimeOffset? since = null)
    {
        var place = Cursor.At(cursor, 2);
        var where = new Conditions().Add("m.person_id = {0}", session.Reader.PersonId ?? Guid.Empty)
            .AddIf(since is not null, "m.at > {0}", since?.ToUniversalTime())
            .AddIf(since is not null, "not exists (select from case_message s where s.account_id = m.account_id and s.case_id = m.case_id and s.author_id = m.person_id and s.at >= m.at)")
            .AddIf(place.Values is not null, $"(m.at, m.id) {place.Beyond(descending: true)} ({{0}}, {{1}})", place.Values?[0].GetDateTimeOffset().ToUniversalTime(), place.Values?[1].GetGuid());
        var rows = await session.ListAsync(
            $"select m.id, m.case_id, c.number, c.subject, m.author, m.excerpt, m.at from case_mention m join support_case c on c.account_id = m.account_id and c.id = m.case_id {where.Where} order by m.at {place.Way(descending: true)}, m.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}",
            row => new MentionView(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6)), stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.At, row.Id));
    }
}

internal static class MentionEndpoints
{
    public static void MapMentions(this RouteGroupBuilder api) =>
        api.MapGet("/mentions", ListAsync).WithTags("Cases").RequirePermission(Permissions.CasesWork).Lists<MentionView>().WithSummary("Notes in which one was named, the newest first.");

    private static async Task<IResult> ListAsync(string? cursor, int? limit, MentionQueries mentions, HttpContext http, CancellationToken stop) => http.Answer(await mentions.ListAsync(cursor, Cursor.Limit(limit), stop));
}
