using System.Net;
using System.Security.Cryptography;
using System.Text;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>
/// Lets a program open and follow incidents: what is due is asked one incident at a time, whichever node does it; what fails is tried again, less and less
/// often, and says why. What came from the cloud partner is taken in once, in its order.
/// </summary>
internal sealed class CloudLinkOperations(Session session, CloudIncidentRecords records, CloudNumberOperations numbers, CloudNewsOperations news, CloudPartnerQueries partners, ICloudPartnerConnector connector)
{
    private const int LongestTitle = 200;

    /// <summary>Beyond it a signed message is too old to count.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private sealed record Due(Guid IncidentId, int Attempts, long Sequence);

    /// <summary>A program opens it, and follows it from then on.</summary>
    /// <exception cref="RefusedException"><c>cloud-incident.no-connector</c>, <c>cloud-incident.not-requested</c>, <c>cloud-incident.not-your-desk</c></exception>
    public async Task LinkAsync(Guid id, long version, CancellationToken stop)
    {
        var incident = await records.LoadAsync(id, version, stop);
        (records.WhyNotWork(incident) ?? incident.WhyNotOpen()).ThrowIfRefused();
        var partner = await partners.GetAsync(incident.CloudPartnerId, stop);
        if (partner.Connector != true) throw new RefusedException(new("cloud-incident.no-connector", partner.Name));
        await session.ExecuteAsync(
            """
            insert into cloud_link (incident_id, due_at) values ($1, $2)
            on conflict (incident_id) do update set due_at = excluded.due_at, attempts = 0, last_error = null
            """, stop, incident.Id, records.Now);
        incident.Contact(heard: false, incident.NextContactAt ?? records.Now, records.Now);
        await records.KeepAsync(incident, "program", partner.Name, isInternal: true, stop, new { program = true });
    }

    /// <summary>Asks of the incident that is due first.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> AskNextAsync(CancellationToken stop)
    {
        var due = await session.FirstAsync("select incident_id, attempts, remote_sequence from cloud_link where due_at <= $1 and due_at < '9999-01-01Z' order by due_at, incident_id limit 1 for update skip locked",
            row => new Due(row.GetGuid(0), row.GetInt32(1), row.GetInt64(2)), stop, records.Now);
        if (due is null) return false;
        var incident = await records.LoadAsync(due.IncidentId, version: null, stop);
        if (incident.EndedAt is not null || await partners.ConnectorAsync(incident.CloudPartnerId, stop) is not { } partner)
        {
            await RestAsync(due, CloudIncidentRecords.Never, null, due.Sequence, stop);
            return true;
        }
        try
        {
            var remote = incident.ExternalNumber is { } number ? await connector.FollowAsync(partner, number, stop) : await connector.OpenAsync(partner, await RequestAsync(incident, stop), stop);
            await TakeAsync(incident, remote, due, stop);
            await session.ExecuteAsync("update cloud_connector set last_answer_at = $2, last_error = null, last_error_at = null where cloud_partner_id = $1", stop, incident.CloudPartnerId, records.Now);
            await RestAsync(due, incident.EndedAt is null ? records.Now + partner.Poll : CloudIncidentRecords.Never, null, Math.Max(due.Sequence, remote.Sequence), stop);
        }
        catch (ConnectorException e)
        {
            await session.ExecuteAsync("update cloud_connector set last_error = $2, last_error_at = $3 where cloud_partner_id = $1", stop, incident.CloudPartnerId, e.Message, records.Now);
            await RestAsync(due, records.Now + Backoff(due.Attempts), e.Message, due.Sequence, stop);
        }
        // what it said can't be taken in as the incident stands: nothing of it is kept, and the others are not held up
        catch (Exception e) when (e is RefusedException or InvalidInputException or StaleVersionException or DbUpdateConcurrencyException)
        {
            await session.RollbackAsync();
            await RestAsync(due, records.Now + Backoff(due.Attempts), e.Message, due.Sequence, stop);
        }
        return true;
    }

