using System.Globalization;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Escalations;

/// <summary>What begins, carries and ends an escalation. The caller saves.</summary>
internal sealed class EscalationOperations(Session session, EscalationRecords records, EscalationMail mail, CaseOperations cases, ToldWords words)
{
    /// <summary>Something happened that escalates a case. The same occasion of the same cause counts once; while the case is escalated already, it joins that.</summary>
    /// <param name="occasion">Which time of the cause it is: "2" of the second reopening.</param>
    /// <param name="detail">In words, for the desk.</param>
    /// <param name="level">Of the matrix, when one was reached.</param>
    /// <returns>The escalation; null when the occasion counted before, or the case is done.</returns>
    public async Task<Guid?> TriggerAsync(Guid caseId, EscalationTrigger trigger, string occasion, string detail, CancellationToken stop, int level = 0)
    {
        await session.OneAtATimeAsync("escalation of case", caseId, stop);
        var of = await records.CaseAsync(caseId, stop);
        // what somebody thinks of it, they say when it is over
        if (of.State == CaseState.Closed && trigger != EscalationTrigger.LowSatisfaction || !await CountsAsync(of, trigger, occasion, stop)) return null;
        return (await BeginAsync(of, new(EscalationKind.Case, trigger, of.Subject, detail, level, Starts: true), stop)).Id;
    }

    /// <summary>The same cause happened again, of another case: the escalation that there is says so.</summary>
    internal async Task JoinAsync(Guid id, EscalationTrigger trigger, string detail, CancellationToken stop) =>
        await records.NoteAsync(await records.LoadAsync(id, version: null, stop), "cause", stop, trigger.Word(), detail);

    /// <summary>Somebody asks for it: whoever opened the case, or the desk. Service management agrees, unless it is service management that asks.</summary>
    /// <exception cref="RefusedException"><c>case.closed</c>, <c>escalation.open-already</c></exception>
    public async Task<Escalation> RequestAsync(Guid caseId, string? trigger, string reason, CancellationToken stop)
    {
        await session.OneAtATimeAsync("escalation of case", caseId, stop);
        var of = await records.CaseAsync(caseId, stop, "/caseId");
        if (of.State == CaseState.Closed) throw new RefusedException(new("case.closed", of.Number));
        if (await records.OpenOfAsync(of, stop) is { } open) throw new RefusedException(new("escalation.open-already", of.Number, open.Number));
        var ofDesk = session.Reader.IsOfEscalationDesk(of.Place.Tier);
        var cause = !ofDesk ? session.Reader.Side == Side.Partner ? EscalationTrigger.PartnerAsks : EscalationTrigger.CustomerAsks
            : trigger is null ? EscalationTrigger.Desk : Words.Parse<EscalationTrigger>(trigger);
        var one = await BeginAsync(of, new(EscalationKind.Case, cause, of.Subject, reason, 0, Starts: ofDesk && session.Reader.May(Permissions.EscalationsManage)), stop);
        // of what somebody of the desk asks for, they want to hear
        if (ofDesk && session.Reader.PersonId is { } asking) await records.WatchAsync(one, asking, session.Reader.Name, stop);
        return one;
    }

    public Task ApproveAsync(Guid id, long version, CancellationToken stop) => ManageAsync(id, version, "escalation.started", async one =>
    {
        one.Approve(EscalationRules.NextUpdateAfter(one.CaseId is { } of ? (await records.CaseAsync(of, stop)).Severity : null), records.Now);
        await records.NoteAsync(one, "started", stop, shown: true);
        await mail.TellAsync(one, "mail.started", null, stop);
    }, stop);

    /// <summary>Whoever turned to the desk for it reads the reason in the case; a colleague gets it as one who watches.</summary>
    public Task DeclineAsync(Guid id, long version, EscalationTextInput input, CancellationToken stop)
    {
        var reason = input.Checked();
        return ManageAsync(id, version, "escalation.declined", async one =>
        {
            one.Decline(reason, records.Now);
            await records.NoteAsync(one, "declined", stop, text: reason, shown: one.Trigger.IsAskedFor);
            if (one.CaseId is { } of && one.Trigger.IsAskedFor) await cases.WriteAsync(of, new(await words.DeclinedAsync(of, reason, stop)), stop);
            else await mail.TellAsync(one, "mail.declined", reason, stop);
        }, stop);
    }

