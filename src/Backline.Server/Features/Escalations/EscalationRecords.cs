using System.Globalization;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.Escalations;

/// <summary>A case as its escalation needs it.</summary>
internal sealed record EscalatedCase(EscalationPlace Place, Guid Id, string Number, string Subject, Severity Severity, CaseState State, string AccountNumber, string Account);

/// <summary>Loads escalations and keeps what happened to them, in the order in which it did.</summary>
internal sealed class EscalationRecords(Session session, TimeProvider time)
{
    /// <summary>In the microseconds that are kept.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return new(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        }
    }

    /// <exception cref="NotFoundException"/>
    /// <exception cref="StaleVersionException"/>
    public async Task<Escalation> LoadAsync(Guid id, long? version, CancellationToken stop)
    {
        var one = await (await session.OpenAsync(stop)).Set<Escalation>().SingleOrDefaultAsync(e => e.Id == id, stop) ?? throw new NotFoundException("escalation", id);
        return version is null || version == one.Version ? one : throw new StaleVersionException();
    }

    public async Task<Escalation?> OpenOfAsync(EscalatedCase one, CancellationToken stop) => await (await session.OpenAsync(stop)).Set<Escalation>()
        .SingleOrDefaultAsync(e => e.AccountId == one.Place.AccountId && e.CaseId == one.Id && (e.State == EscalationState.Requested || e.State == EscalationState.Active), stop);

    /// <summary>It began for the cause, or was joined by it.</summary>
    public Task<bool> HasCauseAsync(Escalation one, EscalationTrigger trigger, CancellationToken stop) => session.ScalarAsync<bool>(
        // a cause is written down a moment before what it begins
        """
        select exists (select from escalation_cause where account_id = $1 and case_id = $2 and trigger = $3
            and at > (select coalesce(max(ended_at), '-infinity') from escalation where account_id = $1 and case_id = $2 and id <> $4))
        """, stop, one.AccountId, one.CaseId!.Value, trigger.Word(), one.Id);

    /// <summary>Nothing has happened to it since it began: no other cause, nobody who took it up or said anything.</summary>
    public Task<bool> IsUntouchedAsync(Escalation one, CancellationToken stop) => session.ScalarAsync<bool>(
        "select not exists (select from escalation_line where account_id = $1 and escalation_id = $2 and kind not in ('started', 'watcher', 'watcher-left'))", stop, one.AccountId, one.Id);

    /// <summary>Of the customer's people, only who opened a private case sees it.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<EscalatedCase> CaseAsync(Guid id, CancellationToken stop, string pointer = "") => await session.FirstAsync(
        $"""
        select c.account_id, c.partner_id, c.tier, c.front_id, c.number, c.subject, c.severity, c.state, c.account_number, c.account_name from support_case c
        where c.id = $1 and ($2 or {CaseQueries.SeenBy("c", "$3", "$4")})
        """,
        row => new EscalatedCase(new(row.GetGuid(0), row.Nullable<Guid>(1), Words.Parse<CaseTier>(row.GetString(2)), row.Nullable<Guid>(3), id, Words.Parse<Severity>(row.GetString(6))), id, row.GetString(4), row.GetString(5), Words.Parse<Severity>(row.GetString(6)),
            Words.Parse<CaseState>(row.GetString(7)), row.GetString(8), row.GetString(9)), stop,
        id, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name) ?? throw new NotFoundException("case", id, pointer);

    public async Task<Escalation> AddAsync(EscalationRequest request, EscalationPlace place, (string Number, string Name) account, EscalatedCase? of, CancellationToken stop)
    {
        var now = Now;
        var number = await session.ScalarAsync<long>("select nextval('escalation_number_seq')", stop);
        var one = Escalation.Open(request, place, $"E-{now.Year.ToString(CultureInfo.InvariantCulture)}-{number.ToString("000000", CultureInfo.InvariantCulture)}", EscalationRules.NextUpdateAfter(of?.Severity), now);
        var db = await session.OpenAsync(stop);
        var row = db.Add(one);
        row.Property(EscalationMapping.AccountNumber).CurrentValue = account.Number;
        row.Property(EscalationMapping.AccountName).CurrentValue = account.Name;
        row.Property(EscalationMapping.CaseNumber).CurrentValue = of?.Number;
        row.Property(EscalationMapping.RequestedBy).CurrentValue = session.Reader.Name;
        await db.SaveChangesAsync(stop);
        return one;
    }

    /// <summary>Keeps the change with a line of its history.</summary>
    /// <param name="shown">To whoever asked too; what they do themselves they see anyway.</param>
    public async Task NoteAsync(Escalation one, string kind, CancellationToken stop, string? word = null, string? text = null, bool shown = false)
    {
        await (await session.OpenAsync(stop)).SaveChangesAsync(stop);
        await session.ExecuteAsync(
            "insert into escalation_line (account_id, partner_id, escalation_id, tier, front_id, is_shown, at, kind, actor_id, actor, word, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", stop,
            one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, one.Tier.Word(), Parameters.OrNull(one.FrontId), shown || !session.Reader.IsProgramme && !session.Reader.IsOfEscalationDesk(one.Tier), Now, kind, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name,
            Parameters.OrNull(word), Parameters.OrNull(text));
    }

    /// <summary>Somebody of the desk is told of all that happens.</summary>
    public async Task WatchAsync(Escalation one, Guid person, string name, CancellationToken stop)
    {
        var added = await session.ExecuteAsync(
            "insert into escalation_watcher (account_id, partner_id, escalation_id, person_id, name, tier, front_id) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing", stop,
            one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, person, name, one.Tier.Word(), Parameters.OrNull(one.FrontId));
        if (added > 0) await NoteAsync(one, "watcher", stop, name);
    }

    /// <summary>Whoever watches the other watches this one too.</summary>
    public Task WatchAsOfAsync(Escalation one, Escalation other, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into escalation_watcher (account_id, partner_id, escalation_id, person_id, name, tier, front_id)
        select account_id, partner_id, $3, person_id, name, tier, front_id from escalation_watcher where account_id = $1 and escalation_id = $2 on conflict do nothing
        """, stop, one.AccountId, other.Id, one.Id);

    /// <summary>Joins the chain of whoever asked for what they do; what the desk does about it stays with the desk, which shows what it shows on the escalation.</summary>
    public void Audit(Escalation one, string action, object? after = null) => session.Audit(
        session.Reader.IsProgramme || session.Reader.IsOfEscalationDesk(one.Tier) ? Act.OnDesk(one.Tier == CaseTier.Partner ? one.FrontId : null, action, "escalation", one.Id, one.Number, after: after)
        : one.FrontId is { } front && session.Reader.Side != Side.Customer ? Act.OnPartner(front, action, "escalation", one.Id, one.Number, after: after)
        : new(one.AccountId, one.FrontId is null ? one.PartnerId : session.Reader.PartnerId ?? one.PartnerId, action, "escalation", one.Id, one.Number, After: after));
}
