using Backline.Domain.CloudIncidents;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Notices cloud partners that say nothing although they are due: their clock, not the customer's. Whichever node does it, each silence is told once.</summary>
internal sealed class CloudSilenceOperations(Session session, CloudIncidentRecords records, DeskRecipients recipients, NoticeHours hours, MailOutbox outbox, PublicAddress address, IStringLocalizer<CloudIncidentTexts> texts)
{
    /// <returns>The incident that was noticed; null when none is due.</returns>
    public async Task<string?> NoticeNextAsync(CancellationToken stop)
    {
        var due = await session.FirstAsync("select id from cloud_incident where alarm_at <= $1 and alarm_at < '9999-01-01Z' order by alarm_at, id limit 1 for update skip locked", row => (Guid?)row.GetGuid(0), stop, records.Now);
        if (due is not { } id) return null;
        var incident = await records.LoadAsync(id, version: null, stop);
        incident.FallSilent(records.Now);
        await records.KeepAsync(incident, "silent", "", isInternal: true, stop);
        await TellAsync(incident, stop);
        return incident.Number;
    }

    // whoever looks after it, or works on a case of it, in their own hours; nobody: those who answer for the service
    private async Task TellAsync(CloudIncident incident, CancellationToken stop)
    {
        var told = await recipients.NamedAsync(null, (await records.LinkedAsync(incident, stop)).Select(one => one.AssigneeId).Append(incident.OwnerId).OfType<Guid>(), stop);
        var partner = await session.ScalarAsync<string>("select name from cloud_partner where id = $1", stop, incident.CloudPartnerId) ?? "";
        var readers = await hours.ReadersAsync(told.Select(person => person.Id), records.Now, stop);
        foreach (var person in told)
            await outbox.AddAsync(new(person.Email, person.Language, texts["silent.mail.subject", partner, incident.Number], texts["silent.mail.text", partner, incident.Number, incident.ExternalNumber ?? "–", address.Of($"/cloud-incidents/{incident.Id}")],
                AccountId: incident.AccountId, DueAt: NoticeRules.DueAt(readers[person.Id], severity: null, somebodyOnCall: false, records.Now)), stop);
    }
}
