using System.Globalization;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Escalations;

/// <summary>A level that called somebody.</summary>
/// <param name="Silence">The level before did not answer; else the case came of age.</param>
/// <param name="LapsedAt">Nobody answered in time, or it was withdrawn before.</param>
/// <param name="WithdrawnAt">The case was done before anybody answered: nobody is asked for an answer any more, also when it is opened again.</param>
public sealed record CallView(int Level, EscalationDuty Duty, DateTimeOffset CalledAt, DateTimeOffset DueAt, bool Silence, IReadOnlyList<string> People, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? LapsedAt, DateTimeOffset? WithdrawnAt);

/// <summary>
/// Calls those on duty when a case reaches a level, and the next level when nobody answers in time. Each level calls once per case; whoever answers keeps the
/// escalation.
/// </summary>
internal sealed class EscalationCallOperations(Session session, EscalationOperations escalations, AccountEscalationOperations accounts, EscalationRecords records, EscalationMatrixQueries matrices, DeskPeopleQueries people, CaseNoticeOperations notices) : ICaseAlarmObserver
{
    private sealed record Called(Guid AccountId, Guid? PartnerId, Guid CaseId, CaseTier Tier, Guid? FrontId, int Level, Severity Severity, CaseState State, DateTimeOffset OpenedAt);

    private const string Columns = "select c.account_id, c.partner_id, c.id, c.tier, c.front_id, {0}, c.severity, c.state, c.opened_at from support_case c";

