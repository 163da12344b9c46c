using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Cases.Watchers;

/// <param name="Side">asking: of those who ask, and who see the case also when it is private; desk: of those who work on it.</param>
public sealed record WatcherView(Guid PersonId, string Name, string Side, DateTimeOffset AddedAt, string AddedBy);

public sealed record WatcherInput(Guid? PersonId);

/// <summary>Who follows a case. Whoever sees a case lets others of the same side follow it; the desk also lets those who ask.</summary>
internal sealed class WatcherOperations(Session session, CaseGlances glances, TimeProvider clock)
{
    private const int MostPeople = 500;

    public async Task<IReadOnlyList<WatcherView>> ListAsync(Guid id, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        return await session.ListAsync(
            "select person_id, name, side, added_at, shown_name(added_by) from case_watcher where account_id = $1 and case_id = $2 order by side, lower(name), person_id",
            row => new WatcherView(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)), stop, one.AccountId, id);
    }

    /// <summary>Who could follow it too, of those the reader may add; those who ask first.</summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(Guid id, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        return await session.ListAsync(
            $"select p.id, p.name from {People(one)} p where {Addable} and not exists (select from case_watcher w where w.account_id = $5 and w.case_id = $6 and w.person_id = p.id) order by {SideOf}, lower(p.name), p.id limit $7",
            row => new Choice(row.GetGuid(0).ToString(), row.GetString(1)), stop, [.. Args(one), MostPeople]);
    }

    /// <exception cref="InvalidInputException"><c>case.not-of-either-side</c></exception>
    public async Task AddAsync(Guid id, WatcherInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.PersonId is null, "/personId", "input.required").ThrowIfAny();
        var one = await glances.GetAsync(id, stop);
        WhyNot(one).ThrowIfRefused();
        var found = await session.FirstAsync($"select p.name, {SideOf} from {People(one)} p where p.id = $7 and {Addable}", row => (Name: row.GetString(0), Side: row.GetString(1)), stop, [.. Args(one), input.PersonId]);
        if (found.Name is null) throw new InvalidInputException(new InputError("/personId", "case.not-of-either-side"));
        var added = await session.ExecuteAsync(
            """
            insert into case_watcher (account_id, partner_id, case_id, person_id, tier, front_id, side, name, added_at, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict do nothing
            """, stop, one.AccountId, Parameters.OrNull(one.PartnerId), id, input.PersonId, one.Tier.Word(), Parameters.OrNull(one.FrontId), found.Side, found.Name, clock.GetUtcNow(), session.Reader.Name);
        if (added > 0) await AuditAsync(one, found.Side, "case.watcher-added", found.Name, stop);
    }

    /// <exception cref="NotFoundException"/>
    public async Task RemoveAsync(Guid id, Guid person, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        WhyNot(one).ThrowIfRefused();
        var (name, side) = await session.FirstAsync("delete from case_watcher where account_id = $1 and case_id = $2 and person_id = $3 returning name, side", row => (row.GetString(0), row.GetString(1)), stop, one.AccountId, id, person);
        if (name is null) throw new NotFoundException("watcher", person);
        await AuditAsync(one, side, "case.watcher-removed", name, stop);
    }

    // who of the desk watches is the desk's own
    private Task AuditAsync(CaseGlance one, string side, string action, string watcher, CancellationToken stop)
    {
        if (side == "asking") return session.AuditAsync(one, action, new { watcher }, stop);
        session.AuditInside(one, action, new { watcher });
        return Task.CompletedTask;
    }

    private Refusal? WhyNot(CaseGlance one) => session.Reader.IsOfDesk(one.Tier) && !session.Reader.WorksAt(one.Tier) ? new("case.not-your-desk", one.Number) : null;

    // $1 the account of those who ask, $2 the partner who asks in a customer's stead, $3 the partner whose desk it is, $4 whether the reader is of the desk
    private const string Asking = "(p.account_id = $1 or p.account_id is null and p.partner_id = $2)";
    private const string SideOf = $"case when {Asking} then 'asking' else 'desk' end";
    private const string Addable = $"({Asking} or $4 and p.account_id is null and p.partner_id is not distinct from $3)";

    // a partner sees its own people, and of those who ask at its desk the names
    private string People(CaseGlance one)
    {
        var asking = one.Tier == CaseTier.Partner && session.Reader.IsOfDesk(one.Tier) ? " union all select id, name, account_id, null from case_askers($6)" : "";
        return $"(select id, name, account_id, partner_id from person where disabled_at is null{asking})";
    }

    private object?[] Args(CaseGlance one)
    {
        var fronted = one is { Tier: CaseTier.Vendor, FrontId: not null };
        return [Parameters.OrNull(fronted ? null : one.AccountId), Parameters.OrNull(fronted ? one.FrontId : null), Parameters.OrNull(one.DeskId), session.Reader.IsOfDesk(one.Tier), one.AccountId, one.Id];
    }
}
