using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;

namespace Backline.Server.Features.Identity;

/// <param name="AccountId">For a customer's role; a customer's own account is taken without saying.</param>
/// <param name="PartnerId">For the role partner; likewise.</param>
internal sealed record NewInvitation(string? Email, string? Name, string? Role, Guid? AccountId = null, Guid? PartnerId = null, string? Language = null);

/// <param name="Link">Only where no mail leaves: to be handed over by whoever invites.</param>
internal sealed record Invited(InvitationRow Invitation, string? Link);

/// <summary>Access is given by invitation: a link, good once and for two weeks, to an address its owner reads.</summary>
internal sealed class InvitationOperations(Session session, InvitationQueries invitations, IdentityMails mails, PublicAddress address, MailSettings mail, TimeProvider clock)
{
    private static readonly TimeSpan Good = TimeSpan.FromDays(14);

    public async Task<Invited> InviteAsync(NewInvitation asked, CancellationToken stop)
    {
        var who = Fill(asked);
        await CheckAsync(who, stop);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var token = MakeToken();
        await session.ExecuteAsync(
            """
            insert into invitation (id, email, name, role, account_id, partner_id, language, token_hash, invited_by, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, stop, id, who.Email, who.Name, who.Role, who.AccountId, who.PartnerId, who.Language, HashOf(token), session.Reader.Name, clock.GetUtcNow(), clock.GetUtcNow() + Good);
        var invitation = await invitations.GetAsync(id, stop);
        await AuditAsync(invitation, "invitation.sent", new { invitation.Name, invitation.Email, invitation.Role }, stop);
        return await MailAsync(invitation, token, stop);
    }

    /// <summary>A new link for two more weeks; the one before stops working.</summary>
    public async Task<Invited> SendAgainAsync(Guid id, CancellationToken stop)
    {
        var invitation = await invitations.GetAsync(id, stop);
        if (invitation.State is not ("open" or "expired")) throw new RefusedException(new("invitation.closed"));
        var token = MakeToken();
        await session.ExecuteAsync("update invitation set token_hash = $2, expires_at = $3 where id = $1", stop, id, HashOf(token), clock.GetUtcNow() + Good);
        await AuditAsync(invitation, "invitation.sent-again", null, stop);
        return await MailAsync(await invitations.GetAsync(id, stop), token, stop);
    }

    public async Task WithdrawAsync(Guid id, CancellationToken stop)
    {
        var invitation = await invitations.GetAsync(id, stop);
        if (invitation.State == "withdrawn") return;
        if (invitation.State == "accepted") throw new RefusedException(new("invitation.closed"));
        await session.ExecuteAsync("update invitation set withdrawn_at = $2 where id = $1", stop, id, clock.GetUtcNow());
        await AuditAsync(invitation, "invitation.withdrawn", null, stop);
    }

    /// <summary>The account or partner of a number as people write it: MA-204817, P-101. Nothing for nothing.</summary>
    public async Task<(Guid? Account, Guid? Partner)> OrganisationAsync(string? number, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(number)) return (null, null);
        var sought = number.Trim().ToUpperInvariant();
        var account = await session.FirstAsync("select account_id from account where number = $1", row => (Guid?)row.GetGuid(0), stop, sought);
        var partner = account is null ? await session.FirstAsync("select id from partner where number = $1", row => (Guid?)row.GetGuid(0), stop, sought) : null;
        return account is null && partner is null ? throw new InvalidInputException(new InputError("/accountId", "invitation.organisation-unknown", sought)) : (account, partner);
    }

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string MakeToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private NewInvitation Fill(NewInvitation asked)
    {
        var reader = session.Reader;
        return asked with
        {
            Email = asked.Email?.Trim(), Name = asked.Name?.Trim(), Language = asked.Language ?? "en",
            AccountId = asked.AccountId ?? (reader.Side == Side.Customer ? reader.AccountId : null),
            PartnerId = asked.PartnerId ?? (reader.Side == Side.Partner ? reader.PartnerId : null),
        };
    }

    private async Task CheckAsync(NewInvitation who, CancellationToken stop)
    {
        var roles = PeopleRules.RolesToGive(session.Reader);
        var side = roles.Contains(who.Role) ? Roles.SideOf(who.Role!) : (Side?)null;
        new InputErrors().Text(who.Name, "/name").Text(who.Email, "/email", EmailAddress.Longest)
            .Refuse(!string.IsNullOrWhiteSpace(who.Email) && !EmailAddress.IsValid(who.Email), "/email", "person.email-invalid")
            .Refuse(side is null, "/role", "input.unknown-value", string.Join(", ", roles))
            .Refuse(!Languages.Has(who.Language), "/language", "input.unknown-value", string.Join(", ", Languages.All.Select(language => language.Code)))
            .Refuse(side is not null && (side == Side.Customer) != who.AccountId.HasValue, "/accountId", side == Side.Customer ? "invitation.account-needed" : "invitation.account-not-meant")
            .Refuse(side is not null && (side == Side.Partner) != who.PartnerId.HasValue, "/partnerId", side == Side.Partner ? "invitation.partner-needed" : "invitation.partner-not-meant")
            .ThrowIfAny();
        var (account, partner) = PeopleQueries.Own(session.Reader);
        if ((account is not null && who.AccountId != account) || (partner is not null && who.PartnerId != partner)) throw new NotFoundException("account", who.AccountId ?? who.PartnerId!);
        if (who.AccountId is { } a && await session.ScalarAsync<int>("select 1 from account where account_id = $1", stop, a) == 0) throw new InvalidInputException(new InputError("/accountId", "invitation.account-unknown"));
        if (who.PartnerId is { } p && await session.ScalarAsync<int>("select 1 from partner where id = $1", stop, p) == 0) throw new InvalidInputException(new InputError("/partnerId", "invitation.partner-unknown"));
        await session.OneAtATimeAsync("invitation", who.Email!.ToLowerInvariant(), stop);
        // only among the people this reader sees: an address of another account is nobody's business here, its owner is told when accepting
        if (await session.ScalarAsync<int>("select 1 from person where normalized_email = upper($1)", stop, who.Email) == 1) throw new RefusedException(new("person.exists", who.Email!));
        if (await session.ScalarAsync<int>("select 1 from invitation where lower(email) = lower($1) and accepted_at is null and withdrawn_at is null and expires_at > $2", stop, who.Email, clock.GetUtcNow()) == 1)
            throw new RefusedException(new("invitation.open", who.Email!));
    }

    private async Task<Invited> MailAsync(InvitationRow invitation, string token, CancellationToken stop)
    {
        var link = address.Of($"/invitations/{token}");
        await mails.InvitedAsync(invitation, link, stop);
        return new(invitation, mail.Sends ? null : link);
    }

    private async Task AuditAsync(InvitationRow invitation, string action, object? after, CancellationToken stop) =>
        session.Audit(await OnPeople.ActAsync(session, invitation.AccountId, invitation.PartnerId, action, "invitation", invitation.Id, invitation.Email, null, after, stop));
}
