using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;
using Npgsql;

namespace Backline.Server.Features.Home;

/// <param name="Kind">quote, refused, expired, import, mapping, models, draft, expiring, report, unknown, undated, answer, mail, held, call, update, asked, unowned.</param>
/// <param name="At">By when to the minute: a call is answered, the update of an escalation written until then.</param>
/// <param name="Today">Where the account is, for a paper that runs out there; null: the reader's.</param>
/// <param name="Urgency">1 can wait, 2 soon, 3 now.</param>
public sealed record WaitingTask(string Kind, string Account, Guid? Id, string Number, string Word, long Count, Money? Amount, DateOnly? Due, int Urgency, DateOnly? Today, DateTimeOffset? At = null);

/// <summary>What waits for this reader, the most urgent first: one statement, a few rows of each kind, each by an index of its own.</summary>
internal sealed class Waiting(Session session, HomeScope scope, Formats formats, TimeProvider clock)
{
    /// <summary>Of each kind.</summary>
    public const int Most = 5;

    /// <summary>The update of an escalation is urgent on the home of its owner this long before it is due.</summary>
    private static readonly TimeSpan ahead = TimeSpan.FromHours(8);

    public async Task<IReadOnlyList<WaitingTask>> ListAsync(CancellationToken stop)
    {
        var kinds = Kinds().ToList();
        if (kinds.Count == 0 && !session.Reader.May(Permissions.CasesWork)) return [];
        var tasks = kinds.Count == 0 ? [] : await session.ListAsync(string.Join(" union all ", kinds.Select(kind => $"({kind})")),
            row => new WaitingTask(row.GetString(0), row.GetString(1), row.Nullable<Guid>(2), row.GetString(3), row.GetString(4), row.GetInt64(5),
                row.Text(7) is { } currency ? new Money(row.GetDecimal(6), currency) : null, row.Nullable<DateOnly>(8), row.GetInt32(9), row.Nullable<DateOnly>(10)),
            stop, scope.Key, formats.Today, clock.GetUtcNow());
        tasks.AddRange(await CallsAsync(stop));
        return [.. tasks.OrderByDescending(task => task.Urgency).ThenBy(task => task.At ?? DateTimeOffset.MaxValue).ThenBy(task => task.Due ?? DateOnly.MaxValue).ThenBy(task => task.Kind, StringComparer.Ordinal)];
    }

    // what nobody answers for is theirs who decide; who is called for a case answers that first
    private async Task<List<WaitingTask>> CallsAsync(CancellationToken stop)
    {
        var reader = session.Reader;
        if (reader.Side == Side.Customer || !reader.May(Permissions.CasesWork)) return [];
        var (tier, front) = reader.IsVendor ? ("vendor", (Guid?)null) : ("partner", reader.PartnerId);
        return await session.ListAsync(
            $"""
            (select 'call', c.account_name, c.id, c.number, c.subject, k.level::bigint, k.due_at
             from escalation_call k join support_case c on c.account_id = k.account_id and c.id = k.case_id
             where k.tier = $1 and ($2::uuid is null or k.front_id = $2) and k.acknowledged_at is null and k.lapsed_at is null and ($3 = any (k.people_ids) or $4 and k.people_ids = '{"{}"}')
             order by k.due_at limit {Most})
            union all
            (select 'update', e.account_name, e.id, e.number, e.title, e.level::bigint, e.next_update_at
             from escalation e where e.state = 'active' and e.owner_id = $3 and e.next_update_at is not null and not exists (select from escalation_call k
                where k.account_id = e.account_id and k.case_id = e.case_id and k.tier = e.tier and k.acknowledged_at is null and k.lapsed_at is null and ($3 = any (k.people_ids) or $4 and k.people_ids = '{"{}"}'))
             order by e.next_update_at, e.id limit {Most})
            union all
            (select case e.state when 'requested' then 'asked' else 'unowned' end, e.account_name, e.id, e.number, e.title, e.level::bigint, null
             from escalation e where $4 and e.tier = $1 and ($2::uuid is null or e.front_id = $2) and (e.state = 'requested' or e.state = 'active' and e.owner_id is null) order by e.id desc limit {Most})
            """,
            row => OfEscalation(row, clock.GetUtcNow() + ahead), stop, tier, Parameters.OrNull(front), Parameters.OrNull(reader.PersonId), reader.May(Permissions.EscalationsManage));
    }

