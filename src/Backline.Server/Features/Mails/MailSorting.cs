using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Backline.Server.Platform.Jobs;
using Backline.Server.Platform.Outbox;
using Microsoft.Extensions.Localization;
using Npgsql;

namespace Backline.Server.Features.Mails;

/// <summary>What is to become of a mail.</summary>
/// <param name="State">held, bounced or ignored; null: it goes into a case.</param>
/// <param name="Accounts">Of its sender, where more than one may be meant.</param>
internal sealed record MailVerdict(string? State, string Reason, MailSender? Sender = null, NamedCase? Case = null, IReadOnlyList<Guid>? Accounts = null)
{
    /// <summary>Whoever works at the desk answered by mail.</summary>
    public const string OfDesk = "desk";

    /// <summary>Its sender wrote more in an hour than is sorted by itself.</summary>
    public const string TooMany = "too-many";

    /// <summary>Another mail has its Message-ID.</summary>
    public const string SameId = "same-id";
}

/// <summary>
/// Sorts what came in: loops, bounces and what machines write apart, the rest into the case it answers or a new one, as its sender. Whoever is not known, or
/// may not see that case, is left to the desk. Tried again until it is done, and done once.
/// </summary>
internal sealed class MailSorting(IServiceScopeFactory scopes, MailDelivery delivery, NpgsqlDataSource source, MailSettings settings, IStringLocalizer<MailTexts> texts, TimeProvider time) : IDueHandler
{
    public const string DueKind = "mail-received";

    /// <summary>Of one sender in an hour; more is left to the desk.</summary>
    public const int MostAnHour = 20;

    public string Kind => DueKind;

    public bool Ready => true;

    public async Task HandleAsync(DueItem item, CancellationToken stop)
    {
        if (await ReadAsync(item.SubjectId, stop) is not { } read) return;
        var (mail, intake) = read;
        // the same mail may come in at two intakes at once: the second waits until the first is in its case
        await using var turn = scopes.CreateProgrammeScope("mail");
        var session = turn.ServiceProvider.GetRequiredService<Session>();
        await session.OneAtATimeAsync("sorting mail", await session.ScalarAsync<string>("select message_id from inbound_mail where id = $1", stop, item.SubjectId) ?? "", stop);
        var verdict = await DecideAsync(item.SubjectId, mail, intake, stop);
        var (desk, deskId) = await DeskAsync(verdict, intake, stop);
        if (verdict is { State: null } or { State: "held", Reason: not MailVerdict.SameId } && await MailLookup.DeliveredAsync(session, item.SubjectId, desk, deskId, stop) is { } delivered) verdict = new("ignored", "copy", verdict.Sender, delivered);
        if (verdict is { State: not null, Case: { } named } && (named.Tier, named.Tier == "partner" ? named.FrontId : null) != (desk, deskId)) verdict = verdict with { Case = null }; // no business of this desk
        await NoteAsync(item.SubjectId, mail, verdict, desk, deskId, stop);
        if (verdict is { State: null, Sender: { } sender } && !await DeliverAsync(item.SubjectId, mail, sender, verdict.Case, null, stop)) await AnswerAsync(item.SubjectId, mail, sender, stop);
    }

    /// <summary>Puts a mail into a case, or opens one; what keeps it from there is left to the desk, with the reason.</summary>
    /// <returns>False: the case refused it.</returns>
    public async Task<bool> DeliverAsync(Guid id, IncomingMail mail, MailSender sender, NamedCase? into, NewMailCase? opening, CancellationToken stop)
    {
        try
        {
            await delivery.DeliverAsync(id, mail, sender, into, opening, stop);
            return true;
        }
        catch (Exception e) when (e is RefusedException or InvalidInputException or NotFoundException)
        {
            await using var scope = scopes.CreateProgrammeScope("mail");
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            await session.ExecuteAsync("update inbound_mail set state = 'held', reason = $2 where id = $1 and state = 'waiting'", stop, id, e is NotFoundException ? "not-theirs" : "refused");
            await session.SaveAsync(stop);
            return false;
        }
    }

    private async Task AnswerAsync(Guid id, IncomingMail mail, MailSender sender, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("mail");
        await scope.ServiceProvider.GetRequiredService<HeldAnswers>().TellAsync(id, mail, sender, null, stop);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
    }

    /// <returns>Null: it was dealt with before.</returns>
    public async Task<(IncomingMail Mail, Guid? Intake)?> ReadAsync(Guid id, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("mail");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var found = await session.ListAsync("select intake_id, bytes from inbound_mail where id = $1 and state = 'waiting'", row => (Intake: row.Nullable<Guid>(0), Bytes: row.GetInt64(1)), stop, id);
        if (found is not [var row]) return null;
        var raw = new byte[row.Bytes];
        await using var content = MailStore.Open(session, id, stop);
        await content.ReadExactlyAsync(raw, stop);
        return (IncomingMail.Of(raw), row.Intake);
    }

