using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.CloudPartners;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>What the cloud partner does and says of an incident that is open there: it happens to all that are one there. The caller saves.</summary>
internal sealed class CloudNewsOperations(CloudPartnerQueries partners, CloudIncidentRecords records, CloudIncidentCases cases, CloudCallOperations calls, CloudNotices notices)
{
    /// <summary>
    /// What the cloud partner's program says. State and number are what whoever asked sees of it; its words are kept here and noted in the cases, where those of the
    /// desk decide what becomes of them: they answer nobody, and no clock of a case is kept by them.
    /// </summary>
    /// <param name="state">That it is in from now on; null: as before.</param>
    /// <param name="text">Its words; null only with a state.</param>
    public async Task HearAsync(Guid id, CloudIncidentState? state, string? text, CancellationToken stop)
    {
        var all = await records.LoadTogetherAsync(id, version: null, stop);
        var partner = await partners.GetAsync(all[0].CloudPartnerId, stop);
        var author = $"{partner.Name}, {all[0].ExternalNumber}";
        foreach (var incident in all)
        {
            if (state == CloudIncidentState.Resolved)
            {
                incident.Resolve(records.Now);
                await records.KeepAsync(incident, "resolved", "", isInternal: false, stop, author: author);
                await cases.ResumeAsync(incident, stop);
                await calls.CallOffAsync(incident, stop, author);
            }
            else if (state is { } to)
            {
                incident.Move(to, records.NextContact(null, partner), records.Now);
                await records.KeepAsync(incident, "moved", to.Word(), isInternal: false, stop, author: author);
            }
            else incident.Contact(heard: true, records.NextContact(null, partner), records.Now);
            if (text is null) continue;
            await records.KeepAsync(incident, "said", text, isInternal: true, stop, author: author);
            await cases.NoteAsync(incident, author, text, stop);
            await notices.TellSaidAsync(incident, stop);
        }
    }

    /// <summary>Passes on to whoever asked, in each linked case, what those of the desk choose of the cloud partner's words.</summary>
    public async Task TellAsync(Guid id, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: true);
        var incident = await records.LoadAsync(id, version: null, stop);
        records.WhyNotWork(incident).ThrowIfRefused();
        await cases.WriteAsync(incident, CloudText.Tidy(input.Text), stop);
        await records.KeepAsync(incident, "told", CloudText.Tidy(input.Text)!, isInternal: true, stop);
    }

    public Task MoveAsync(Guid id, long version, CloudMove input, CancellationToken stop)
    {
        input.Check();
        var state = Words.Parse<CloudIncidentState>(input.State);
        return TogetherAsync(id, version, "moved", state.Word(), (incident, partner) => incident.Move(state, records.NextContact(input.NextContactAt, partner), records.Now), incident => cases.WriteAsync(incident, input.Text, stop), stop);
    }

    /// <summary>A workaround is told in each case (EC-7); one that restores service counts as restoration (CA-3).</summary>
    public Task WorkAroundAsync(Guid id, long version, CloudWorkaround input, CancellationToken stop)
    {
        input.Check();
        return TogetherAsync(id, version, "workaround", CloudText.Tidy(input.Text)!, (incident, partner) => incident.Mitigate(CloudText.Tidy(input.Text)!, records.NextContact(input.NextContactAt, partner), records.Now), async incident =>
        {
            if (input.Restores) await cases.ResumeAsync(incident, stop);
            await cases.WorkAroundAsync(incident, CloudText.Tidy(input.Text)!, input.Restores, stop);
        }, stop);
    }

    public Task ResolveAsync(Guid id, long version, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: false);
        return TogetherAsync(id, version, "resolved", CloudText.Tidy(input.Text) ?? "", (incident, _) => incident.Resolve(records.Now), async incident =>
        {
            await cases.ResumeAsync(incident, stop);
            await cases.WriteAsync(incident, input.Text, stop);
            await calls.CallOffAsync(incident, stop);
        }, stop);
    }

    public Task ContactAsync(Guid id, CloudContact input, CancellationToken stop)
    {
        input.Check();
        return TogetherAsync(id, version: null, "contact", CloudText.Tidy(input.Text)!, (incident, partner) => incident.Contact(input.Heard, records.NextContact(input.NextContactAt, partner), records.Now), _ => Task.CompletedTask, stop, input.Internal);
    }

    // what happens at the cloud partner happens to all that are one there
    private async Task TogetherAsync(Guid id, long? version, string kind, string text, Action<CloudIncident, CloudPartnerView> act, Func<CloudIncident, Task> tell, CancellationToken stop, bool isInternal = false)
    {
        var all = await records.LoadTogetherAsync(id, version, stop);
        var partner = await partners.GetAsync(all[0].CloudPartnerId, stop);
        foreach (var incident in all)
        {
            act(incident, partner);
            await records.KeepAsync(incident, kind, text, isInternal, stop);
            await tell(incident);
        }
    }
}
