using System.Globalization;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>What happens to an incident with a cloud partner: load, decide, note. The customer's side asks; the vendor's desk does the rest. The caller saves.</summary>
internal sealed class CloudIncidentOperations(Session session, CloudPartnerQueries partners, CloudIncidentRecords records, CloudIncidentCases cases, IStringLocalizer<CloudIncidentTexts> texts)
{
    /// <exception cref="RefusedException"><c>cloud-incident.at-partner-desk</c>, <c>cloud-incident.case-closed</c>, <c>cloud-incident.exists</c></exception>
    public async Task<Guid> ConsiderAsync(NewCloudIncident input, CancellationToken stop)
    {
        input.Check();
        // two may have the same thought
        await session.OneAtATimeAsync("cloud-incident of case", input.CaseId!.Value, stop);
        var about = await records.CaseAsync(input.CaseId.Value, stop);
        var partner = await partners.GetAsync(input.CloudPartnerId!.Value, stop, "/cloudPartnerId");
        await RefuseCaseAsync(about, partner, stop);
        var incident = await records.AddAsync(about, partner.Id, Tidy(input.Findings) ?? "", stop);
        await records.LinkAsync(incident, about, stop);
        if (session.Reader.IsVendor)
        {
            incident.Specify(input.AsSpecified);
            await OwnAsync(incident, session.Reader.PersonId ?? about.AssigneeId, session.Reader.PersonId is null ? about.Assignee : session.Reader.Name, stop);
        }
        else
        {
            incident.Ask(Own, records.Now);
            // whoever works on the case sees to it
            await OwnAsync(incident, about.AssigneeId, about.Assignee, stop);
            await WishAsync(incident, stop);
        }
        await records.KeepAsync(incident, "considered", partner.Name, isInternal: false, stop, new { cloudPartner = partner.Name, about = about.Number });
        return incident.Id;
    }

