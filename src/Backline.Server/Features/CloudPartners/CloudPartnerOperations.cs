using Backline.Domain.Common;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.DataProtection;

namespace Backline.Server.Features.CloudPartners;

/// <summary>Changes of cloud partners: the list is kept up to date (EC-1).</summary>
public sealed class CloudPartnerOperations(Session session, CloudPartnerQueries partners, IDataProtectionProvider protection, TimeProvider clock)
{
    private const string Fields = "name, name_key, products, portal, phone, email, api, who_may_open, word, severity_scale, number_shape, number_pattern, number_example, source_url, note, approval, needs_authority, permits_following, contact_minutes";
    private const string Values = "$3, lower($3), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20";

    /// <exception cref="RefusedException"><c>cloud-partner.exists</c></exception>
    public async Task<Guid> CreateAsync(CloudPartnerInput input, CancellationToken stop)
    {
        var tidy = input.Checked();
        await RefuseTakenAsync(tidy.Name!, Guid.Empty, stop);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await session.ExecuteAsync($"insert into cloud_partner (id, version, {Fields}, shipped, edited) values ($1, $2, {Values}, false, true)", stop, Args(id, 1, tidy));
        session.Audit(Act.OnProgramme("cloud-partner.created", "cloud-partner", id, tidy.Name, after: tidy));
        return id;
    }

    /// <exception cref="RefusedException"><c>cloud-partner.exists</c></exception>
    public async Task ChangeAsync(Guid id, long version, CloudPartnerInput input, CancellationToken stop)
    {
        var tidy = input.Checked();
        var before = await partners.GetAsync(id, stop);
        if (before.Version != version) throw new StaleVersionException();
        await RefuseTakenAsync(tidy.Name!, id, stop);
        if (await session.ExecuteAsync($"update cloud_partner set ({Fields}) = ({Values}), edited = true, version = version + 1 where id = $1 and version = $2", stop, Args(id, version, tidy)) == 0) throw new StaleVersionException();
        session.Audit(Act.OnProgramme("cloud-partner.changed", "cloud-partner", id, tidy.Name, before.ToInput(), tidy));
    }

    /// <summary>Sets how a program opens and follows incidents there.</summary>
    public async Task ConnectAsync(Guid id, CloudConnectorInput input, CancellationToken stop)
    {
        var partner = await partners.GetAsync(id, stop);
        await session.OneAtATimeAsync("cloud-connector", id, stop);
        var kept = await partners.ConnectorAsync(id, stop);
        var tidy = input.Checked(kept is not null);
        var seal = CloudPartnerQueries.Seal(protection);
        await session.ExecuteAsync(
            """
            insert into cloud_connector (cloud_partner_id, base_url, token, webhook_secret, poll_minutes, changed_at) values ($1, $2, $3, $4, $5, $6)
            on conflict (cloud_partner_id) do update set base_url = excluded.base_url, token = excluded.token, webhook_secret = excluded.webhook_secret, poll_minutes = excluded.poll_minutes,
                changed_at = excluded.changed_at, last_error = null, last_error_at = null
            """, stop, id, tidy.BaseUrl, seal.Protect(tidy.Token ?? kept!.Token), seal.Protect(tidy.WebhookSecret ?? kept!.WebhookSecret), tidy.PollMinutes, clock.GetUtcNow());
        session.Audit(Act.OnProgramme("cloud-partner.connected", "cloud-partner", id, partner.Name, after: new { tidy.BaseUrl, tidy.PollMinutes, token = tidy.Token is not null, secret = tidy.WebhookSecret is not null }));
    }

    public async Task DisconnectAsync(Guid id, CancellationToken stop)
    {
        var partner = await partners.GetAsync(id, stop);
        if (await session.ExecuteAsync("delete from cloud_connector where cloud_partner_id = $1", stop, id) == 0) throw new NotFoundException("connector", id);
        session.Audit(Act.OnProgramme("cloud-partner.disconnected", "cloud-partner", id, partner.Name));
    }

    /// <summary>An address of the web that one may lead people to.</summary>
    public static bool IsAddress(string? text) => CloudPartnerInput.IsAddress(text);

    /// <summary>Whether a number has the shape; null: none is known.</summary>
    public static bool? Fits(string pattern, string number) => CloudPartnerInput.Fits(pattern, number);

    private async Task RefuseTakenAsync(string name, Guid except, CancellationToken stop)
    {
        if (await session.ScalarAsync<bool>("select exists (select from cloud_partner where name_key = lower($1) and id <> $2)", stop, name, except)) throw new RefusedException(new("cloud-partner.exists", name));
    }

    private static object?[] Args(Guid id, long version, CloudPartnerInput tidy) =>
    [
        id, version, tidy.Name, tidy.Products, tidy.Portal, tidy.Phone, tidy.Email, tidy.Api, tidy.WhoMayOpen, tidy.Word, tidy.SeverityScale, tidy.NumberShape, tidy.NumberPattern, tidy.NumberExample,
        tidy.SourceUrl, tidy.Note, tidy.Approval, tidy.NeedsAuthority, tidy.PermitsFollowing, tidy.ContactMinutes,
    ];
}
