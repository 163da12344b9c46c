using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Escalations;

/// <summary>An account with many cases, or one that matters, gets an owner, a plan and people who watch: another thing than one case that does not move.</summary>
internal sealed class AccountEscalationOperations(Session session, EscalationRecords records, EscalationOperations escalations, EscalationMail mail)
{
    private sealed record Account(Guid? PartnerId, string Number, string Name);

    /// <exception cref="RefusedException"><c>escalation.not-your-decision</c>, <c>escalation.open-already</c></exception>
    public async Task<Escalation> OpenAsync(Guid accountId, string reason, IReadOnlyList<Guid> cases, CancellationToken stop, EscalationTrigger trigger = EscalationTrigger.Desk)
    {
        var reader = session.Reader;
        if (reader.Side == Side.Customer || !reader.May(Permissions.EscalationsManage)) throw new RefusedException(new("escalation.not-your-decision", ""));
        await session.OneAtATimeAsync("escalation of account", accountId, stop);
        var account = await session.FirstAsync("select partner_id, number, name from account where account_id = $1", row => new Account(row.Nullable<Guid>(0), row.GetString(1), row.GetString(2)), stop, accountId)
            ?? throw new NotFoundException("account", accountId, "/accountId");
        var tier = reader.Side == Side.Partner ? CaseTier.Partner : CaseTier.Vendor;
        if (await OpenOfAsync(accountId, tier, stop) is { } open) throw new RefusedException(new("escalation.open-already", account.Number, open));
        var one = await records.AddAsync(new(EscalationKind.Account, trigger, account.Name, reason, 0, Starts: true), new(accountId, account.PartnerId, tier, tier == CaseTier.Partner ? reader.PartnerId : null, null), (account.Number, account.Name), null, stop);
        await records.NoteAsync(one, "started", stop, one.Trigger.Word(), reason);
        foreach (var id in cases.Distinct()) await AddCaseAsync(one, id, stop);
        records.Audit(one, "escalation.started", new { trigger = one.Trigger.Word(), of = account.Number });
        return one;
    }

    /// <summary>A case that reached the last level makes it a matter of the account: it joins what is open, or begins it.</summary>
    internal async Task JoinAsync(EscalatedCase of, CancellationToken stop)
    {
        await session.OneAtATimeAsync("escalation of account", of.Place.AccountId, stop);
        var one = await (await session.OpenAsync(stop)).Set<Escalation>().SingleOrDefaultAsync(
            e => e.Kind == EscalationKind.Account && e.AccountId == of.Place.AccountId && e.Tier == of.Place.Tier && (e.Tier == CaseTier.Vendor || e.FrontId == of.Place.FrontId) && (e.State == EscalationState.Requested || e.State == EscalationState.Active), stop);
        if (one is null)
        {
            one = await records.AddAsync(new(EscalationKind.Account, EscalationTrigger.Age, of.Account, of.Number, 0, Starts: true), of.Place with { CaseId = null, FrontId = of.Place.Tier == CaseTier.Partner ? of.Place.FrontId : null }, (of.AccountNumber, of.Account), null, stop);
            await records.NoteAsync(one, "started", stop, EscalationTrigger.Age.Word(), of.Number);
            records.Audit(one, "escalation.started", new { trigger = EscalationTrigger.Age.Word(), of = of.Number });
        }
        await AddCaseAsync(one, of.Id, stop);
    }

    public Task TurnAsync(Guid id, long version, TrendInput input, CancellationToken stop)
    {
        var trend = input.Checked();
        return escalations.WorkAsync(id, version, "escalation.turned", async one =>
        {
            one.Turn(trend);
            await records.NoteAsync(one, "trend", stop, trend.Word(), EscalationTextInput.Tidy(input.Text));
        }, stop);
    }

    public Task IntendAsync(Guid id, long version, EscalationTextInput input, CancellationToken stop)
    {
        var plan = input.Checked();
        return escalations.WorkAsync(id, version, "escalation.planned", async one =>
        {
            one.Intend(plan);
            await records.NoteAsync(one, "plan", stop, text: plan);
            await mail.TellAsync(one, "mail.planned", plan, stop);
        }, stop);
    }

    public Task LinkAsync(Guid id, long version, Guid caseId, CancellationToken stop) => escalations.WorkAsync(id, version, "escalation.case-linked", async one =>
    {
        one.WhyNotTurn().ThrowIfRefused();
        if (!await AddCaseAsync(one, caseId, stop)) throw new RefusedException(new("escalation.case-linked", one.Number));
    }, stop);

    public Task UnlinkAsync(Guid id, long version, Guid caseId, CancellationToken stop) => escalations.WorkAsync(id, version, "escalation.case-unlinked", async one =>
    {
        one.WhyNotTurn().ThrowIfRefused();
        var number = await session.ScalarAsync<string>("delete from escalation_case l using support_case c where l.account_id = $1 and l.escalation_id = $2 and l.case_id = $3 and c.account_id = l.account_id and c.id = l.case_id returning c.number",
            stop, one.AccountId, one.Id, caseId) ?? throw new NotFoundException("case", caseId);
        await records.NoteAsync(one, "case-unlinked", stop, number);
    }, stop);

    /// <summary>Somebody of the desk is told of all that happens.</summary>
    public Task WatchAsync(Guid id, long version, Guid person, CancellationToken stop) => escalations.WorkAsync(id, version, "escalation.watched", async one =>
    {
        one.WhyNotWork().ThrowIfRefused();
        var name = await escalations.NameAsync(one, person, stop);
        await records.WatchAsync(one, person, name, stop);
    }, stop);

    public Task UnwatchAsync(Guid id, long version, Guid person, CancellationToken stop) => escalations.WorkAsync(id, version, "escalation.unwatched", async one =>
    {
        var name = await session.ScalarAsync<string>("delete from escalation_watcher where account_id = $1 and escalation_id = $2 and person_id = $3 returning name", stop, one.AccountId, one.Id, person)
            ?? throw new NotFoundException("person", person);
        await records.NoteAsync(one, "watcher-left", stop, name);
    }, stop);

    /// <returns>Whether it is new.</returns>
    internal async Task<bool> AddCaseAsync(Escalation one, Guid caseId, CancellationToken stop)
    {
        var of = await records.CaseAsync(caseId, stop, "/caseId");
        if (of.Place.AccountId != one.AccountId || of.Place.Tier != one.Tier || of.Place.Tier == CaseTier.Partner && of.Place.FrontId != one.FrontId) throw new RefusedException(new("escalation.case-elsewhere", of.Number));
        var added = await session.ExecuteAsync("insert into escalation_case (account_id, partner_id, escalation_id, case_id, tier, front_id) values ($1, $2, $3, $4, $5, $6) on conflict do nothing", stop,
            one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, caseId, one.Tier.Word(), Parameters.OrNull(one.FrontId));
        if (added > 0) await records.NoteAsync(one, "case-linked", stop, of.Number);
        return added > 0;
    }

    private Task<string?> OpenOfAsync(Guid accountId, CaseTier tier, CancellationToken stop) =>
        session.ScalarAsync<string>("select number from escalation where kind = 'account' and account_id = $1 and tier = $2 and state in ('requested', 'active')", stop, accountId, tier.Word());
}