    /// <exception cref="RefusedException"><c>cloud-incident.not-your-desk</c>, <c>cloud-incident.over</c></exception>
    public Task NoteAsync(Guid id, long version, CloudFindings input, CancellationToken stop)
    {
        input.Check();
        return ActAsync(id, version, "noted", "", isInternal: true, incident =>
        {
            incident.Note(Tidy(input.Findings) ?? "");
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
            WhyNotWork(incident).ThrowIfRefused();
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
        WhyNotWork(incident).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        incident.Request(await records.QuestionAsync(incident, partner, stop), Next(input.NextContactAt, partner), records.Now);
        await records.KeepAsync(incident, "requested", "", isInternal: false, stop);
    }

    /// <summary>It has a number there: customer and partner see it from now on (EC-2).</summary>
    public async Task OpenAsync(Guid id, long version, CloudOpening input, CancellationToken stop)
    {
        input.Check();
        var incident = await records.LoadAsync(id, version, stop);
        WhyNotWork(incident).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        incident.WhyNotOpen().ThrowIfRefused();
        RefuseOdd(partner, input.ExternalNumber!, input.AsIs);
        await OpenAsync(incident, partner, input, stop);
        await cases.TellNumberAsync(incident, partner.Name, stop, text: Tidy(input.Text));
        if (input.Wait) await cases.WaitAsync(incident, incident.NextContactAt!.Value, stop);
    }

    /// <summary>The number was written down wrongly: it is put right wherever it is shown, and those who read the wrong one are told.</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.not-opened</c>, <c>cloud-incident.not-your-desk</c></exception>
    /// <exception cref="InvalidInputException"><c>cloud-incident.number-odd</c></exception>
    public async Task RenumberAsync(Guid id, long version, CloudNumber input, CancellationToken stop)
    {
        input.Check();
        var first = await records.LoadAsync(id, version, stop);
        (WhyNotWork(first) ?? first.WhyNotRenumber()).ThrowIfRefused();
        var partner = await partners.GetAsync(first.CloudPartnerId, stop);
        var (number, before) = (input.ExternalNumber!.Trim(), first.ExternalNumber!);
        RefuseOdd(partner, number, input.AsIs);
        foreach (var incident in await records.TogetherAsync(first, stop))
        {
            incident.Renumber(number, Tidy(input.Url) is { } url ? new Uri(url) : null);
            await records.KeepAsync(incident, "renumbered", number == before ? number : $"{before} → {number}", isInternal: false, stop, new { before, incident.ExternalNumber, input.AsIs });
            if (number != before) await cases.TellNumberAsync(incident, partner.Name, stop, before);
        }
    }

    /// <summary>
    /// What the cloud partner's program says. State and number are what whoever asked sees of it; its words are kept here and noted in the cases, where those of the
    /// desk decide what becomes of them: they answer nobody, and no clock of a case is kept by them.
    /// </summary>
    /// <param name="state">That it is in from now on; null: as before.</param>
    /// <param name="text">Its words; null only with a state.</param>
    public async Task HearAsync(Guid id, CloudIncidentState? state, string? text, CancellationToken stop)
    {
        var first = await records.LoadAsync(id, version: null, stop);
        WhyNotWork(first).ThrowIfRefused();
        var partner = await partners.GetAsync(first.CloudPartnerId, stop);
        var author = $"{partner.Name}, {first.ExternalNumber}";
        foreach (var incident in await records.TogetherAsync(first, stop))
        {
            if (state == CloudIncidentState.Resolved)
            {
                incident.Resolve(records.Now);
                await records.KeepAsync(incident, "resolved", "", isInternal: false, stop, author: author);
                await cases.ResumeAsync(incident, stop);
            }
            else if (state is { } to)
            {
                incident.Move(to, Next(null, partner), records.Now);
                await records.KeepAsync(incident, "moved", to.Word(), isInternal: false, stop, author: author);
            }
            else incident.Contact(heard: true, Next(null, partner), records.Now);
            if (text is null) continue;
            await records.KeepAsync(incident, "said", text, isInternal: true, stop, author: author);
            await cases.NoteAsync(incident, author, text, stop);
        }
    }

    /// <summary>Passes on to whoever asked, in each linked case, what those of the desk choose of the cloud partner's words.</summary>
    public async Task TellAsync(Guid id, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: true);
        var incident = await records.LoadAsync(id, version: null, stop);
        WhyNotWork(incident).ThrowIfRefused();
        await cases.WriteAsync(incident, Tidy(input.Text), stop);
    }

    public Task MoveAsync(Guid id, long version, CloudMove input, CancellationToken stop)
    {
        input.Check();
        var state = Words.Parse<CloudIncidentState>(input.State);
        return TogetherAsync(id, version, "moved", state.Word(), (incident, partner) => incident.Move(state, Next(input.NextContactAt, partner), records.Now), incident => cases.WriteAsync(incident, input.Text, stop), stop);
    }

    /// <summary>A workaround is told in each case (EC-7); one that restores service counts as restoration (CA-3).</summary>
    public Task WorkAroundAsync(Guid id, long version, CloudWorkaround input, CancellationToken stop)
    {
        input.Check();
        return TogetherAsync(id, version, "workaround", Tidy(input.Text)!, (incident, partner) => incident.Mitigate(Tidy(input.Text)!, Next(input.NextContactAt, partner), records.Now), async incident =>
        {
            if (input.Restores) await cases.ResumeAsync(incident, stop);
            await cases.WorkAroundAsync(incident, Tidy(input.Text)!, input.Restores, stop);
        }, stop);
    }

    public Task ResolveAsync(Guid id, long version, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: false);
        return TogetherAsync(id, version, "resolved", Tidy(input.Text) ?? "", (incident, _) => incident.Resolve(records.Now), async incident =>
        {
            await cases.ResumeAsync(incident, stop);
            await cases.WriteAsync(incident, input.Text, stop);
        }, stop);
    }