    private async Task<MailVerdict> DecideAsync(Guid id, IncomingMail mail, Guid? intake, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("mail");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var named = await MailLookup.CaseAsync(session, mail, stop);
        // what a partner's program hands in can claim any sender: it speaks for those the partner serves, and for nobody else
        if (intake is not null && named?.ServedId != intake) named = null;
        if (mail.IsLooping || mail.WentThrough(settings.From) || mail.Sender.Equals(settings.From, StringComparison.OrdinalIgnoreCase) || (mail.MessageId is { } own && await session.ScalarAsync<bool>("select exists (select from outbox_message where message_id = $1)", stop, own))) return new("ignored", "own", Case: named);
        if (mail.Bounce is { } bounce) return await BouncedAsync(session, scope.ServiceProvider.GetRequiredService<CaseOperations>(), bounce, named, intake, stop);
        if (mail.Auto is { } auto) return new("ignored", auto, Case: named);
        if (mail.Sender.Length == 0) return new("held", mail.HasSeveralAuthors ? "several-senders" : "no-sender", Case: named);
        if (await session.ScalarAsync<bool>("select exists (select from inbound_mail i join inbound_mail o on o.message_id = i.message_id and o.sender = $2 and o.content_key <> i.content_key and (o.intake_id is not distinct from i.intake_id or o.state in ('matched', 'opened')) where i.id = $1)", stop, id, mail.Sender)) return new("held", MailVerdict.SameId, Case: named);
        IReadOnlyList<MailSender> senders = [.. (await MailLookup.SendersAsync(session, mail.Sender, stop)).Where(sender => intake is null || sender.PartnerId == intake)];
        // heard from: it takes mail again
        await session.ExecuteAsync("delete from mail_bounce where address = $1", stop, mail.Sender);
        var recent = await session.ScalarAsync<long>("select count(distinct (message_id, content_key)) from inbound_mail where sender = $1 and received_at > $2", stop, mail.Sender, time.GetUtcNow().AddHours(-1));
        await session.SaveAsync(stop);
        if (mail.IsSpoofed) return new("held", "spoofed", senders is [var first, ..] ? first : null, named);
        if (recent >= MostAnHour) return new("held", MailVerdict.TooMany, senders is [var many, ..] ? many : null, named);
        return named is null ? New(await OfSiteAsync(session, mail, senders, stop)) : Answer(senders, named);
    }

    private static MailVerdict Answer(IReadOnlyList<MailSender> senders, NamedCase named)
    {
        if (senders.Count == 0) return new("held", "stranger", Case: named);
        if (senders.FirstOrDefault(named.IsAskedBy) is { } asker) return new(null, "", asker, named);
        return senders.FirstOrDefault(named.IsOfDesk) is { } worker ? new("held", MailVerdict.OfDesk, worker, named) : new("held", "not-theirs", senders[0], named);
    }

    // somebody who is known in several accounts may name a site of the one they mean; a site of any other says nothing
    private static async Task<IReadOnlyList<MailSender>> OfSiteAsync(Session session, IncomingMail mail, IReadOnlyList<MailSender> senders, CancellationToken stop)
    {
        Guid[] accounts = [.. senders.Where(sender => sender.Side == Side.Customer).Select(sender => sender.AccountId!.Value).Distinct()];
        return accounts.Length > 1 && await MailLookup.AccountOfSiteAsync(session, mail, accounts, stop) is { } meant ? [.. senders.Where(sender => sender.Side != Side.Customer || sender.AccountId == meant)] : senders;
    }

    // a person who is a contact too is one; a customer of one account opens a case there, anybody else's account has to be asked for
    private static MailVerdict New(IReadOnlyList<MailSender> senders)
    {
        if (senders.Count == 0) return new("held", "stranger");
        var customers = senders.Where(sender => sender.Side == Side.Customer).ToList();
        IReadOnlyList<Guid> accounts = [.. customers.Select(sender => sender.AccountId!.Value).Distinct()];
        return accounts.Count == 1 && customers.Count == senders.Count ? new(null, "", customers[0])
            : new("held", customers.Count > 0 ? "several-accounts" : "which-account", senders[0], Accounts: accounts);
    }

