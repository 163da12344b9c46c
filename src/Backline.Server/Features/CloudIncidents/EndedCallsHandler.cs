using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Calls off what was planned for an incident that whoever asked took back.</summary>
internal sealed class EndedCallsHandler(Session session, CloudIncidentRecords records, CloudCallOperations calls) : IDueHandler
{
    public const string Ended = "cloud-incident-ended";

    public string Kind => Ended;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        var by = await session.ScalarAsync<string>("select author from cloud_incident_event where incident_id = $1 and kind = 'withdrawn' order by seq desc limit 1", stop, item.SubjectId);
        await calls.CallOffAsync(await records.LoadAsync(item.SubjectId, version: null, stop), stop, by);
    }
}