    public async Task HearAsync(AlarmedCase one, IReadOnlyList<FiredAlarm> alarms, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var alarm in alarms)
        {
            if (alarm is { Kind: "breach", Milestone: "next-update" })
                await escalations.TriggerAsync(one.Id, EscalationTrigger.MissedUpdate, alarm.DueAt.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture), "", stop);
            else if (alarm.Kind == "escalation")
            {
                var level = alarm.Step.ToString(CultureInfo.InvariantCulture);
                await escalations.TriggerAsync(one.Id, EscalationTrigger.Age, level, level, stop, alarm.Step);
                await CallAsync(await FindAsync(one.Id, alarm.Step, stop), silence: false, alarm.Late, now, stop);
                if (EscalationMatrix.DutyOf(alarm.Step) == EscalationDuty.Executive) await accounts.JoinAsync(await records.CaseAsync(one.Id, stop), stop);
            }
        }
    }

    /// <summary>Passes over the call that should have been answered first. Its case is locked with it, as whoever works on the case locks that first; one that somebody works on comes with the next look.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> LapseNextAsync(CancellationToken stop)
    {
        var now = records.Now;
        var due = await session.FirstAsync("select k.case_id, k.level, k.due_at from escalation_call k join support_case c on c.account_id = k.account_id and c.id = k.case_id where k.acknowledged_at is null and k.lapsed_at is null and k.due_at <= $1 order by k.due_at limit 1 for update of k, c skip locked",
            row => ((Guid Id, int Level, DateTimeOffset DueAt)?)(row.GetGuid(0), row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2)), stop, now);
        if (due is not { } call) return false;
        var one = await FindAsync(call.Id, call.Level, stop);
        await session.ExecuteAsync("update escalation_call set lapsed_at = $4 where account_id = $1 and case_id = $2 and level = $3", stop, one.AccountId, one.CaseId, one.Level, now);
        if (one.State is CaseState.Open or CaseState.Waiting) await RaiseAsync(one with { Level = one.Level + 1 }, call.DueAt, now, stop);
        return true;
    }

    // reached by silence, a level sounded as it does when the case is old enough for it, and does so once
    private async Task RaiseAsync(Called one, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken stop)
    {
        var late = dueAt < now - CaseAlarmOperations.Tolerance;
        var sounded = await session.ExecuteAsync(
            """
            insert into case_alarm (account_id, case_id, partner_id, tier, front_id, kind, milestone, occurrence, step, due_at, fired_at, late)
            select account_id, case_id, partner_id, tier, front_id, kind, milestone, occurrence, $3, $4, $5, $6 from case_alarm
            where account_id = $1 and case_id = $2 and kind = 'escalation' and step = $3 - 1 and $7 order by occurrence desc limit 1 on conflict do nothing
            """, stop, one.AccountId, one.CaseId, one.Level, dueAt, now, late, (await matrices.AtAsync(one.OpenedAt, stop)).Levels.Any(level => level.Level == one.Level));
        await CallAsync(one, silence: true, late, now, stop);
        if (sounded > 0 && EscalationMatrix.DutyOf(one.Level) == EscalationDuty.Executive) await accounts.JoinAsync(await records.CaseAsync(one.CaseId, stop), stop);
    }

    /// <summary>Somebody answers: whatever was called until now is answered, and they keep the escalation unless somebody has it.</summary>
    /// <exception cref="RefusedException"><c>escalation.no-call</c>, <c>escalation.case-done</c>, <c>escalation.not-your-desk</c></exception>
    public async Task AcknowledgeAsync(Guid caseId, CancellationToken stop)
    {
        var of = await records.CaseAsync(caseId, stop);
        if (!session.Reader.WorksOnEscalations(of.Place.Tier)) throw new RefusedException(new("escalation.not-your-desk", of.Number));
        if (of.State is CaseState.Resolved or CaseState.Closed) throw new RefusedException(new("escalation.case-done", of.Number));
        await session.OneAtATimeAsync("escalation of case", caseId, stop);
        var answered = await session.ExecuteAsync(
            "update escalation_call set acknowledged_at = $3, acknowledged_by = $4, acknowledged_id = $5 where account_id = $1 and case_id = $2 and acknowledged_at is null and withdrawn_at is null", stop,
            of.Place.AccountId, caseId, records.Now, session.Reader.Name, Parameters.OrNull(session.Reader.PersonId));
        if (answered == 0) throw new RefusedException(new("escalation.no-call", of.Number));
        await escalations.AnswerAsync(caseId, session.Reader.PersonId, session.Reader.Name, stop);
        session.Audit(Act.OnDesk(of.Place.Tier == CaseTier.Partner ? of.Place.FrontId : null, "escalation.acknowledged", "case", caseId, of.Number));
    }

    /// <summary>A case that is done calls nobody: what was not answered yet needs no answer, and no level is called because of it. A customer who closes the case sees no calls; a worker passes over them in time.</summary>
    internal async Task WithdrawAsync(Guid accountId, Guid caseId, CancellationToken stop)
    {
        await session.ExecuteAsync(
            "update escalation_call set withdrawn_at = $3, lapsed_at = coalesce(lapsed_at, $3) where account_id = $1 and case_id = $2 and acknowledged_at is null and withdrawn_at is null", stop, accountId, caseId, records.Now);
        await escalations.EndCallAsync(caseId, stop);
    }

    /// <summary>The levels of a case that called somebody; those of its desk alone see them.</summary>
    public async Task<IReadOnlyList<CallView>> ListAsync(Guid caseId, CancellationToken stop)
    {
        var of = await records.CaseAsync(caseId, stop);
        if (!session.Reader.IsOfEscalationDesk(of.Place.Tier)) return [];
        return await session.ListAsync(
            "select level, called_at, due_at, is_silence, people, acknowledged_at, acknowledged_by, lapsed_at, withdrawn_at from escalation_call where account_id = $1 and case_id = $2 order by level",
            row => new CallView(row.GetInt32(0), EscalationMatrix.DutyOf(row.GetInt32(0)), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2), row.GetBoolean(3), row.GetFieldValue<string[]>(4),
                row.Nullable<DateTimeOffset>(5), row.Text(6), row.Nullable<DateTimeOffset>(7), row.Nullable<DateTimeOffset>(8)), stop, of.Place.AccountId, caseId);
    }

    private Task<Called> FindAsync(Guid id, int level, CancellationToken stop) => session.FirstAsync(Columns.Replace("{0}", "$2::integer", StringComparison.Ordinal) + " where c.id = $1",
        row => new Called(row.GetGuid(0), row.Nullable<Guid>(1), row.GetGuid(2), Words.Parse<CaseTier>(row.GetString(3)), row.Nullable<Guid>(4), row.GetInt32(5), Words.Parse<Severity>(row.GetString(6)),
            Words.Parse<CaseState>(row.GetString(7)), row.GetFieldValue<DateTimeOffset>(8)), stop, id, level)!;

    private async Task CallAsync(Called one, bool silence, bool late, DateTimeOffset now, CancellationToken stop)
    {
        var matrix = await matrices.AtAsync(one.OpenedAt, stop);
        if (matrix.Levels.FirstOrDefault(level => level.Level == one.Level) is not { } level) return;
        var partner = one.Tier == CaseTier.Partner ? one.FrontId : null;
        var called = DutyRoster.Called(await people.RosterAsync(partner, stop), level.Calls, now);
        // nobody is on the roster: those who answer for the service
        var told = called.Count > 0 ? [.. called.Select(person => (person.Id, person.Name))] : await ManagersAsync(partner, level.Calls, stop);
        var within = level.AcknowledgeWithin.Unit == PromiseUnit.Minutes ? TimeSpan.FromMinutes(level.AcknowledgeWithin.Amount) : TimeSpan.FromHours(level.AcknowledgeWithin.Amount);
        var added = await session.ExecuteAsync(
            "insert into escalation_call (account_id, partner_id, case_id, level, tier, front_id, called_at, due_at, is_silence, people, people_ids) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing", stop,
            one.AccountId, Parameters.OrNull(one.PartnerId), one.CaseId, one.Level, one.Tier.Word(), Parameters.OrNull(one.FrontId), now, now + within, silence, told.Select(person => person.Name).ToArray(), told.Select(person => person.Id).ToArray());
        if (added == 0) return;
        await escalations.CallAsync(one.CaseId, one.Level, now + within, silence, stop);
        foreach (var (person, _) in told) await notices.AddAsync(person, one.CaseId, new("call", "resolution", one.Level, now, late), now, stop);
    }

    private Task<List<(Guid Id, string Name)>> ManagersAsync(Guid? partner, EscalationDuty duty, CancellationToken stop) => session.ListAsync(
        "select id, name from person where disabled_at is null and account_id is null and partner_id is not distinct from $1 and role = any ($2) order by id limit 20", row => (row.GetGuid(0), row.GetString(1)), stop, Parameters.OrNull(partner),
        partner is not null ? [Roles.Partner] : duty == EscalationDuty.Executive ? new[] { Roles.ServiceManager, Roles.ProgrammeAdministrator } : [Roles.ServiceManager]);
}
