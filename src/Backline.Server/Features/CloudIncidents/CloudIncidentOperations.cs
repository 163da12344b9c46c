using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>From the first thought of an incident with a cloud partner to the request there, or to its end without one. The customer's side asks; the vendor's desk does the rest. The caller saves.</summary>
internal sealed class CloudIncidentOperations(Session session, CloudPartnerQueries partners, CloudIncidentRecords records, CloudIncidentCases cases, CloudCallOperations calls)
{
    /// <exception cref="RefusedException"><c>cloud-incident.at-partner-desk</c>, <c>cloud-incident.case-closed</c>, <c>cloud-incident.exists</c></exception>
    public async Task<Guid> ConsiderAsync(NewCloudIncident input, CancellationToken stop)
    {
        input.Check();
        // two may have the same thought
        await session.OneAtATimeAsync("cloud-incident of case", input.CaseId!.Value, stop);
        var about = await records.CaseAsync(input.CaseId.Value, stop);
        var partner = await partners.GetAsync(input.CloudPartnerId!.Value, stop, "/cloudPartnerId");
        await records.RefuseCaseAsync(about, partner, stop);
        var incident = await records.AddAsync(about, partner.Id, CloudText.Tidy(input.Findings) ?? "", stop);
        await records.LinkAsync(incident, about, stop);
        if (session.Reader.IsVendor)
        {
            incident.Specify(input.AsSpecified);
            await records.OwnAsync(incident, session.Reader.PersonId ?? about.AssigneeId, session.Reader.PersonId is null ? about.Assignee : session.Reader.Name, stop);
        }
        else
        {
            incident.Ask(Own, records.Now);
            // whoever works on the case sees to it
            await records.OwnAsync(incident, about.AssigneeId, about.Assignee, stop);
            await WishAsync(incident, stop);
        }
        await records.KeepAsync(incident, "considered", partner.Name, isInternal: false, stop, new { cloudPartner = partner.Name, about = about.Number });
        return incident.Id;
    }

    /// <exception cref="RefusedException"><c>cloud-incident.not-your-desk</c>, <c>cloud-incident.over</c></exception>
    public Task NoteAsync(Guid id, long version, CloudFindings input, CancellationToken stop)
    {
        input.Check();
        return ActAsync(id, version, "noted", CloudText.Tidy(input.Findings) ?? "", isInternal: true, incident =>
        {
            incident.Note(CloudText.Tidy(input.Findings) ?? "");
            incident.Specify(input.AsSpecified);
        }, stop);
    }

    /// <summary>The customer asks, or the partner who fronts the service; the vendor notes that they did (EC-2).</summary>
    public async Task AskAsync(Guid id, long version, CloudAsking input, CancellationToken stop)
    {
        input.Check();
        var incident = await records.LoadAsync(id, version, stop);
        if (session.Reader.IsVendor)
        {
            records.WhyNotWork(incident).ThrowIfRefused();
            new InputErrors().Refuse(input.By is null, "/by", "input.required").ThrowIfAny();
            incident.Ask(Words.Parse<CloudRequester>(input.By), records.Now);
        }
        else
        {
            incident.Ask(Own, records.Now);
            await WishAsync(incident, stop);
        }
        await records.KeepAsync(incident, "asked", incident.AskedBy!.Value.Word(), isInternal: false, stop, new { by = incident.AskedBy.Value.Word() });
    }

    /// <summary>The vendor goes to the cloud partner, once every condition holds.</summary>
    /// <exception cref="RefusedException">The first condition that does not hold; the incident names all.</exception>
    public async Task RequestAsync(Guid id, long version, CloudRequest input, CancellationToken stop)
    {
        input.Check();
        var incident = await records.LoadAsync(id, version, stop);
        records.WhyNotWork(incident).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        incident.Request(await records.QuestionAsync(incident, partner, stop), records.NextContact(input.NextContactAt, partner), records.Now);
        await records.KeepAsync(incident, "requested", "", isInternal: false, stop);
    }

