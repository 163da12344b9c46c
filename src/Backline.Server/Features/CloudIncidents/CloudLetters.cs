using Backline.Domain.CloudIncidents;
using Backline.Server.Features.CloudPartners;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Writes the findings for whoever turns to the cloud partner without us.</summary>
internal sealed class CloudLetters(IStringLocalizer<CloudIncidentTexts> texts)
{
    /// <summary>The findings as they are handed over (EC-4), in the language that is spoken.</summary>
    public string Of(CloudIncident incident, CloudPartnerView partner)
    {
        var ways = string.Join('\n', new[] { partner.Portal, partner.Phone, partner.Email }.Where(way => way.Length > 0).Select(way => "– " + way));
        return string.Join("\n\n", new[]
        {
            texts["letter.intro", partner.Name, incident.Number].Value, incident.Reason is null ? "" : texts["letter.reason", incident.Reason].Value, texts["letter.findings"].Value + "\n" + incident.Findings,
            ways.Length == 0 ? "" : texts["letter.ways", partner.Name].Value + "\n" + ways,
        }.Where(part => part.Length > 0));
    }
}
