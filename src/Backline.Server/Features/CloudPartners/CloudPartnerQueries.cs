using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Backline.Server.Features.CloudPartners;

/// <param name="Connector">Whether a program opens and follows incidents there; null: no business of the reader's.</param>
public sealed record CloudPartnerView(
    Guid Id, string Name, CloudPartnerApproval Approval, string Products, string Portal, string Phone, string Email, string Api, string WhoMayOpen, string Word, string SeverityScale, string NumberShape,
    string NumberPattern, string NumberExample, string SourceUrl, string Note, bool NeedsAuthority, bool PermitsFollowing, int ContactMinutes, bool? Connector, long Version)
{
    internal CloudPartner ToPartner() => new(Id, Name, Approval, NeedsAuthority, PermitsFollowing);

    internal CloudPartnerInput ToInput() => new(Name, Approval.Word(), Products, Portal, Phone, Email, Api, WhoMayOpen, Word, SeverityScale, NumberShape, NumberPattern, NumberExample, SourceUrl, Note, NeedsAuthority, PermitsFollowing, ContactMinutes);
}

/// <summary>How a program opens and follows incidents there, without its secrets.</summary>
/// <param name="Webhook">Where the cloud partner sends its signed messages.</param>
public sealed record CloudConnectorView(string BaseUrl, int PollMinutes, string Webhook, DateTimeOffset? LastAnswerAt, string? LastError, DateTimeOffset? LastErrorAt);

/// <summary>With its secrets: for the program alone.</summary>
public sealed record CloudConnector(Guid CloudPartnerId, Uri BaseUrl, string Token, string WebhookSecret, TimeSpan Poll);

/// <summary>Reads of cloud partners.</summary>
public sealed class CloudPartnerQueries(Session session, IDataProtectionProvider protection)
{
    private const string Columns =
        """
        p.id, p.name, p.approval, p.products, p.portal, p.phone, p.email, p.api, p.who_may_open, p.word, p.severity_scale, p.number_shape, p.number_pattern, p.number_example, p.source_url, p.note,
        p.needs_authority, p.permits_following, p.contact_minutes, p.version
        """;

    /// <summary>All of them, by name: a page holds them.</summary>
    /// <param name="approval">approved, suspended, ended; null: all.</param>
    public Task<List<CloudPartnerView>> ListAsync(string? approval, CancellationToken stop) => session.ListAsync(
        $"select {Columns}, {Connected} from cloud_partner p where $1::text is null or p.approval = $1 order by p.name_key", Row, stop, Parameters.OrNull(string.IsNullOrEmpty(approval) ? null : approval));

    /// <exception cref="NotFoundException"/>
    public async Task<CloudPartnerView> GetAsync(Guid id, CancellationToken stop, string? pointer = null) =>
        await session.FirstAsync($"select {Columns}, {Connected} from cloud_partner p where p.id = $1", Row, stop, id) ?? throw new NotFoundException("cloud-partner", id, pointer);

    /// <returns>Null: there is none.</returns>
    public Task<CloudConnectorView?> ConnectorViewAsync(Guid id, CancellationToken stop) => session.FirstAsync(
        "select base_url, poll_minutes, last_answer_at, last_error, last_error_at from cloud_connector where cloud_partner_id = $1",
        row => new CloudConnectorView(row.GetString(0), row.GetInt32(1), $"/api/v1/cloud-partners/{id}/events", row.Nullable<DateTimeOffset>(2), row.Text(3), row.Nullable<DateTimeOffset>(4)), stop, id);

    /// <returns>Null: there is none.</returns>
    public Task<CloudConnector?> ConnectorAsync(Guid id, CancellationToken stop) => session.FirstAsync(
        "select base_url, token, webhook_secret, poll_minutes from cloud_connector where cloud_partner_id = $1",
        row => new CloudConnector(id, new(row.GetString(0) + "/"), Seal(protection).Unprotect(row.GetString(1)), Seal(protection).Unprotect(row.GetString(2)), TimeSpan.FromMinutes(row.GetInt32(3))), stop, id);

    internal static IDataProtector Seal(IDataProtectionProvider protection) => protection.CreateProtector("cloud-connector");

    // a table that only the vendor reads
    private string Connected => session.Reader.IsVendor ? "exists (select from cloud_connector c where c.cloud_partner_id = p.id)" : "null::boolean";

    private static CloudPartnerView Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Words.Parse<CloudPartnerApproval>(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9),
        row.GetString(10), row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14), row.GetString(15), row.GetBoolean(16), row.GetBoolean(17), row.GetInt32(18), row.Nullable<bool>(20), row.GetInt64(19));
}
