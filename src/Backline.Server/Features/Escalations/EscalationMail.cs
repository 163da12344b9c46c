using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Escalations;

/// <summary>Tells those of the desk who watch an escalation, who own it, and, of what begins, those who answer for the service.</summary>
internal sealed class EscalationMail(Session session, MailOutbox outbox, CaseNoticeOperations notices, NoticeHours hours, PublicAddress address, TimeProvider time, IStringLocalizer<EscalationTexts> texts)
{
    private sealed record Recipient(Guid Id, string Email, string Language);

    /// <summary>
    /// Tells those who answer for the service of one that began, whoever began it: a customer's own unit of work sees nobody of the desk, and leaves it to a worker. Of cases
    /// it is told with their alarms, in the hours of the recipient; who is called by a level, or told of a missed update, knows already.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> TellNextAsync(CancellationToken stop)
    {
        var next = await session.ScalarAsync<Guid?>("select id from escalation where not told order by id limit 1 for update skip locked", stop);
        if (next is not { } id) return false;
        await session.ExecuteAsync("update escalation set told = true where id = $1", stop, id);
        var one = await (await session.OpenAsync(stop)).Set<Escalation>().SingleAsync(e => e.Id == id, stop);
        if (one.Trigger is EscalationTrigger.Age or EscalationTrigger.MissedUpdate) return true;
        if (one.CaseId is not { } of) await TellAsync(one, "mail.started", one.Reason, stop);
        else await NoticeAsync(one, of, one.State == EscalationState.Requested ? "requested" : "escalated", one.RequestedAt, stop);
        return true;
    }

    /// <summary>Reminds whoever answers for one of the update that is due; nobody does: those who answer for the service.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemindNextAsync(CancellationToken stop)
    {
        var next = await session.ScalarAsync<Guid?>(
            "select id from escalation where state = 'active' and next_update_at <= $1 and reminded_at is distinct from next_update_at order by next_update_at, id limit 1 for update skip locked", stop, time.GetUtcNow());
        if (next is not { } id) return false;
        await session.ExecuteAsync("update escalation set reminded_at = next_update_at where id = $1", stop, id);
        var one = await (await session.OpenAsync(stop)).Set<Escalation>().SingleAsync(e => e.Id == id, stop);
        if (one.CaseId is { } of) await NoticeAsync(one, of, "update-due", one.NextUpdateAt!.Value, stop, one.OwnerId);
        else await TellAsync(one, "mail.update-due", null, stop);
        return true;
    }

    private async Task NoticeAsync(Escalation one, Guid of, string kind, DateTimeOffset at, CancellationToken stop, Guid? person = null)
    {
        var now = time.GetUtcNow();
        var severity = Words.Parse<Severity>(await session.ScalarAsync<string>("select severity from support_case where account_id = $1 and id = $2", stop, one.AccountId, of));
        var people = await session.ListAsync(
            """
            select id from person where disabled_at is null and email is not null and account_id is null and partner_id is not distinct from $1
                and case when $2::uuid is null then role in ('service-manager', 'partner') else id = $2 end order by id limit 50
            """, row => row.GetGuid(0), stop, Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null), Parameters.OrNull(person));
        var readers = (await hours.ReadersAsync(people, now, stop)).Values.ToList();
        var inHands = readers.Exists(reader => reader.OnCall) || await hours.IsCalledAsync(of, now, stop);
        foreach (var reader in readers)
            await notices.AddAsync(reader.Person.Id, of, new(kind, "resolution", one.Level, at, Late: at < now - CaseAlarmOperations.Tolerance), NoticeRules.DueAt(reader, severity, inHands, now), stop);
    }

    /// <param name="key">mail.started, mail.declined, mail.updated, mail.planned or mail.ended.</param>
    public async Task TellAsync(Escalation one, string key, string? text, CancellationToken stop)
    {
        var managers = key == "mail.started";
        var desk = one.Tier == CaseTier.Partner ? one.FrontId : null;
        var people = await session.ListAsync(
            """
            select id, email, language from person where disabled_at is null and email is not null and account_id is null and partner_id is not distinct from $1 and id is distinct from $2 and (id = $3
                or id in (select person_id from escalation_watcher where account_id = $4 and escalation_id = $5) or $6 and role in ('service-manager', 'partner')) order by id limit 50
            """, row => new Recipient(row.GetGuid(0), row.GetString(1), row.GetString(2)), stop,
            Parameters.OrNull(desk), Parameters.OrNull(session.Reader.PersonId), Parameters.OrNull(one.OwnerId), one.AccountId, one.Id, managers);
        var now = time.GetUtcNow();
        var readers = await hours.ReadersAsync(people.Select(person => person.Id), now, stop);
        foreach (var person in people)
        {
            using var _ = new Spoken(person.Language);
            string?[] said = [texts[key, $"{one.Number}: {one.Title}"].Value, text, address.Of($"/escalations/{one.Id}")];
            await outbox.AddAsync(new(person.Email, person.Language, texts[key, one.Number], string.Join("\n\n", said.Where(part => !string.IsNullOrWhiteSpace(part))), AccountId: one.AccountId,
                DueAt: NoticeRules.DueAt(readers[person.Id], severity: null, somebodyOnCall: false, now)) { DeskId = desk }, stop);
        }
    }
}
