using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Incidents;

/// <summary>Open cases of a desk, opened within a day and of no incident yet, that share something.</summary>
/// <param name="Name">What they share: a model, with its software, a cloud partner, or two words of their subjects.</param>
/// <param name="Model">Null: it is no model that they share.</param>
public sealed record LikelyCause(string Name, string? Model, IReadOnlyList<Guid> CaseIds, int Accounts)
{
    /// <summary>Where an incident is opened from them, or they are linked to one that is open.</summary>
    public string Href => "/incidents/new" + QueryString.Create(CaseIds.Select(id => KeyValuePair.Create("case", (string?)id.ToString())).Append(new("model", Model)).Where(part => part.Value is not null));
}

/// <summary>Whether cases that wait at the reader's desk may have one cause: asked with every look at the queue, so it reads the newest cases of a day along their index, at most as many as a desk gets in an outage.</summary>
internal sealed class LikelyCauses(Session session, TimeProvider time)
{
    /// <summary>So many are no coincidence.</summary>
    private const int Fewest = 3;
    private const int Looked = 300;
    private const int Named = 40;

    /// <summary>What the cases before them shared as often is what this desk is about: it says nothing of a cause unless it is so many times as frequent now.</summary>
    private const int Unusual = 3;
    private static readonly TimeSpan near = TimeSpan.FromHours(24);
    private Task<LikelyCause?>? found;

    /// <summary>What the most cases share; of as many, what says more of the cause.</summary>
    public Task<LikelyCause?> FindAsync(CancellationToken stop) => found ??= AskAsync(stop);

    private Task<LikelyCause?> AskAsync(CancellationToken stop)
    {
        var (sql, args) = Question();
        return session.FirstAsync<LikelyCause?>(sql, row => new(row.GetString(0), row.Text(1), row.GetFieldValue<Guid[]>(2), (int)row.GetInt64(3)), stop, args);
    }

    // the id of a case begins with the moment it was opened
    internal (string Sql, object?[] Args) Question()
    {
        var since = time.GetUtcNow() - near;
        var partner = session.Reader.Side == Side.Partner;
        return (
            """
            with near as (
                select c.id, c.account_id, coalesce(c.model_id, d.model_id) as model_id, d.software_version, array(
                    select word from unnest(tsvector_to_array(words_of(lower(c.subject)))) word where (length(word) > 3 or word ~ '[0-9]')
                        and not exists (select from unnest(array['english_stem', 'german_stem', 'italian_stem', 'spanish_stem']::regdictionary[]) rules where ts_lexize(rules, word) = '{}')) as words
                from (select * from support_case c where c.tier = $1 and c.id >= $2 and c.opened_at >= $3 and c.state in ('open', 'waiting') and ($1 = 'vendor' or c.front_id = $4)
                    and not exists (select from major_incident_case l where l.account_id = c.account_id and l.case_id = c.id) order by c.id desc limit $5) c
                left join device d on d.account_id = c.account_id and d.id = c.device_id),
            shares as (
                select 4 as says, m.name || ' ' || n.software_version as name, m.name as model, m.id as model_id, n.software_version, array[]::text[] as words, n.id, n.account_id from near n join model m on m.id = n.model_id where n.software_version <> ''
                union all select 3, p.name, null, null, null, '{}', n.id, n.account_id from near n join cloud_incident_case k on k.account_id = n.account_id and k.case_id = n.id join cloud_incident i on i.account_id = k.account_id and i.id = k.incident_id join cloud_partner p on p.id = i.cloud_partner_id
                union all select 2, m.name, m.name, m.id, null, '{}', n.id, n.account_id from near n join model m on m.id = n.model_id
                union all select 1, one.word || ', ' || two.word, null, null, null, array[one.word, two.word], n.id, n.account_id from near n cross join lateral unnest(n.words) one (word) join lateral unnest(n.words) two (word) on one.word < two.word),
            causes as (
                select says, name, model, model_id, software_version, words, (array_agg(distinct id))[1:$7] as cases, count(distinct id) as count, count(distinct account_id) as accounts
                from shares group by says, name, model, model_id, software_version, words having count(distinct id) >= $6 order by count(distinct id) desc, says desc, name limit 10),
            -- read only when something is shared at all
            before as materialized (
                select coalesce(c.model_id, d.model_id) as model_id, d.software_version, tsvector_to_array(words_of(lower(c.subject))) as words
                from (select * from support_case c where c.tier = $1 and c.id < $2 and ($1 = 'vendor' or c.front_id = $4) order by c.id desc limit $5) c
                left join device d on d.account_id = c.account_id and d.id = c.device_id)
            select name, model, cases, accounts from causes k
            where says = 3 or count * (select count(*) from before) >= $8 * (select count(*) from near) * (select count(*) from before b
                where case says when 1 then b.words @> k.words when 2 then b.model_id = k.model_id else b.model_id = k.model_id and b.software_version = k.software_version end)
            order by count desc, says desc, name limit 1
            """, [partner ? "partner" : "vendor", Guid.CreateVersion7(since), since, Parameters.OrNull(session.Reader.PartnerId), Looked, Fewest, Named, Unusual]);
    }
}
