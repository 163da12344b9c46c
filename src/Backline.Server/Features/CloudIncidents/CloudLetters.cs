using Backline.Domain.CloudIncidents;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Database;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>Writes the findings for whoever turns to the cloud partner without us.</summary>
internal sealed class CloudLetters(Session session, IStringLocalizer<CloudIncidentTexts> texts)
{
    /// <summary>The findings as they are handed over, in the language of whoever gets them (EC-4).</summary>
    public async Task<string> WriteAsync(CloudIncident incident, CloudPartnerView partner, CancellationToken stop)
    {
        var language = await session.ScalarAsync<string>("select coalesce((select language from partner where id = $2), language) from account where account_id = $1", stop, incident.AccountId, Parameters.OrNull(incident.FrontId)) ?? "en";
        using var _ = Spoken.InMail(language);
        var ways = string.Join('\n', new[] { partner.Portal, partner.Phone, partner.Email }.Where(way => way.Length > 0).Select(way => "– " + way));
        return string.Join("\n\n", new[]
        {
            texts["letter.intro", partner.Name, incident.Number].Value, incident.Reason is null ? "" : texts["letter.reason", incident.Reason].Value, texts["letter.findings"].Value + "\n" + incident.Findings,
            ways.Length == 0 ? "" : texts["letter.ways", partner.Name].Value + "\n" + ways,
        }.Where(part => part.Length > 0));
    }
}
