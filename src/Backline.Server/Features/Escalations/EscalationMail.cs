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
internal sealed class EscalationMail(Session session, DeskRecipients recipients, MailOutbox outbox, CaseNoticeOperations notices, NoticeHours hours, PublicAddress address, TimeProvider time, IStringLocalizer<EscalationTexts> texts)
{
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
        if (one.Ending is EscalationEnding.CaseEnded or EscalationEnding.RatingChanged) await TellEndedAsync(one, stop);
        if (!one.IsOpen || one.Trigger is EscalationTrigger.Age or EscalationTrigger.MissedUpdate) return true;
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
        else await TellAsync(one, "mail.update-due", null, stop, one.OwnerId is null ? await OnDutyAsync(one, stop) : []);
        return true;
    }

    // nobody has it: those on duty hear, and when nobody is, those who answer for the service
    private async Task<IEnumerable<Guid>> OnDutyAsync(Escalation one, CancellationToken stop) => await recipients.OnDutyAsync(DeskOf(one), time.GetUtcNow(), stop) is { Count: > 0 } duty ? duty
        : (await recipients.NamedAsync(DeskOf(one), [], stop)).Select(person => person.Id);

    private async Task NoticeAsync(Escalation one, Guid of, string kind, DateTimeOffset at, CancellationToken stop, Guid? person = null)
    {
        var now = time.GetUtcNow();
        var severity = Words.Parse<Severity>(await session.ScalarAsync<string>("select severity from support_case where account_id = $1 and id = $2", stop, one.AccountId, of));
        var people = await recipients.NamedAsync(DeskOf(one), person is { } known ? [known] : [], stop);
        var readers = (await hours.ReadersAsync(people.Select(each => each.Id), now, stop)).Values.ToList();
        var inHands = readers.Exists(reader => reader.OnCall) || await hours.IsCalledAsync(of, now, stop);
        foreach (var reader in readers)
            await notices.AddAsync(reader.Person.Id, of, new(kind, "resolution", one.Level, at, Late: at < now - CaseAlarmOperations.Tolerance), NoticeRules.DueAt(reader, severity, inHands, now), stop);
    }

    /// <summary>Tells whoever owns or watches one that it ended by itself; a customer who closes the case sees nobody of the desk, and leaves it to a worker.</summary>
    public async Task TellEndedAsync(Escalation one, CancellationToken stop)
    {
        var now = session.Reader.IsProgramme || session.Reader.IsOfEscalationDesk(one.Tier);
        await session.ExecuteAsync("update escalation set told = $3 where account_id = $1 and id = $2", stop, one.AccountId, one.Id, now);
        if (now) await TellAsync(one, "mail." + one.Ending!.Value.Word(), null, stop);
    }

    /// <param name="key">mail.started, mail.declined, mail.updated, mail.planned, mail.ended, mail.rated-again, or mail. and how it ended by itself.</param>
    /// <param name="others">Who is told besides those who own or watch it.</param>
    public async Task TellAsync(Escalation one, string key, string? text, CancellationToken stop, IEnumerable<Guid>? others = null)
    {
        var following = await session.ListAsync("select person_id from escalation_watcher where account_id = $1 and escalation_id = $2", row => row.GetGuid(0), stop, one.AccountId, one.Id);
        if (one.OwnerId is { } owner) following.Add(owner);
        following.AddRange(others ?? []);
        var people = (await recipients.ListAsync(DeskOf(one), following, stop)).Where(person => person.Id != session.Reader.PersonId && (person.IsNamed || key == "mail.started")).ToList();
        var now = time.GetUtcNow();
        var readers = await hours.ReadersAsync(people.Select(person => person.Id), now, stop);
        foreach (var person in people)
        {
            using var _ = new Spoken(person.Language);
            string?[] said = [texts[key, $"{one.Number}: {one.Title}"].Value, text, address.Of($"/escalations/{one.Id}")];
            await outbox.AddAsync(new(person.Email, person.Language, texts[key, one.Number], string.Join("\n\n", said.Where(part => !string.IsNullOrWhiteSpace(part))), AccountId: one.AccountId,
                DueAt: NoticeRules.DueAt(readers[person.Id], severity: null, somebodyOnCall: false, now)) { DeskId = DeskOf(one) }, stop);
        }
    }

    // null: the vendor's
    private static Guid? DeskOf(Escalation one) => one.Tier == CaseTier.Partner ? one.FrontId : null;
}
