using Backline.Domain.CloudIncidents;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Tells those who look after the incidents of an account with a cloud partner that a paper they go on under was taken back, and why.</summary>
internal sealed class WithdrawnPaperHandler(Session session, CloudIncidentRecords records, CloudNotices notices) : IDueHandler
{
    private sealed record Withdrawn(Guid AccountId, Guid PartnerId, string Reference, string Reason, string By);

    public string Kind => CloudPaperOperations.WithdrawnKind;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        if (await session.FirstAsync("select account_id, cloud_partner_id, reference, withdrawn_reason, withdrawn_by from cloud_paper where id = $1 and withdrawn_at is not null",
            row => new Withdrawn(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4)), stop, item.SubjectId) is not { } paper) return;
        var open = await (await session.OpenAsync(stop)).Set<CloudIncident>().Where(one => one.AccountId == paper.AccountId && one.CloudPartnerId == paper.PartnerId && one.EndedAt == null).OrderBy(one => one.Id).ToListAsync(stop);
        foreach (var incident in open)
        {
            await records.KeepAsync(incident, "paper", $"{paper.Reference}: {paper.Reason}", isInternal: true, stop, author: paper.By);
            await notices.TellPaperAsync(incident, stop);
        }
    }
}
