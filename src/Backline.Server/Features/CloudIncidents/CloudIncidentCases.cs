using Backline.Domain.CloudIncidents;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>What an incident does to the cases it is about: each hears of it in its own thread.</summary>
internal sealed class CloudIncidentCases(Session session, CloudIncidentRecords records, CaseOperations cases, CaseRecipientQueries recipients, CloudLetters letters, IStringLocalizer<CloudIncidentTexts> texts)
{
    /// <summary>Said to whoever asked, in each case that is not closed; nothing when there is nothing to say.</summary>
    public async Task WriteAsync(CloudIncident incident, string? text, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        foreach (var one in await OpenAsync(incident, stop)) await cases.WriteAsync(one.Id, new(text), stop);
    }

    /// <summary>The cloud partner's number is told whoever asked, in each case, the moment it exists (EC-2). Nobody answers with it but a person of the desk.</summary>
    /// <param name="before">The number that was told wrongly; null: none was.</param>
    /// <param name="only">The one case that is told; null: all of them.</param>
    public async Task TellNumberAsync(CloudIncident incident, string partner, CancellationToken stop, string? before = null, string? text = null, Guid? only = null)
    {
        foreach (var one in await OpenAsync(incident, stop))
        {
            if (only is not null && only != one.Id) continue;
            var said = string.Join("\n\n", new[] { await NumberAsync(one, incident, partner, before, stop), text }.Where(part => !string.IsNullOrWhiteSpace(part)));
            if (session.Reader.IsProgramme) await cases.PassOnAsync(one.Id, new("outbound", said) { Author = Brand.Own.Name }, stop);
            else await cases.WriteAsync(one.Id, new(said), stop);
        }
    }

    /// <summary>Whoever asked in each case gets the findings, for none can be opened (EC-4).</summary>
    /// <param name="written">What is said instead of the letter that is made, by language.</param>
    public async Task HandOverAsync(CloudIncident incident, CloudPartnerView partner, string reason, IReadOnlyDictionary<string, string>? written, CancellationToken stop)
    {
        foreach (var letter in await LettersAsync(incident, partner, reason, stop))
            foreach (var one in letter.To) await cases.WriteAsync(one, new(written?.GetValueOrDefault(letter.Language) ?? letter.Text), stop);
    }

    /// <summary>What would be handed over now: one letter in each language of those who asked.</summary>
    public async Task<IReadOnlyList<CloudLetterView>> LettersAsync(CloudIncident incident, CloudPartnerView partner, string reason, CancellationToken stop)
    {
        var made = new List<CloudLetterView>();
        foreach (var one in await OpenAsync(incident, stop))
        {
            var language = await recipients.LanguageAsync(one.Id, stop);
            if (made.FindIndex(letter => letter.Language == language) is >= 0 and var place)
            {
                made[place] = made[place] with { Cases = [.. made[place].Cases, one.Number], To = [.. made[place].To, one.Id] };
                continue;
            }
            using var _ = Spoken.InMail(language);
            made.Add(new(language, letters.Of(incident, partner, reason), [one.Number]) { To = [one.Id] });
        }
        return made;
    }

    /// <summary>What the cloud partner said stays among those of the desk, under its name: what of it is passed on, they decide.</summary>
    public async Task NoteAsync(CloudIncident incident, string author, string text, CancellationToken stop)
    {
        foreach (var one in await OpenAsync(incident, stop)) await cases.PassOnAsync(one.Id, new("internal", text) { Author = author }, stop);
    }

    /// <summary>A workaround that restores service stops the clock of it (CA-3); another is said.</summary>
    public async Task WorkAroundAsync(CloudIncident incident, string text, bool restores, CancellationToken stop)
    {
        foreach (var one in await OpenAsync(incident, stop))
        {
            if (restores && one.State != "resolved") await cases.TellAsync(one.Id, await VersionAsync(one, stop), ClockMark.WorkedAround, new(text), stop);
            else await cases.WriteAsync(one.Id, new(text), stop);
        }
    }

    public async Task WaitAsync(CloudIncident incident, DateTimeOffset until, CancellationToken stop)
    {
        foreach (var one in await OpenAsync(incident, stop))
            if (one.State != "resolved" && !await WaitsAsync(one, stop)) await cases.WaitAsync(one.Id, await VersionAsync(one, stop), PauseReason.CloudPartner, new(until), stop);
    }

    /// <summary>Nobody waits for the cloud partner any more, unless another of its incidents goes on.</summary>
    public async Task ResumeAsync(CloudIncident incident, CancellationToken stop)
    {
        foreach (var one in await OpenAsync(incident, stop))
            if (await WaitsAsync(one, stop) && !await AnotherAsync(one, incident, stop)) await cases.ResumeAsync(one.Id, await VersionAsync(one, stop), PauseReason.CloudPartner, stop);
    }

    private Task<string> NumberAsync(LinkedCase one, CloudIncident incident, string partner, string? before, CancellationToken stop) => InTheirLanguageAsync(one, () =>
    {
        var said = before is null ? texts["number.told", partner, incident.ExternalNumber!] : texts["number.corrected", partner, incident.ExternalNumber!, before];
        return incident.ExternalUrl is { } address ? $"{said.Value}\n{address}" : said.Value;
    }, stop);

    private async Task<string> InTheirLanguageAsync(LinkedCase one, Func<string> say, CancellationToken stop)
    {
        using var _ = Spoken.InMail(await recipients.LanguageAsync(one.Id, stop));
        return say();
    }

    private async Task<IEnumerable<LinkedCase>> OpenAsync(CloudIncident incident, CancellationToken stop) => (await records.LinkedAsync(incident, stop)).Where(one => one.State != "closed");

    private Task<bool> WaitsAsync(LinkedCase one, CancellationToken stop) => session.ScalarAsync<bool>(
        "select waits @> '[{\"reason\": \"cloud-partner\"}]' from support_case where account_id = $1 and id = $2", stop, one.AccountId, one.Id);

    private Task<bool> AnotherAsync(LinkedCase one, CloudIncident but, CancellationToken stop) => session.ScalarAsync<bool>(
        """
        select exists (select from cloud_incident_case l join cloud_incident i on i.account_id = l.account_id and i.id = l.incident_id
            where l.account_id = $1 and l.case_id = $2 and i.id <> $3 and i.opened_at is not null and i.ended_at is null)
        """, stop, one.AccountId, one.Id, but.Id);

    private Task<long> VersionAsync(LinkedCase one, CancellationToken stop) => session.ScalarAsync<long>("select version from support_case where account_id = $1 and id = $2", stop, one.AccountId, one.Id);
}
