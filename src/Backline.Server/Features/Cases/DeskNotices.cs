using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Escalations;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>Tells those of the desk a case lies on what it wants of them, with their alarms and in their hours.</summary>
internal sealed class DeskNotices(Session session, DeskRecipients recipients, CaseNoticeOperations notices, NoticeHours hours, TimeProvider time)
{
    private sealed record Place(Severity Severity, Guid? FrontId);

    /// <param name="worker">Who looks after it. Null, or nobody of that desk: those are told who answer for the service, and those on duty.</param>
    /// <param name="kind">Of <see cref="CaseNotice"/>, as is the milestone.</param>
    public async Task TellAsync(Guid caseId, Guid? worker, string kind, string milestone, DateTimeOffset at, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var place = await session.FirstAsync("select severity, case when tier = 'partner' then front_id end from support_case where id = $1", row => new Place(Words.Parse<Severity>(row.GetString(0)), row.Nullable<Guid>(1)), stop, caseId) ?? throw new NotFoundException("case", caseId);
        var readers = (await hours.ReadersAsync(await PeopleAsync(place.FrontId, worker, now, stop), now, stop)).Values;
        var inHands = readers.Any(reader => reader.OnCall);
        foreach (var reader in readers)
            await notices.AddAsync(reader.Person.Id, caseId, new(kind, milestone, 0, at, Late: false), NoticeRules.DueAt(reader, place.Severity, inHands, now), stop);
    }

    private async Task<IEnumerable<Guid>> PeopleAsync(Guid? partner, Guid? worker, DateTimeOffset now, CancellationToken stop)
    {
        var told = await recipients.NamedAsync(partner, worker is { } known ? [known] : [], stop);
        return told.Any(one => one.IsNamed) ? told.Select(one => one.Id) : told.Select(one => one.Id).Union(await recipients.OnDutyAsync(partner, now, stop));
    }
}
