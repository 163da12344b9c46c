using Backline.Domain.CloudIncidents;
using Backline.Server.Features.CloudPartners;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Writes the findings for whoever turns to the cloud partner without us.</summary>
internal sealed class CloudLetters(IStringLocalizer<CloudIncidentTexts> texts)
{
    /// <summary>The findings as they are handed over (EC-4), in the language that is spoken.</summary>
    public string Of(CloudIncident incident, CloudPartnerView partner, string reason)
    {
        var ways = new[] { Way("portal", partner.Portal), Way("phone", partner.Phone), Way("email", partner.Email), Way("who", partner.WhoMayOpen) }.OfType<string>().ToList();
        return string.Join("\n\n", new[]
        {
            texts["letter.intro", partner.Name, incident.Number].Value, texts["letter.reason", reason].Value, texts["letter.findings"].Value + "\n" + incident.Findings,
            ways.Count == 0 ? "" : texts["letter.ways", partner.Name].Value + "\n" + string.Join('\n', ways),
        }.Where(part => part.Length > 0));
    }

    // the list of cloud partners says in half a sentence how each is reached
    private string? Way(string kind, string said) => said.Length == 0 ? null : "– " + texts["letter.way." + kind, said].Value;
}
