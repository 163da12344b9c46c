using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.CloudIncidents;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Quartz;

namespace Backline.Server.Features.Escalations;

/// <summary>Finds what no act on a case shows: nobody of the desk has said anything for long, a cloud partner is silent, or a defect was found that nobody has taken up.</summary>
internal sealed class EscalationRulesJob(IServiceScopeFactory scopes, TimeProvider time) : IJob
{
    private const int Most = 500;

    private sealed record Found(Guid CaseId, EscalationTrigger Trigger, string Occasion, string Detail);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    internal async Task RunAsync(CancellationToken stop)
    {
        List<Found> found;
        await using (var scope = scopes.CreateProgrammeScope("escalations"))
        {
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            var silent = await scope.ServiceProvider.GetRequiredService<CloudIncidentQueries>().SilentAsync(time.GetUtcNow(), stop);
            found = [.. await SilentAsync(session, stop), .. await DefectiveAsync(session, stop), .. silent.Select(one => new Found(one.CaseId, EscalationTrigger.CloudPartnerSilent, $"{one.IncidentId} {Stamp(one.Since)}", one.CloudPartner))];
        }
        foreach (var one in found)
        {
            await using var scope = scopes.CreateProgrammeScope("escalations");
            if (await scope.ServiceProvider.GetRequiredService<EscalationOperations>().TriggerAsync(one.CaseId, one.Trigger, one.Occasion, one.Detail, stop) is not null)
                await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        }
    }

    private static Task<List<Found>> DefectiveAsync(Session session, CancellationToken stop) => session.ListAsync(
        """
        select d.case_id, d.number from defect_case d join support_case c on c.account_id = d.account_id and c.id = d.case_id
        where d.kind = 'defect' and d.state = 'reported' and c.state in ('open', 'waiting')
          and not exists (select from escalation_cause x where x.account_id = d.account_id and x.case_id = d.case_id and x.trigger = 'software-bug' and x.occasion = d.number)
        order by d.case_id limit $1
        """, row => new Found(row.GetGuid(0), EscalationTrigger.SoftwareBug, row.GetString(1), row.GetString(1)), stop, Most);

    private static string Stamp(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    // what waits for somebody else makes no progress, and need not
    private async Task<List<Found>> SilentAsync(Session session, CancellationToken stop)
    {
        var found = new List<Found>();
        foreach (var severity in Enum.GetValues<Severity>())
        {
            var limit = EscalationRules.NoProgressAfter(severity);
            found.AddRange(await session.ListAsync(
                """
                select c.id, coalesce(m.at, c.opened_at) from support_case c left join lateral (
                    select e.at from case_entry e where e.account_id = c.account_id and e.case_id = c.id and (e.kind = 'resumed' or e.kind = 'marked' and e.details ->> 'mark' in ('answered', 'planned', 'worked-around', 'reopened')) order by e.seq desc limit 1) m on true
                where c.state = 'open' and c.severity = $1 and c.opened_at < $2 and coalesce(m.at, c.opened_at) < $2
                  and not exists (select from escalation_cause x where x.account_id = c.account_id and x.case_id = c.id and x.trigger = 'no-progress' and x.at > coalesce(m.at, c.opened_at))
                order by c.id limit $3
                """, row => new Found(row.GetGuid(0), EscalationTrigger.NoProgress, Stamp(row.GetFieldValue<DateTimeOffset>(1)), ((int)limit.TotalHours).ToString(CultureInfo.InvariantCulture)),
                stop, severity.Word(), time.GetUtcNow() - limit, Most));
        }
        return found;
    }
}