    private static WaitingTask OfEscalation(NpgsqlDataReader row, DateTimeOffset soon)
    {
        var (kind, at) = (row.GetString(0), row.Nullable<DateTimeOffset>(6));
        return new(kind, row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetInt64(5), null, null, kind == "update" && at > soon ? 1 : 3, null, at);
    }

    private IEnumerable<string> Kinds()
    {
        var reader = session.Reader;
        var leads = !scope.IsProgramme || reader.May(Permissions.BaselinesRun);
        if (reader.May(Permissions.BaselinesRead) && leads) yield return Quotes;
        if (reader.May(Permissions.BaselinesRun) && leads) yield return Unsettled;
        if (reader.May(Permissions.ImportsManage)) yield return Imports;
        if (reader.May(Permissions.CatalogManage)) yield return Models;
        if (reader.May(Permissions.ContractsManage)) yield return Drafts;
        if (reader.May(Permissions.ContractsRead) && leads) yield return Expiring;
        if (reader.May(Permissions.ImportsManage) && !scope.IsProgramme) yield return Reports;
        if (reader.May(Permissions.BaselinesRead) && leads && !scope.IsAccount) yield return Unknown;
        if (reader.May(Permissions.CatalogManage)) yield return Undated;
        if (reader.May(Permissions.CasesOpen) && !reader.IsVendor) yield return Answers;
        if (reader.Role == Roles.ProgrammeAdministrator) yield return Mail;
        if (reader.May(Permissions.CasesWork) && !scope.IsAccount) yield return Held;
    }

    private string Quotes =>
        $"""
        select 'quote', a.name, q.id, q.number, t.category, q.units::bigint, q.amount, q.currency, q.valid_until, case when q.valid_until - d.today <= 14 then 3 else 2 end, d.today
        from quote q join true_up t on t.account_id = q.account_id and t.id = q.true_up_id join account a on a.account_id = q.account_id
            cross join lateral (select ($3::timestamptz at time zone a.time_zone)::date as today) d
        where q.state = 'issued' and {scope.On("q")} and {IsRunning("q")} order by q.valid_until, q.id limit {Most}
        """;

    // the quote was refused or ran out: the growth goes to the success manager (BL-5)
    private string Unsettled =>
        $"""
        select t.state, a.name, q.id, t.number, t.category, (t.counted - t.contracted)::bigint, null::numeric, null, null::date, 3, null::date
        from true_up t join account a on a.account_id = t.account_id
        join lateral (select id from quote where account_id = t.account_id and true_up_id = t.id order by revision desc limit 1) q on true
        where t.state in ('refused', 'expired') and {scope.On("t")} and {IsRunning("t")} order by t.created_at, t.id limit {Most}
        """;

    // by a contract that is over there is nothing to order, nor to quote again
    private static string IsRunning(string of) => $"exists (select from contract c where c.account_id = {of}.account_id and c.id = {of}.contract_id and c.state = 'active' and c.ends_on >= $2)";

    // for the side that handed it in: nobody else knows whether the file is the right one
    private string Imports =>
        $"""
        select case i.state when 'previewed' then 'import' else 'mapping' end, a.name, i.id, i.number, i.file_name, coalesce((i.counts->>'new')::bigint, 0), null::numeric, null, null::date, 2, null::date
        from import i join account a on a.account_id = i.account_id
        where i.state in ('previewed', 'needs-mapping') and i.created_side = '{session.Reader.Side.Word()}' and {scope.On("i")} order by i.created_at desc, i.id desc limit {Most}
        """;

    // counted to a thousand: that somebody has to look is all that matters
    private string Models =>
        $"""
        select 'models', coalesce(min(a.name), ''), null::uuid, '', '', count(*), null::numeric, null, null::date, 2, null::date
        from (select d.account_id from device d where d.category = 'unknown' and d.removed_at is null and {scope.On("d")}
                and not exists (select from model_name_ignored ignored where ignored.name = d.model_name) limit 1001) d
        join account a on a.account_id = d.account_id having count(*) > 0
        """;

