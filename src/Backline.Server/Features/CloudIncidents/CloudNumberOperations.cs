using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>The number an incident has at the cloud partner: written down, put right, shared with the cases of other accounts. The caller saves.</summary>
internal sealed class CloudNumberOperations(Session session, CloudPartnerQueries partners, CloudIncidentRecords records, CloudIncidentCases cases)
{
    /// <summary>It has a number there: customer and partner see it from now on (EC-2).</summary>
    public async Task OpenAsync(Guid id, long version, CloudOpening input, CancellationToken stop)
    {
        input.Check();
        var incident = await records.LoadAsync(id, version, stop);
        records.WhyNotWork(incident).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        incident.WhyNotOpen().ThrowIfRefused();
        await RefuseOddAsync(incident, partner, input.ExternalNumber!, input.AsIs, stop);
        await OpenAsync(incident, partner, input, stop);
        await cases.TellNumberAsync(incident, partner.Name, stop, text: CloudText.Tidy(input.Text));
        if (input.Wait) await cases.WaitAsync(incident, incident.NextContactAt!.Value, stop);
    }

    /// <summary>The number was written down wrongly: it is put right wherever it is shown, and those who read the wrong one are told.</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.not-opened</c>, <c>cloud-incident.number-same</c>, <c>cloud-incident.not-your-desk</c></exception>
    /// <exception cref="InvalidInputException"><c>cloud-incident.number-odd</c></exception>
    public async Task RenumberAsync(Guid id, long version, CloudNumber input, CancellationToken stop)
    {
        input.Check();
        var all = await records.LoadTogetherAsync(id, version, stop);
        var first = all[0];
        var (number, url, before) = (input.ExternalNumber!.Trim(), CloudText.Tidy(input.Url) is { } address ? new Uri(address) : null, first.ExternalNumber!);
        first.WhyNotRenumber(number, url).ThrowIfRefused();
        var partner = await partners.GetAsync(first.CloudPartnerId, stop);
        await RefuseOddAsync(first, partner, number, input.AsIs, stop);
        foreach (var incident in all)
        {
            incident.Renumber(number, url);
            await records.KeepAsync(incident, "renumbered", number == before ? url?.ToString() ?? number : $"{before} → {number}", isInternal: false, stop, new { before, incident.ExternalNumber, input.AsIs });
            if (number != before) await cases.TellNumberAsync(incident, partner.Name, stop, before);
        }
    }

    /// <summary>Another case of the same cause. Of another account, it gets an incident of its own under the same number at the cloud partner, if its conditions hold as well.</summary>
    /// <returns>The incident of that case's account.</returns>
    public async Task<Guid> LinkAsync(Guid id, CloudCaseLink input, CancellationToken stop)
    {
        input.Check();
        await session.OneAtATimeAsync("cloud-incident of case", input.CaseId!.Value, stop);
        var incident = await records.LoadAsync(id, version: null, stop);
        var about = await records.CaseAsync(input.CaseId.Value, stop);
        (records.WhyNotWork(incident) ?? incident.WhyNotNote()).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        await records.RefuseCaseAsync(about, partner, stop);
        if (about.AccountId == incident.AccountId && about.FrontId == incident.FrontId)
        {
            await records.LinkAsync(incident, about, stop);
            await records.KeepAsync(incident, "linked", about.Number, isInternal: false, stop, new { about.Number });
            if (incident.ExternalNumber is not null) await cases.TellNumberAsync(incident, partner.Name, stop, text: incident.Workaround, only: about.Id);
            return incident.Id;
        }
        if (incident is not { ExternalNumber: { } number }) throw new RefusedException(new("cloud-incident.no-number-to-share", incident.Number));
        var own = await records.AddAsync(about, partner.Id, CloudText.Tidy(input.Findings) ?? "", stop);
        await records.LinkAsync(own, about, stop);
        own.Specify(input.AsSpecified);
        if (input.AskedBy is not null) own.Ask(Words.Parse<CloudRequester>(input.AskedBy), records.Now);
        await records.OwnAsync(own, incident.OwnerId, session.Reader.Name, stop);
        own.Request(await records.QuestionAsync(own, partner, stop), records.NextContact(null, partner), records.Now);
        if (incident.SharedId is null) incident.Share(incident.Id);
        own.Share(incident.SharedId!.Value);
        await records.KeepAsync(incident, "linked", "", isInternal: true, stop, new { own.Number });
        await OpenAsync(own, partner, new(number, incident.ExternalUrl?.ToString(), incident.ExternalSeverity), stop);
        await CatchUpAsync(own, incident, partner, stop);
        await cases.TellNumberAsync(own, partner.Name, stop, text: own.Workaround);
        return own.Id;
    }

    // what had happened there before it was known to be one
    private async Task CatchUpAsync(CloudIncident own, CloudIncident first, CloudPartnerView partner, CancellationToken stop)
    {
        if (first.Workaround is { } how)
        {
            own.Mitigate(how, records.NextContact(null, partner), records.Now);
            await records.KeepAsync(own, "workaround", how, isInternal: false, stop);
        }
        if (own.State == first.State) return;
        own.Move(first.State, records.NextContact(null, partner), records.Now);
        await records.KeepAsync(own, "moved", first.State.Word(), isInternal: false, stop);
    }

    private Task OpenAsync(CloudIncident incident, CloudPartnerView partner, CloudOpening input, CancellationToken stop)
    {
        incident.Open(input.ExternalNumber!.Trim(), CloudText.Tidy(input.Url) is { } url ? new Uri(url) : null, records.NextContact(input.NextContactAt, partner), records.Now, CloudText.Tidy(input.Severity));
        return records.KeepAsync(incident, "opened", incident.ExternalNumber!, isInternal: false, stop, new { incident.ExternalNumber, input.AsIs }, session.Reader.IsProgramme ? partner.Name : null);
    }

    /// <exception cref="InvalidInputException"><c>cloud-incident.number-odd</c>, <c>cloud-incident.number-taken</c></exception>
    private async Task RefuseOddAsync(CloudIncident incident, CloudPartnerView partner, string number, bool asIs, CancellationToken stop)
    {
        if (asIs) return;
        if (CloudPartnerOperations.Fits(partner.NumberPattern, number.Trim()) == false)
            throw new InvalidInputException(new InputError("/externalNumber", "cloud-incident.number-odd", partner.Name, new[] { partner.NumberExample, partner.NumberShape, partner.NumberPattern }.First(shape => shape.Length > 0)));
        await session.OneAtATimeAsync("cloud-number", $"{partner.Id} {number.Trim()}", stop);
        // one that is of several accounts is shared by linking their cases, not by writing its number down again
        var other = await session.ScalarAsync<string>(
            "select number from cloud_incident where cloud_partner_id = $1 and external_number = $2 and id <> $3 and (shared_id is null or shared_id is distinct from $4) and ended_at is null order by id limit 1", stop,
            partner.Id, number.Trim(), incident.Id, Parameters.OrNull(incident.SharedId));
        if (other is not null) throw new InvalidInputException(new InputError("/externalNumber", "cloud-incident.number-taken", partner.Name, other));
    }
}
