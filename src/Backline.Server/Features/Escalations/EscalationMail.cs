using System.Globalization;
using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Features.Calendars;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Escalations;

/// <summary>Tells those of the desk who watch an escalation, who own it, and, of what begins, those who answer for the service.</summary>
internal sealed class EscalationMail(Session session, MailOutbox outbox, CaseNoticeOperations notices, TimeProvider time, IStringLocalizer<EscalationTexts> texts)
{
    private sealed record Recipient(string Email, string Language);

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
            select p.id, p.time_zone, d.week::text, exists (select from desk_duty y where y.person_id = p.id and y.on_call
                and ($2 at time zone p.time_zone)::date between coalesce(y.from_day, '-infinity'::date) and coalesce(y.until_day, 'infinity'::date))
            from person p left join desk_profile d on d.person_id = p.id
            where p.disabled_at is null and p.email is not null and p.account_id is null and p.partner_id is not distinct from $1 and case when $3::uuid is null then p.role in ('service-manager', 'partner') else p.id = $3 end order by p.id limit 50
            """, row => (Id: row.GetGuid(0), Zone: row.GetString(1), Week: row.Text(2), OnCall: row.GetBoolean(3)), stop, Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null), now, Parameters.OrNull(person));
        foreach (var told in people)
        {
            var week = told.Week is null ? null : JsonSerializer.Deserialize<WeekSaid>(told.Week, BacklineJson.Options);
            await notices.AddAsync(told.Id, of, new(kind, "resolution", one.Level, at, Late: false), CaseNoticeOperations.DueAt(severity, told.OnCall, told.Zone, week, now), stop);
        }
    }

    /// <param name="key">mail.started, mail.updated, mail.planned or mail.ended.</param>
    public async Task TellAsync(Escalation one, string key, string? text, CancellationToken stop)
    {
        var managers = key == "mail.started";
        var people = await session.ListAsync(
            """
            select email, language from person where disabled_at is null and email is not null and account_id is null and partner_id is not distinct from $1 and id is distinct from $2 and (id = $3
                or id in (select person_id from escalation_watcher where account_id = $4 and escalation_id = $5) or $6 and role in ('service-manager', 'partner')) order by id limit 50
            """, row => new Recipient(row.GetString(0), row.GetString(1)), stop,
            Parameters.OrNull(one.FrontId is { } front && one.Tier == CaseTier.Partner ? front : null), Parameters.OrNull(session.Reader.PersonId), Parameters.OrNull(one.OwnerId), one.AccountId, one.Id, managers);
        var before = CultureInfo.CurrentUICulture;
        try
        {
            foreach (var person in people)
            {
                CultureInfo.CurrentUICulture = Languages.WordsOf(person.Language);
                // the vendor's administrator reads the outbox: of what lies at a partner's desk it tells no more than the number
                var named = one.Tier == CaseTier.Vendor ? $"{one.Number}: {one.Title}" : one.Number;
                var said = one.Tier == CaseTier.Vendor ? text ?? "" : "";
                await outbox.AddAsync(new(person.Email, person.Language, texts[key, one.Number], texts["mail.text", texts[key, named], said].Value.Trim(), AccountId: one.AccountId), stop);
            }
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