    /// <summary>
    /// A message of the cloud partner: signed, it makes the program ask now. What it says is not taken from it, but asked for, so that messages may come twice,
    /// late or out of order.
    /// </summary>
    /// <returns>Whether the signature was right.</returns>
    public async Task<bool> HearAsync(Guid cloudPartnerId, string id, string timestamp, string signatures, byte[] body, string? number, CancellationToken stop)
    {
        if (await partners.ConnectorAsync(cloudPartnerId, stop) is not { } partner || !long.TryParse(timestamp, System.Globalization.CultureInfo.InvariantCulture, out var seconds) || seconds is < 0 or > 99_999_999_999) return false;
        if ((records.Now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance) return false;
        byte[] said = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(partner.WebhookSecret), said);
        if (!signatures.Split(' ').Any(given => IsSame(given, signed))) return false;
        if (number is not null)
            await session.ExecuteAsync("update cloud_link l set due_at = $3 from cloud_incident i where i.id = l.incident_id and i.cloud_partner_id = $1 and i.external_number = $2 and i.ended_at is null and l.due_at > $3", stop, cloudPartnerId, number, records.Now);
        return true;
    }

    /// <summary>1, 2, 4 … minutes, at most four hours.</summary>
    internal static TimeSpan Backoff(int attempts) => TimeSpan.FromMinutes(Math.Min(Math.Pow(2, Math.Min(attempts, 8)), 240));

    private async Task<RemoteRequest> RequestAsync(CloudIncident incident, CancellationToken stop)
    {
        var subject = await session.ScalarAsync<string>(
            "select c.subject from cloud_incident_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id where l.account_id = $1 and l.incident_id = $2 order by c.id limit 1", stop, incident.AccountId, incident.Id) ?? incident.Number;
        return new(incident.Number, subject.Length > LongestTitle ? subject[..LongestTitle] : subject, incident.Findings);
    }

    private async Task TakeAsync(CloudIncident incident, RemoteIncident remote, Due due, CancellationToken stop)
    {
        if (incident.ExternalNumber is null) await numbers.OpenAsync(incident.Id, incident.Version, new(remote.Number, CloudPartnerOperations.IsAddress(remote.Url) ? remote.Url : null, AsIs: true), stop);
        // what it said since, in its order, each once
        var since = remote.Updates.Where(update => update.Sequence > due.Sequence && update.Sequence <= remote.Sequence).OrderBy(update => update.Sequence).Select(update => (update.State, Text: Tidy(update.Text), To: StateOf(update))).ToList();
        // resolved is what is resolved at last: what they took back is words, and nothing that they said after it is lost
        var last = since.FindLastIndex(update => update.To is not null);
        foreach (var (update, place) in since.Select((update, place) => (update, place)).OrderBy(each => each.place == last && each.update.To == CloudIncidentState.Resolved))
        {
            if (incident.EndedAt is not null) return;
            var state = update.To == CloudIncidentState.Resolved && place != last ? null : update.To;
            await news.HearAsync(incident.Id, state, update.Text ?? (state is null ? update.State : null), stop);
        }
    }

    private static string? Tidy(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Length > NewCloudIncident.LongestText ? text[..NewCloudIncident.LongestText] : text;

    private static CloudIncidentState? StateOf(RemoteUpdate update) => update.State switch
    {
        "working" or "in-progress" => CloudIncidentState.Working,
        "waiting-on-vendor" => CloudIncidentState.WaitsForUs,
        "waiting-on-customer" => CloudIncidentState.WaitsForCustomer,
        "workaround" when !string.IsNullOrWhiteSpace(update.Text) => CloudIncidentState.WorkedAround,
        "resolved" or "closed" => CloudIncidentState.Resolved,
        _ => null,
    };

    private Task<int> RestAsync(Due due, DateTimeOffset until, string? error, long sequence, CancellationToken stop) => session.ExecuteAsync(
        "update cloud_link set due_at = $2, attempts = case when $3::text is null then 0 else attempts + 1 end, last_error = $3, last_answer_at = case when $3::text is null then $4 else last_answer_at end, remote_sequence = $5 where incident_id = $1",
        stop, due.IncidentId, until, Parameters.OrNull(error), records.Now, sequence);

    private static bool IsSame(string given, byte[] signed)
    {
        var read = new byte[signed.Length];
        return given.StartsWith("v1,", StringComparison.Ordinal) && Convert.TryFromBase64String(given[3..], read, out var length) && length == signed.Length && CryptographicOperations.FixedTimeEquals(read, signed);
    }
}