    /// <summary>None can be opened: whoever asked gets the findings, and turns to the cloud partner (EC-4).</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.findings-missing</c></exception>
    public async Task ReferAsync(Guid id, long version, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: true);
        var incident = await records.LoadAsync(id, version, stop);
        WhyNotWork(incident).ThrowIfRefused();
        if (string.IsNullOrWhiteSpace(incident.Findings)) throw new RefusedException(new("cloud-incident.findings-missing"));
        incident.Refer(Tidy(input.Text)!, records.Now);
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        await records.KeepAsync(incident, "referred", Tidy(input.Text)!, isInternal: false, stop);
        await cases.ResumeAsync(incident, stop);
        await cases.WriteAsync(incident, await LetterAsync(incident, partner, stop), stop);
    }

    public async Task WithdrawAsync(Guid id, long version, CloudEnding input, CancellationToken stop)
    {
        input.Check(needed: true);
        var incident = await records.LoadAsync(id, version, stop);
        // whoever asked may think better of it as long as nothing was opened
        if (session.Reader.IsVendor || incident.OpenedAt is not null) WhyNotWork(incident).ThrowIfRefused();
        incident.Withdraw(Tidy(input.Text)!, records.Now);
        await records.KeepAsync(incident, "withdrawn", Tidy(input.Text)!, isInternal: false, stop);
        if (session.Reader.IsVendor) await cases.ResumeAsync(incident, stop);
    }

    public Task ContactAsync(Guid id, CloudContact input, CancellationToken stop)
    {
        input.Check();
        return TogetherAsync(id, version: null, "contact", Tidy(input.Text)!, (incident, partner) => incident.Contact(input.Heard, Next(input.NextContactAt, partner), records.Now), _ => Task.CompletedTask, stop, input.Internal);
    }

    public async Task AssignAsync(Guid id, long version, CloudOwner input, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version, stop);
        WhyNotWork(incident).ThrowIfRefused();
        var name = input.PersonId is not { } person ? null : await session.ScalarAsync<string>("select name from person where id = $1 and account_id is null and partner_id is null and disabled_at is null", stop, person)
            ?? throw new InvalidInputException(new InputError("/personId", "case.not-of-the-desk"));
        await OwnAsync(incident, input.PersonId, name, stop);
        await records.KeepAsync(incident, "noted", name ?? "–", isInternal: true, stop, new { owner = name });
    }

    /// <summary>Another case of the same cause. Of another account, it gets an incident of its own under the same number at the cloud partner, if its conditions hold as well.</summary>
    /// <returns>The incident of that case's account.</returns>
    public async Task<Guid> LinkAsync(Guid id, CloudCaseLink input, CancellationToken stop)
    {
        input.Check();
        await session.OneAtATimeAsync("cloud-incident of case", input.CaseId!.Value, stop);
        var incident = await records.LoadAsync(id, version: null, stop);
        var about = await records.CaseAsync(input.CaseId.Value, stop);
        (WhyNotWork(incident) ?? incident.WhyNotNote()).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        await RefuseCaseAsync(about, partner, stop);
        if (about.AccountId == incident.AccountId && about.FrontId == incident.FrontId)
        {
            await records.LinkAsync(incident, about, stop);
            await records.KeepAsync(incident, "linked", about.Number, isInternal: false, stop, new { about.Number });
            if (incident.ExternalNumber is not null) await cases.TellNumberAsync(incident, partner.Name, stop, only: about.Id);
            return incident.Id;
        }
        if (incident is not { ExternalNumber: { } number }) throw new RefusedException(new("cloud-incident.no-number-to-share", incident.Number));
        var own = await records.AddAsync(about, partner.Id, Tidy(input.Findings) ?? "", stop);
        await records.LinkAsync(own, about, stop);
        own.Specify(input.AsSpecified);
        if (input.AskedBy is not null) own.Ask(Words.Parse<CloudRequester>(input.AskedBy), records.Now);
        await OwnAsync(own, incident.OwnerId, session.Reader.Name, stop);
        own.Request(await records.QuestionAsync(own, partner, stop), Next(null, partner), records.Now);
        if (incident.SharedId is null) incident.Share(incident.Id);
        own.Share(incident.SharedId!.Value);
        await records.KeepAsync(incident, "linked", "", isInternal: true, stop, new { own.Number });
        await OpenAsync(own, partner, new(number, incident.ExternalUrl?.ToString(), incident.ExternalSeverity), stop);
        await cases.TellNumberAsync(own, partner.Name, stop);
        return own.Id;
    }

    /// <summary>The findings as they are handed over, in the language of whoever gets them (EC-4).</summary>
    public async Task<string> LetterAsync(CloudIncident incident, CloudPartnerView partner, CancellationToken stop)
    {
        var language = await session.ScalarAsync<string>("select coalesce((select language from partner where id = $2), language) from account where account_id = $1", stop, incident.AccountId, Parameters.OrNull(incident.FrontId)) ?? "en";
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Ui.Languages.MailWordsOf(language);
            var ways = string.Join('\n', new[] { partner.Portal, partner.Phone, partner.Email }.Where(way => way.Length > 0).Select(way => "– " + way));
            return string.Join("\n\n", new[]
            {
                texts["letter.intro", partner.Name, incident.Number].Value, incident.Reason is null ? "" : texts["letter.reason", incident.Reason].Value, texts["letter.findings"].Value + "\n" + incident.Findings,
                ways.Length == 0 ? "" : texts["letter.ways", partner.Name].Value + "\n" + ways,
            }.Where(part => part.Length > 0));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private Task OpenAsync(CloudIncident incident, CloudPartnerView partner, CloudOpening input, CancellationToken stop)
    {
        incident.Open(input.ExternalNumber!.Trim(), Tidy(input.Url) is { } url ? new Uri(url) : null, Next(input.NextContactAt, partner), records.Now, Tidy(input.Severity));
        return records.KeepAsync(incident, "opened", incident.ExternalNumber!, isInternal: false, stop, new { incident.ExternalNumber, input.AsIs }, session.Reader.IsProgramme ? partner.Name : null);
    }

    // a worker tells those of the desk: whoever asks does not see them
    private async Task WishAsync(CloudIncident incident, CancellationToken stop) => (await session.OpenAsync(stop)).Entry(incident).Property(CloudIncidentMapping.WishUntold).CurrentValue = true;

    /// <exception cref="InvalidInputException"><c>cloud-incident.number-odd</c></exception>
    private static void RefuseOdd(CloudPartnerView partner, string number, bool asIs)
    {
        if (!asIs && CloudPartnerOperations.Fits(partner.NumberPattern, number.Trim()) == false)
            throw new InvalidInputException(new InputError("/externalNumber", "cloud-incident.number-odd", partner.Name, new[] { partner.NumberExample, partner.NumberShape, partner.NumberPattern }.First(shape => shape.Length > 0)));
    }

    private async Task ActAsync(Guid id, long version, string kind, string text, bool isInternal, Action<CloudIncident> act, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version, stop);
        WhyNotWork(incident).ThrowIfRefused();
        act(incident);
        await records.KeepAsync(incident, kind, text, isInternal, stop);
    }

    // what happens at the cloud partner happens to all that are one there
    private async Task TogetherAsync(Guid id, long? version, string kind, string text, Action<CloudIncident, CloudPartnerView> act, Func<CloudIncident, Task> tell, CancellationToken stop, bool isInternal = false)
    {
        var first = await records.LoadAsync(id, version, stop);
        WhyNotWork(first).ThrowIfRefused();
        var partner = await partners.GetAsync(first.CloudPartnerId, stop);
        foreach (var incident in await records.TogetherAsync(first, stop))
        {
            act(incident, partner);
            await records.KeepAsync(incident, kind, text, isInternal, stop);
            await tell(incident);
        }
    }

    private async Task RefuseCaseAsync(LinkedCase about, CloudPartnerView partner, CancellationToken stop)
    {
        Refusal? refusal = about.Tier != "vendor" ? new("cloud-incident.at-partner-desk", about.Number)
            : about.State == "closed" ? new("cloud-incident.case-closed", about.Number)
            : await session.ScalarAsync<bool>(
                """
                select exists (select from cloud_incident_case l join cloud_incident i on i.account_id = l.account_id and i.id = l.incident_id
                    where l.case_id = $1 and i.cloud_partner_id = $2 and i.ended_at is null)
                """, stop, about.Id, partner.Id) ? new("cloud-incident.exists", about.Number, partner.Name) : null;
        refusal.ThrowIfRefused();
    }

    private async Task OwnAsync(CloudIncident incident, Guid? person, string? name, CancellationToken stop)
    {
        incident.Own(person);
        (await session.OpenAsync(stop)).Entry(incident).Property(CloudIncidentMapping.Owner).CurrentValue = person is null ? null : name;
    }

    private CloudRequester Own => session.Reader.Side == Side.Partner ? CloudRequester.Partner : CloudRequester.Customer;

    private DateTimeOffset Next(DateTimeOffset? asked, CloudPartnerView partner) => asked is { } given && given > records.Now ? given.ToUniversalTime() : records.Now.AddMinutes(partner.ContactMinutes);

    private Refusal? WhyNotWork(CloudIncident incident) => session.Reader.IsVendor && session.Reader.May(Permissions.CasesWork) ? null : new("cloud-incident.not-your-desk", incident.Number);

    private static string? Tidy(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.ReplaceLineEndings("\n").Trim();
}