    /// <summary>Whoever owns it answers for it, whoever works on the case meanwhile.</summary>
    /// <exception cref="InvalidInputException"><c>case.not-of-the-desk</c></exception>
    public Task OwnAsync(Guid id, long version, Guid? person, CancellationToken stop) => WorkAsync(id, version, "escalation.owned",
        async one => await OwnAsync(one, person, person is { } given ? await NameAsync(one, given, stop) : null, stop), stop);

    /// <summary>A level calls those on duty.</summary>
    /// <param name="isSilence">The level before did not answer: this one was not reached by age, and is reached now.</param>
    internal async Task CallAsync(Guid caseId, int level, DateTimeOffset answerBy, bool isSilence, CancellationToken stop)
    {
        if (await OpenOfAsync(caseId, stop) is not { State: EscalationState.Active } one) return;
        one.Call(answerBy);
        if (!isSilence) return;
        one.Raise(level);
        await records.NoteAsync(one, "silence", stop, level.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Somebody answers the call of a level, and keeps the escalation unless somebody has it. Null: a program, which keeps nothing.</summary>
    internal async Task AnswerAsync(Guid caseId, Guid? person, string name, CancellationToken stop)
    {
        if (await OpenOfAsync(caseId, stop) is not { } one) return;
        one.EndCall();
        if (one is { State: EscalationState.Active, OwnerId: null } && person is not null) await OwnAsync(one, person, name, stop);
    }

    /// <summary>The case is done: nobody is asked for an answer any more.</summary>
    internal async Task EndCallAsync(Guid caseId, CancellationToken stop) => (await OpenOfAsync(caseId, stop))?.EndCall();

    internal async Task WeighAsync(Guid caseId, Severity severity, CancellationToken stop) => (await OpenOfAsync(caseId, stop))?.Weigh(severity);

    /// <summary>How it stands, and when the next word comes.</summary>
    public Task UpdateAsync(Guid id, long version, EscalationUpdateInput input, CancellationToken stop)
    {
        var text = input.Checked();
        return WorkAsync(id, version, "escalation.updated", async one =>
        {
            one.Update(input.NextUpdateAt?.ToUniversalTime(), records.Now);
            await records.NoteAsync(one, "update", stop, text: text);
            await mail.TellAsync(one, "mail.updated", text, stop);
        }, stop);
    }

    /// <summary>De-escalates it, with the reason.</summary>
    public Task EndAsync(Guid id, long version, EscalationTextInput input, CancellationToken stop)
    {
        var reason = input.Checked();
        return WorkAsync(id, version, "escalation.ended", async one =>
        {
            one.End(reason, records.Now);
            await records.NoteAsync(one, "ended", stop, text: reason);
            await mail.TellAsync(one, "mail.ended", reason, stop);
        }, stop);
    }

    /// <summary>A case is merged: what is escalated of it goes on with the other, with its level, its watchers and, unless somebody has that already, whoever owns it.</summary>
    /// <returns>Whether it goes on there.</returns>
    internal async Task<bool> GoOnAsync(Guid caseId, Guid intoId, CancellationToken stop)
    {
        await session.OneAtATimeAsync("escalation of case", intoId, stop);
        var (of, into) = (await records.CaseAsync(caseId, stop), await records.CaseAsync(intoId, stop));
        if (await records.OpenOfAsync(of, stop) is not { } one || await records.HasCauseAsync(one, EscalationTrigger.LowSatisfaction, stop)) return false;
        var open = await records.OpenOfAsync(into, stop);
        if (open is not null && one.State == EscalationState.Requested) return true;
        var next = await BeginAsync(into, new(EscalationKind.Case, one.Trigger, into.Subject, one.Reason, one.Level, Starts: one.State == EscalationState.Active), stop);
        await records.WatchAsOfAsync(next, one, stop);
        if (next.OwnerId is null && one.OwnerId is { } owner && next.State == EscalationState.Active) await OwnAsync(next, owner, (string?)(await session.OpenAsync(stop)).Entry(one).Property(EscalationMapping.Owner).CurrentValue, stop);
        return true;
    }

    /// <summary>What is escalated of a case ends with it, unless somebody said that it went badly: that is answered after the end.</summary>
    /// <param name="quietly">It goes on elsewhere: nobody is told of an end.</param>
    internal async Task EndWithCaseAsync(Guid caseId, bool quietly, CancellationToken stop)
    {
        await session.OneAtATimeAsync("escalation of case", caseId, stop);
        var of = await records.CaseAsync(caseId, stop);
        if (await records.OpenOfAsync(of, stop) is not { } one || await records.HasCauseAsync(one, EscalationTrigger.LowSatisfaction, stop)) return;
        one.FallAway(EscalationEnding.CaseEnded, records.Now);
        await records.NoteAsync(one, "case-closed", stop, shown: true);
        records.Audit(one, "escalation.ended", new { ending = one.Ending?.Word() });
        if (!quietly) await mail.TellEndedAsync(one, stop);
    }

    internal async Task WorkAsync(Guid id, long version, string action, Func<Escalation, Task> act, CancellationToken stop)
    {
        var one = await records.LoadAsync(id, version, stop);
        if (!session.Reader.IsOfEscalationDesk(one.Tier) || !session.Reader.May(Permissions.CasesWork)) throw new RefusedException(new("escalation.not-your-desk", one.Number));
        await act(one);
        records.Audit(one, action, new { state = one.State.Word(), one.OwnerId, trend = one.Trend?.Word() });
    }

    private Task ManageAsync(Guid id, long version, string action, Func<Escalation, Task> act, CancellationToken stop) => WorkAsync(id, version, action, one =>
        session.Reader.May(Permissions.EscalationsManage) ? act(one) : throw new RefusedException(new("escalation.not-your-decision", one.Number)), stop);

    private async Task<Escalation?> OpenOfAsync(Guid caseId, CancellationToken stop)
    {
        await session.OneAtATimeAsync("escalation of case", caseId, stop);
        return await records.OpenOfAsync(await records.CaseAsync(caseId, stop), stop);
    }

    private async Task OwnAsync(Escalation one, Guid? person, string? name, CancellationToken stop)
    {
        one.Own(person);
        (await session.OpenAsync(stop)).Entry(one).Property(EscalationMapping.Owner).CurrentValue = name;
        await records.NoteAsync(one, "owner", stop, name, shown: true);
    }

    private async Task<Escalation> BeginAsync(EscalatedCase of, EscalationRequest request, CancellationToken stop)
    {
        if (await records.OpenOfAsync(of, stop) is { } open) return await JoinAsync(open, request, of, stop);
        var one = await records.AddAsync(request, of.Place, (of.AccountNumber, of.Account), of, stop);
        await records.NoteAsync(one, one.State == EscalationState.Active ? "started" : "requested", stop, request.Trigger.Word(), request.Reason, shown: request.Trigger.IsAskedFor);
        records.Audit(one, one.State == EscalationState.Active ? "escalation.started" : "escalation.requested", new { trigger = request.Trigger.Word(), of = of.Number });
        return one;
    }

    // one that somebody asked for needs no more asking: the rules say it too
    private async Task<Escalation> JoinAsync(Escalation open, EscalationRequest request, EscalatedCase of, CancellationToken stop)
    {
        if (open.State == EscalationState.Requested)
        {
            open.Approve(EscalationRules.NextUpdateAfter(of.Severity), records.Now);
            records.Audit(open, "escalation.started", new { trigger = request.Trigger.Word(), of = of.Number });
        }
        open.Raise(request.Level);
        await records.NoteAsync(open, "cause", stop, request.Trigger.Word(), request.Reason);
        return open;
    }

    private async Task<bool> CountsAsync(EscalatedCase of, EscalationTrigger trigger, string occasion, CancellationToken stop) => await session.ExecuteAsync(
        "insert into escalation_cause (account_id, partner_id, case_id, trigger, occasion, tier, front_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing", stop,
        of.Place.AccountId, Parameters.OrNull(of.Place.PartnerId), of.Id, trigger.Word(), occasion, of.Place.Tier.Word(), Parameters.OrNull(of.Place.FrontId), records.Now) == 1;

    internal async Task<string> NameAsync(Escalation one, Guid person, CancellationToken stop)
    {
        var found = await session.FirstAsync("select name, role from person where id = $1 and account_id is null and partner_id is not distinct from $2 and disabled_at is null",
            row => (Name: row.GetString(0), Role: row.GetString(1)), stop, person, Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null));
        return found.Name is not null && Permissions.Of(found.Role).Contains(Permissions.CasesWork) ? found.Name : throw new InvalidInputException(new InputError("/personId", "case.not-of-the-desk"));
    }
}

internal static class EscalationAccess
{
    extension(Reader reader)
    {
        public bool IsOfEscalationDesk(CaseTier tier) => reader.Side == (tier == CaseTier.Vendor ? Side.Vendor : Side.Partner);

        public bool WorksOnEscalations(CaseTier tier) => reader.IsOfEscalationDesk(tier) && reader.May(Permissions.CasesWork);

        public bool DecidesEscalations(CaseTier tier) => reader.WorksOnEscalations(tier) && reader.May(Permissions.EscalationsManage);
    }
}