    /// <summary>None can be opened: whoever asked gets the findings, and turns to the cloud partner (EC-4).</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.findings-missing</c></exception>
    public async Task ReferAsync(Guid id, long version, CloudReferral input, CancellationToken stop)
    {
        input.Check();
        var (incident, reason) = (await ReferrableAsync(id, version, stop), CloudText.Tidy(input.Text)!);
        incident.Refer(reason, records.Now);
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        await records.KeepAsync(incident, "referred", reason, isInternal: false, stop);
        await cases.ResumeAsync(incident, stop);
        await cases.HandOverAsync(incident, partner, reason, input.Letters?.ToDictionary(letter => letter.Key, letter => CloudText.Tidy(letter.Value)!), stop);
        await calls.CallOffAsync(incident, stop);
    }

    /// <summary>What would be said in the cases if it were referred now for this reason.</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.findings-missing</c></exception>
    public async Task<IReadOnlyList<CloudLetterView>> LettersAsync(Guid id, string? reason, CancellationToken stop)
    {
        new CloudReferral(reason).Check();
        var incident = await ReferrableAsync(id, version: null, stop);
        incident.WhyNotRefer().ThrowIfRefused();
        return await cases.LettersAsync(incident, await partners.GetAsync(incident.CloudPartnerId, stop), CloudText.Tidy(reason)!, stop);
    }

    public async Task WithdrawAsync(Guid id, long version, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: true);
        var incident = await records.LoadAsync(id, version, stop);
        // whoever asked may think better of it as long as nothing was opened
        if (session.Reader.IsVendor || incident.OpenedAt is not null) records.WhyNotWork(incident).ThrowIfRefused();
        incident.Withdraw(CloudText.Tidy(input.Text)!, records.Now);
        await records.KeepAsync(incident, "withdrawn", CloudText.Tidy(input.Text)!, isInternal: false, stop);
        if (session.Reader.IsVendor)
        {
            await cases.ResumeAsync(incident, stop);
            await calls.CallOffAsync(incident, stop);
        }
        // those of the desk who are invited are no business of whoever takes it back
        else await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) values ($1, $2, $3, $4, $5)", stop, Guid.CreateVersion7(records.Now), EndedCallsHandler.Ended, incident.AccountId, incident.Id, records.Now);
    }

    public async Task AssignAsync(Guid id, long version, CloudOwner input, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version, stop);
        records.WhyNotWork(incident).ThrowIfRefused();
        var name = input.PersonId is not { } person ? null : await session.ScalarAsync<string>("select name from person where id = $1 and account_id is null and partner_id is null and disabled_at is null", stop, person)
            ?? throw new InvalidInputException(new InputError("/personId", "case.not-of-the-desk"));
        await records.OwnAsync(incident, input.PersonId, name, stop);
        await records.KeepAsync(incident, "owner", name ?? "", isInternal: true, stop, new { owner = name });
    }

    private async Task<CloudIncident> ReferrableAsync(Guid id, long? version, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version, stop);
        records.WhyNotWork(incident).ThrowIfRefused();
        return string.IsNullOrWhiteSpace(incident.Findings) ? throw new RefusedException(new("cloud-incident.findings-missing")) : incident;
    }

    // a worker tells those of the desk: whoever asks does not see them
    private async Task WishAsync(CloudIncident incident, CancellationToken stop) => (await session.OpenAsync(stop)).Entry(incident).Property(CloudIncidentMapping.WishUntold).CurrentValue = true;

    private async Task ActAsync(Guid id, long version, string kind, string text, bool isInternal, Action<CloudIncident> act, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version, stop);
        records.WhyNotWork(incident).ThrowIfRefused();
        act(incident);
        await records.KeepAsync(incident, kind, text, isInternal, stop);
    }

    private CloudRequester Own => session.Reader.Side == Side.Partner ? CloudRequester.Partner : CloudRequester.Customer;
}
