using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Mails;

/// <param name="CaseId">Of a case at the same desk; after one that is closed it goes on in another.</param>
public sealed record MailCaseInput(Guid? CaseId);

/// <param name="AccountId">Whose case it is.</param>
/// <param name="Subject">Left out: that of the mail.</param>
public sealed record MailOpeningInput(Guid? AccountId, string? Subject = null, string? Severity = null);

/// <summary>
/// What a desk does with a mail that found no case by itself. It decides first and saves that; then the mail goes into the case as from its sender, in a unit
/// of work of its own: these save for themselves. What ends in between leaves the mail to be decided again.
/// </summary>
internal sealed class MailOperations(Session session, MailQueries queries, MailSorting sorting, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <exception cref="RefusedException"><c>mail.handled</c>, <c>mail.of-another-account</c>, <c>case.not-your-desk</c></exception>
    public async Task<MailView> AttachAsync(Guid id, MailCaseInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.CaseId is null, "/caseId", "input.required").ThrowIfAny();
        var mail = await OpenAsync(id, stop);
        // as the desk sees it: a case of another desk is none
        var into = await MailLookup.FindAsync(session, input.CaseId!.Value, stop) ?? throw new NotFoundException("case", input.CaseId, "/caseId");
        Refusal? refusal = session.Reader.Side == (into.Tier == "vendor" ? Side.Vendor : Side.Partner) ? null : new("case.not-your-desk", into.Number);
        refusal.ThrowIfRefused();
        var senders = await SendersAsync(mail.Sender, stop);
        var known = senders.FirstOrDefault(into.IsAskedBy);
        // the desk vouches for strangers, and not for another account's people
        var foreign = known is null && senders.Any(one => one.Side == Side.Customer && one.AccountId != into.AccountId) && senders.All(one => one.AccountId != into.AccountId);
        if (foreign) throw new RefusedException(new("mail.of-another-account", into.Number));
        var sender = known ?? (into.IsBehindPartner ? new MailSender(null, null, Name(mail), Roles.Partner, null, into.FrontId, "UTC") : AsOpener(into, mail));
        await DecideAsync(mail, "mail.attached", into.AccountId, sender, new { into.Number }, stop);
        return await DeliverAsync(mail, sender, into, null, stop);
    }

    /// <exception cref="RefusedException"><c>mail.handled</c></exception>
    public async Task<MailView> BeginAsync(Guid id, MailOpeningInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.AccountId is null, "/accountId", "input.required").OptionalText(input.Subject, "/subject").Word(input.Severity, "/severity", Words.All<Backline.Domain.Contracts.Severity>()).ThrowIfAny();
        var mail = await OpenAsync(id, stop);
        var account = input.AccountId!.Value;
        var partner = await session.ListAsync("select partner_id from account where account_id = $1", row => row.Nullable<Guid>(0), stop, account);
        if (partner is not [var fronting]) throw new NotFoundException("account", account, "/accountId");
        var sender = (await SendersAsync(mail.Sender, stop)).FirstOrDefault(one => one.Side == Side.Customer && one.AccountId == account) ?? MailSender.Of(Name(mail), account, fronting);
        await DecideAsync(mail, "mail.opened", account, sender, null, stop);
        return await DeliverAsync(mail, sender, null, new(account, string.IsNullOrWhiteSpace(input.Subject) ? mail.Subject : input.Subject.Trim(), input.Severity), stop);
    }

    /// <summary>It is for nobody. It stays, and can still be put into a case.</summary>
    public async Task<MailView> DismissAsync(Guid id, CancellationToken stop)
    {
        var mail = await OpenAsync(id, stop);
        await ChangeAsync("update inbound_mail set state = 'ignored', reason = 'dismissed', handled_at = $3, handled_by = $4 where id = $1 and state = $2", stop, id, mail.State, time.GetUtcNow(), session.Reader.Name);
        Audit(mail, "mail.dismissed", null);
        await session.SaveAsync(stop);
        return await queries.GetAsync(id, stop);
    }

    private async Task<MailView> OpenAsync(Guid id, CancellationToken stop)
    {
        var mail = await queries.GetAsync(id, stop);
        return mail.State is "held" or "ignored" or "bounced" ? mail : throw new RefusedException(new("mail.handled", mail.CaseNumber ?? ""));
    }

    // somebody else may have decided since it was read
    private async Task ChangeAsync(string update, CancellationToken stop, params object?[] args)
    {
        if (await session.ExecuteAsync(update, stop, args) == 0) throw new RefusedException(new("mail.handled", ""));
    }

    private async Task DecideAsync(MailView mail, string action, Guid account, MailSender sender, object? after, CancellationToken stop)
    {
        await ChangeAsync("update inbound_mail set state = 'waiting', reason = '', of_account_id = $3, of_partner_id = $4, handled_by = $5 where id = $1 and state = $2", stop,
            mail.Id, mail.State, account, Parameters.OrNull(sender.Side == Side.Partner ? sender.PartnerId : null), session.Reader.Name);
        await session.ExecuteAsync("insert into due_item (id, kind, subject_id, due_at) values ($1, $2, $3, $4) on conflict do nothing", stop, Guid.CreateVersion7(time.GetUtcNow()), UndeliveredMailHandler.DueKind, mail.Id, time.GetUtcNow() + UndeliveredMailHandler.Patience);
        Audit(mail, action, after);
        await session.SaveAsync(stop);
    }

    private async Task<MailView> DeliverAsync(MailView mail, MailSender sender, NamedCase? into, NewMailCase? opening, CancellationToken stop)
    {
        // said and decided: whoever asked may leave now
        if (await sorting.ReadAsync(mail.Id, CancellationToken.None) is { } read) await sorting.DeliverAsync(mail.Id, read.Mail, sender, into, opening, CancellationToken.None);
        return await queries.GetAsync(mail.Id, stop);
    }

    private async Task<IReadOnlyList<MailSender>> SendersAsync(string address, CancellationToken stop)
    {
        if (address.Length == 0) return [];
        await using var scope = scopes.CreateProgrammeScope("mail");
        return await MailLookup.SendersAsync(scope.ServiceProvider.GetRequiredService<Session>(), address, stop);
    }

    // what the desk vouches for goes into the case of whoever opened it, also a private one, under the name on the mail
    private static MailSender AsOpener(NamedCase into, MailView mail) => into.IsPrivate ? new(into.OpenedById, null, into.OpenedBy, Roles.CustomerUser, into.AccountId, null, "UTC") : MailSender.Of(Name(mail), into.AccountId, into.ServedId);

    private static string Name(MailView mail) => mail.SenderName.Length > 0 ? mail.SenderName : mail.Sender.Length > 0 ? mail.Sender : "?";

    private void Audit(MailView mail, string action, object? after) => session.Audit(Act.OnDesk(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null, action, "mail", mail.Id, null, after: after));
}