    private string Drafts =>
        $"""
        select 'draft', a.name, c.id, c.number, c.plan_name, 0::bigint, null::numeric, null, c.starts_on, case when c.starts_on <= $2 then 3 else 1 end, null::date
        from contract c join account a on a.account_id = c.account_id
        where c.state = 'draft' and {scope.On("c")} order by c.starts_on, c.id limit {Most}
        """;

    // the days are the contract's own: with the shipped plans 90, 60 and 30 before the end
    private string Expiring =>
        $"""
        select 'expiring', a.name, c.id, c.number, c.plan_name, (c.ends_on - $2)::bigint, null::numeric, null, c.ends_on,
            (select count(*)::int from jsonb_array_elements_text(c.settings->'expiringDays') day where day::int >= c.ends_on - $2), null::date
        from contract c join account a on a.account_id = c.account_id
        where c.state = 'active' and c.ends_on between $2 and $2 + 366 and {scope.On("c")}
            and exists (select from jsonb_array_elements_text(c.settings->'expiringDays') day where day::int >= c.ends_on - $2)
            and not exists (select from contract next where next.account_id = c.account_id and next.predecessor_id = c.id and next.state = 'active')
        order by c.ends_on, c.id limit {Most}
        """;

    private string Reports =>
        $"""
        select 'report', a.name, a.account_id, a.number, '', 0::bigint, null::numeric, null, (date_trunc('month', $2::date) + interval '1 month - 1 day')::date, 2, null::date
        from account a
        where a.inventory_source = 'report' and {scope.On("a")}
            and exists (select from contract c where c.account_id = a.account_id and c.state = 'active')
            and not exists (select from import i where i.account_id = a.account_id and i.state = 'confirmed' and i.confirmed_at >= date_trunc('month', $2::date))
        order by a.name_key limit {Most}
        """;

    private string Unknown =>
        $"""
        select 'unknown', a.name, b.id, c.number, b.month::text, 0::bigint, null::numeric, null, null::date, 2, null::date
        from baseline_check b join account a on a.account_id = b.account_id join contract c on c.account_id = b.account_id and c.id = b.contract_id
        where not b.inventory_known and b.month = date_trunc('month', $2::date)::date and {scope.On("b")} order by b.id limit {Most}
        """;

    private static string Undated =>
        """
        select 'undated', coalesce(min(m.name), ''), null::uuid, '', '', count(*), null::numeric, null, null::date, 1, null::date
        from model m where m.lifecycle = 'end-of-support' and m.end_of_support_on is null and $1::uuid is not null having count(*) > 0
        """;

    // the desk asked back and waits; a partner is asked by the vendor, its customers by the partner
    private string Answers =>
        $"""
        select 'answer', c.account_name, c.id, c.number, c.subject, 0::bigint, null::numeric, null, null::date, 3, null::date
        from support_case c
        where c.state = 'waiting' and c.waits @> jsonb_build_array(jsonb_build_object('reason', 'customer')) and {(scope.IsAccount ? "c.account_id = $1 and not c.is_private" : "c.served_id = $1 and c.tier = 'vendor' and (not c.is_private or c.front_id is not null)")}
        order by c.rank, c.next_at, c.id limit {Most}
        """;

    private static string Mail =>
        """
        select 'mail', coalesce(min(m.last_error), ''), null::uuid, '', '', count(*), null::numeric, null, null::date, 3, null::date
        from (select last_error from outbox_message where sent_at is null and attempts > 0 and $1::uuid is not null limit 1001) m having count(*) > 0
        """;

    // mails that came in and found no case by themselves: whoever works at the desk decides
    private string Held =>
        $"""
        select 'held', '', null::uuid, '', '', count(*), null::numeric, null, null::date, 2, null::date
        from (select from inbound_mail m where m.state = 'held' and {(scope.IsPartner ? "m.desk = 'partner' and m.desk_id = $1" : "m.desk = 'vendor' and $1::uuid is not null")} limit 1001) m having count(*) > 0
        """;
}
