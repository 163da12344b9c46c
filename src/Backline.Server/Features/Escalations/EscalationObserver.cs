using System.Globalization;
using Backline.Domain.Clocks;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Escalations;

/// <summary>Sees what escalates a case by itself: opened again and again, the third on one device; and ends what is escalated of a case that is closed, or lets it go on where the case does.</summary>
internal sealed class EscalationObserver(Session session, EscalationOperations escalations, EscalationCallOperations calls, TimeProvider time) : ICaseObserver
{
    public async Task SeeAsync(CaseNews news, CancellationToken stop)
    {
        var (one, marks) = (news.Case, news.Entries.OfType<CaseMarked>().Select(entry => entry.Mark).ToList());
        if (marks.Contains(ClockMark.Reopened) && one.Reopenings >= EscalationRules.Reopenings)
            await escalations.TriggerAsync(one.Id, EscalationTrigger.ReopenedTwice, Figure(one.Reopenings), Figure(one.Reopenings), stop);
        if (news.Before.Count == 0 && one.DeviceId is { } device)
            await CountAsync(one.Id, one.AccountId, device, stop);
        if (news.Before.Count > 0 && news.Entries.OfType<SeverityChanged>().LastOrDefault() is { } changed) await escalations.WeighAsync(one.Id, changed.Severity, stop);
        if (marks.Contains(ClockMark.Resolved) || marks.Contains(ClockMark.Closed)) await calls.WithdrawAsync(one.AccountId, one.Id, stop);
        if (!marks.Contains(ClockMark.Closed)) return;
        var goesOn = one.MergedIntoId is { } into && await escalations.GoOnAsync(one.Id, into, stop);
        await escalations.EndWithCaseAsync(one.Id, goesOn, stop);
    }

    private async Task CountAsync(Guid caseId, Guid accountId, Guid device, CancellationToken stop)
    {
        // cases that are opened at once are counted one after the other
        await session.OneAtATimeAsync("cases on device", device, stop);
        var cases = await session.ScalarAsync<long>(
            "select count(*) from support_case c where c.account_id = $1 and c.device_id = $2 and c.opened_at > $3 and c.tier = (select tier from support_case where account_id = $1 and id = $4) and c.outcome is distinct from 'duplicate'",
            stop, accountId, device, time.GetUtcNow() - EscalationRules.OnDeviceWithin, caseId);
        if (cases < EscalationRules.CasesOnDevice) return;
        // what is escalated of the device already hears of the next one
        var open = await session.ScalarAsync<Guid?>(
            """
            select e.id from escalation e join support_case c on c.account_id = e.account_id and c.id = e.case_id
            where e.account_id = $1 and c.device_id = $2 and e.tier = (select tier from support_case where account_id = $1 and id = $3) and e.trigger = 'repeated-on-device' and e.state in ('requested', 'active')
            order by e.id desc limit 1
            """, stop, accountId, device, caseId);
        if (open is { } id) await escalations.JoinAsync(id, EscalationTrigger.RepeatedOnDevice, Figure(cases), stop);
        else await escalations.TriggerAsync(caseId, EscalationTrigger.RepeatedOnDevice, "1", Figure(cases), stop);
    }

    private static string Figure(long number) => number.ToString(CultureInfo.InvariantCulture);
}
