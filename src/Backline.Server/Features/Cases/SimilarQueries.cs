using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Devices;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <param name="Because">device, site, model, words: what it shares.</param>
public sealed record SimilarCase(Guid Id, string Number, string Subject, CaseState State, CaseOutcome? Outcome, IReadOnlyList<string> Because, DateTimeOffset OpenedAt);

/// <summary>
/// Cases like another, or like what somebody is about to write: those of the same device, model at the same site, and those that share two of its longest words.
/// Each way looks at a bounded number of rows along an index; a reader finds what they may see.
/// </summary>
internal sealed class SimilarQueries(Session session)
{
    public const int Shown = 5;

    // looked at on each way
    private const int Most = 100;
    private const int WordsAsked = 4;
    private const int ShortestWord = 4;

    private sealed record Like(string? Text, Guid? Device, Guid? Model, Guid? Site, Guid? But);

    /// <exception cref="NotFoundException"/>
    public async Task<IReadOnlyList<SimilarCase>> OfAsync(Guid id, int limit, CancellationToken stop)
    {
        var like = await session.FirstAsync($"select subject, device_id, model_id, site_id from support_case c where id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})",
            row => new Like(row.GetString(0), row.Nullable<Guid>(1), row.Nullable<Guid>(2), row.Nullable<Guid>(3), id), stop, id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name) ?? throw new NotFoundException("case", id);
        return await FindAsync(like, limit, stop);
    }

    /// <param name="device">A serial number or a model.</param>
    /// <param name="siteNumber">S-1001.</param>
    public async Task<IReadOnlyList<SimilarCase>> LikeAsync(string? text, string? device, string? siteNumber, int limit, CancellationToken stop)
    {
        var known = await session.FirstAsync(
            """
            select d.id, coalesce(d.model_id, (select m.id from model m where m.name = $1 limit 1)), (select s.id from site s where s.number = $2)
            from (select 1) one left join lateral (select id, model_id from device where serial_key = $3 and removed_at is null limit 1) d on true
            """, row => (Device: row.Nullable<Guid>(0), Model: row.Nullable<Guid>(1), Site: row.Nullable<Guid>(2)), stop, device?.Trim() ?? "", siteNumber?.Trim() ?? "", Parameters.OrNull(SerialKey.From(device)));
        return await FindAsync(new(text, known.Device, known.Model, known.Site, null), limit, stop);
    }

    private async Task<IReadOnlyList<SimilarCase>> FindAsync(Like like, int limit, CancellationToken stop)
    {
        var (sql, args) = Question(like.Text, like.Device, like.Model, like.Site, like.But, limit);
        return sql is null ? [] : await session.ListAsync(sql, row => new SimilarCase(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Words.Parse<CaseState>(row.GetString(3)), row.Text(4) is { } outcome ? Words.Parse<CaseOutcome>(outcome) : null, row.GetFieldValue<string[]>(5), row.GetFieldValue<DateTimeOffset>(6)), stop, args);
    }

    internal (string? Sql, object?[] Args) Question(string? text, Guid? device, Guid? model, Guid? site, Guid? but, int limit)
    {
        var reader = session.Reader;
        var where = new Conditions();
        var ways = new List<string>();
        var own = reader.Side switch
        {
            Side.Vendor => reader.IsProgramme ? "true" : "s.tier = 'vendor'",
            Side.Partner => $"s.served_id = {where.Arg(reader.PartnerId)}",
            _ => $"s.account_id = {where.Arg(reader.AccountId)}",
        };
        if (device is { } unit) ways.Add(Way("device", 5, $"s.device_id = {where.Arg(unit)}"));
        if (model is { } kind) ways.Add(Way("model", 1, $"s.model_id = {where.Arg(kind)}"));
        if (site is { } place) ways.Add(Way("site", model is null ? 1 : 2, $"s.site_id = {where.Arg(place)}" + (model is { } there ? $" and s.model_id = {where.Arg(there)}" : "")));
        if (Pairs(text) is { } words)
        {
            var said = reader.Side == Side.Vendor && !reader.IsProgramme ? "case_message_vendor" : "case_message";
            ways.Add($"(select s.case_id as id, 3 as weight, 'words' as why from {said} s where {own} and s.words @@ to_tsquery('simple', {where.Arg(words)}) limit {Most})");
        }
        if (ways.Count == 0) return (null, []);
        var seen = !reader.IsVendor ? CaseQueries.SeenBy("c", (string)where.Arg(Parameters.OrNull(reader.PersonId)), (string)where.Arg(reader.Name)) : "true";
        // the same matter at the other desk is not like it: it is it
        var not = but is { } self && where.Arg(self) is var it ? $"c.id <> {it} and c.handed_from_id is distinct from {it} and c.handed_to_id is distinct from {it}" : "true";
        return ($"""
            select c.id, c.number, c.subject, c.state, c.outcome, f.why, c.opened_at
            from (select w.id, sum(w.weight) as weight, array_agg(distinct w.why) as why from (select id, max(weight) as weight, why from ({string.Join(" union all ", ways)}) every group by id, why) w group by w.id) f
            join support_case c on c.id = f.id
            where {not} and c.merged_into_id is null and f.weight >= 2 and {seen} order by f.weight desc, c.id desc limit {where.Arg(limit)}
            """, where.Args);

        string Way(string why, int weight, string shared) => $"(select s.id, {weight} as weight, '{why}' as why from support_case s where {own} and {shared} order by s.id desc limit {Most})";
    }

    // one word that two share says little, two say more
    private static string? Pairs(string? text)
    {
        var words = string.Concat((text ?? "").ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= ShortestWord || word.Any(char.IsDigit) && word.Length > 1 || word[0] >= '가').Select(SearchWords.Bounded).Select(CaseWordsSought.Folded).Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).Take(WordsAsked).ToList();
        return words.Count < 2 ? null : string.Join(" | ", words.SelectMany((one, at) => words.Skip(at + 1).Select(two => $"('{one}':* & '{two}':*)")));
    }
}