    private async Task<MailVerdict> BouncedAsync(Session session, CaseOperations cases, MailBounce bounce, NamedCase? named, Guid? intake, CancellationToken stop)
    {
        var (case_, sent) = bounce.Original is { } original ? await MailLookup.SentAsync(session, original, stop) : (null, null);
        IReadOnlyList<string> recipients = sent is null ? [] : [sent];
        // some servers give back no more than the subject
        if (sent is null) (case_, recipients) = await MailLookup.SentAboutAsync(session, bounce.Subject, bounce.Recipients.SelectMany(one => one.Names), stop);
        if (intake is not null && case_?.ServedId != intake) (case_, recipients) = (null, []);
        // only of a mail that was sent there: anybody can write a report
        var ours = bounce.About(recipients);
        // a Message-ID can't be guessed, the number of a case can: by it alone nobody is cut off, nor for another to whom their mail is passed on
        bool Ends(ReportedRecipient one) => one.HasFailed && sent is not null && one.Status.StartsWith('5') && recipients.Contains(one.Address, StringComparer.OrdinalIgnoreCase);
        foreach (var one in ours.Where(Ends))
            await session.ExecuteAsync("insert into mail_bounce (address, at, status, said) values ($1, $2, $3, $4) on conflict (address) do update set at = excluded.at, status = excluded.status, said = excluded.said", stop, one.Address, time.GetUtcNow(), one.Status, Cut(one.Said, 500));
        // those of its desk see that their answer did not arrive, or not yet
        if (case_ is not null)
            foreach (var one in ours.Where(one => one.HasFailed || one.IsDelayed)) await cases.NoteAsync(case_.Id, texts[one.IsDelayed ? "bounce.note.delayed" : Ends(one) ? "bounce.note.ended" : "bounce.note", one.Shown, Cut(one.Said.Length > 0 ? one.Said : one.Status, 500)], stop);
        await session.SaveAsync(stop);
        var (state, reason) = bounce.Became(recipients);
        return new(state, reason, Case: case_ ?? named);
    }

    // that of the case it names, if its sender is a stranger or has to do with it; else its sender's, or that of whoever handed it in
    private async Task<(string Desk, Guid? Id)> DeskAsync(MailVerdict verdict, Guid? intake, CancellationToken stop)
    {
        if (verdict.Accounts is { Count: > 1 } several)
        {
            // at one that serves all of them, else nobody but the vendor may see it
            var fronts = new HashSet<Guid?>();
            foreach (var one in several) fronts.Add(await FrontAsync(one, stop));
            return fronts is { Count: 1 } && fronts.Single() is { } common ? ("partner", common) : ("vendor", null);
        }
        if (verdict.Sender is { Side: Side.Customer, AccountId: { } account } && await FrontAsync(account, stop) is { } fronting) return ("partner", fronting);
        if (verdict.Case is { Tier: "partner", FrontId: { } front } named && (verdict.Sender is not { } known || named.IsAskedBy(known) || named.IsOfDesk(known))) return ("partner", front);
        return verdict.Sender is null && verdict.Case is null && intake is { } own ? ("partner", own) : ("vendor", null);
    }

    private async Task<Guid?> FrontAsync(Guid account, CancellationToken stop) => await AccountStanding.OfAsync(source, account, time.GetUtcNow(), stop) is { IsBranded: true, PartnerId: { } fronting } ? fronting : null;

    private async Task NoteAsync(Guid id, IncomingMail mail, MailVerdict verdict, string desk, Guid? deskId, CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("mail");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var files = mail.Files.Select(file => new NotedFile(file.Name, null));
        await session.ExecuteAsync(
            """
            update inbound_mail set sender = $2, sender_name = $3, recipients = $4, subject = $5, sent_at = $6, text = $7, files = $8::jsonb, state = $9, reason = $10, desk = $11, desk_id = $12, of_account_id = $13, of_partner_id = $14,
                case_id = $15, case_number = $16, handled_at = case when $9 = 'waiting' then null else $17 end, is_broken = $18
            where id = $1 and state = 'waiting'
            """, stop, id, mail.Sender, mail.SenderName, Cut(mail.Recipients), Cut(mail.Subject), mail.SentAt?.ToUniversalTime(), mail.Text, NotedFile.Json(files), verdict.State ?? "waiting", verdict.Reason, desk, Parameters.OrNull(deskId),
            Parameters.OrNull(verdict.Accounts is { Count: > 1 } ? null : verdict.Sender?.AccountId), Parameters.OrNull(verdict.Sender is { Side: Side.Partner } partner ? partner.PartnerId : null),
            Parameters.OrNull(verdict.Case?.Id), Parameters.OrNull(verdict.Case?.Number), time.GetUtcNow(), mail.IsBroken);
        if (verdict is { State: "held", Sender: { } known }) await scope.ServiceProvider.GetRequiredService<HeldAnswers>().TellAsync(id, mail, known, verdict.Case, stop);
        await session.SaveAsync(stop);
    }

    private static string Cut(string text, int longest = 1000) => text.Length <= longest ? text : text[..longest];
}
