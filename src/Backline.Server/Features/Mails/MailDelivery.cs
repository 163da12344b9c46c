using System.Text.RegularExpressions;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Mails;

/// <summary>A case a desk opens from a mail.</summary>
internal sealed record NewMailCase(Guid AccountId, string Subject, string? Severity);

/// <summary>Puts a mail into a case as its sender, in one unit of work with the mail: once, whoever else tries.</summary>
internal sealed partial class MailDelivery(IServiceScopeFactory scopes, ProblemTexts problems, IStringLocalizer<CaseMailTexts> texts, WorkSignal signal, TimeProvider time)
{
    public async Task DeliverAsync(Guid id, IncomingMail mail, MailSender sender, NamedCase? into, NewMailCase? opening, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(sender.Reader);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        // the row is held from here on: a second worker waits, and then finds nothing to do
        if (await session.ExecuteAsync("update inbound_mail set reason = '' where id = $1 and state = 'waiting'", stop, id) == 0) return;
        var (taken, seen) = await FilesAsync(mail, stop);
        try
        {
            var account = into?.AccountId ?? opening?.AccountId ?? sender.AccountId;
            var language = sender.Language ?? await session.ScalarAsync<string>("select language from account where account_id = $1", stop, Parameters.OrNull(account)) ?? "en";
            var text = mail.Text.Length > 0 ? mail.Text : InTheirs(language, mail.IsUnread ? "unread" : "no-text");
            var files = scope.ServiceProvider.GetRequiredService<AttachmentOperations>();
            var one = into?.Id ?? Guid.Empty;
            if (into is not null)
            {
                // written to one that is closed, it goes on in another
                var place = await scope.ServiceProvider.GetRequiredService<AttachmentQueries>().PlaceAsync(into.Id, stop);
                var carried = await KeepAsync(files, place, taken, stop);
                one = await scope.ServiceProvider.GetRequiredService<CaseOperations>().WriteAsync(into.Id, new(text, Attachments: carried), stop);
            }
            else
            {
                var asked = new NewCase(account, Subject: Subject(opening?.Subject ?? mail.Subject, language), Text: text, Severity: opening?.Severity, ContactId: sender.ContactId);
                one = (await scope.ServiceProvider.GetRequiredService<CaseOpeningOperations>().OpenAsync(asked, stop, opened => KeepAsync(files, CasePlace.Of(opened), taken, stop))).Id;
            }
            await session.ExecuteAsync("update inbound_mail set state = $2, case_id = $3, case_number = $4, files = $5::jsonb, handled_at = $6 where id = $1", stop,
                id, into is not null && (one == into.Id || await WasThereAsync(session, one, stop)) ? "matched" : "opened", one, await session.ScalarAsync<string>("select number from support_case where id = $1", stop, one), NotedFile.Json(seen), time.GetUtcNow());
            if (seen.Exists(file => file.Problem is not null)) await TellLaterAsync(session, RefusedFilesHandler.DueKind, id, one, stop);
            if (mail.IsCut) await TellLaterAsync(session, MailNote.Cut.DueKind, id, one, stop);
            if (mail.IsBroken) await TellLaterAsync(session, MailNote.Broken.DueKind, id, one, stop);
            await session.SaveAsync(stop);
        }
        finally
        {
            foreach (var file in taken) await file.DisposeAsync();
        }
    }

    // one that was merged, or followed up before, goes on in a case that others wrote to
    private static Task<bool> WasThereAsync(Session session, Guid one, CancellationToken stop) => session.ScalarAsync<bool>("select count(*) > 1 from (select from case_message where case_id = $1 limit 2) said", stop, one);

    private static async Task<IReadOnlyList<Guid>> KeepAsync(AttachmentOperations files, CasePlace place, IReadOnlyList<CheckedFile> taken, CancellationToken stop)
    {
        var kept = new List<Guid>();
        foreach (var file in taken) kept.Add((await files.AddAsync(place, file, stop)).Id);
        return kept;
    }

    // the same rules as on the page; what is not taken is named, and stays in the mail
    private async Task<(List<CheckedFile> Taken, List<NotedFile> Seen)> FilesAsync(IncomingMail mail, CancellationToken stop)
    {
        var (taken, seen, bytes) = (new List<CheckedFile>(), new List<NotedFile>(), 0L);
        foreach (var file in mail.Files)
        {
            var content = file.Content;
            try
            {
                if (taken.Count == AttachmentCheck.MostFiles || bytes + content.Length > (long)AttachmentCheck.MostMegaBytesOfAll << 20) throw new InvalidInputException(new InputError("/file", AttachmentCheck.TooMany, AttachmentCheck.MostFiles, AttachmentCheck.MostMegaBytesOfAll));
                using var stream = new MemoryStream(content);
                taken.Add(await AttachmentOperations.TakeAsync(file.Name, stream, stop));
                bytes += content.Length;
                seen.Add(new(file.Name, content.Length, null));
            }
            catch (InvalidInputException e)
            {
                seen.Add(NotedFile.Refused(file.Name, content.Length, e.Errors[0], problems));
            }
        }
        return (taken, seen);
    }

    // those of the desk and the sender are told by the programme: whoever wrote the mail said nothing of it
    private async Task TellLaterAsync(Session session, string kind, Guid mail, Guid one, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) select $1, $2, account_id, $3, $4 from support_case where id = $5", stop, Guid.CreateVersion7(now), kind, mail, now, one);
        session.AfterCommit(signal.Raise);
    }

    private string InTheirs(string language, string key)
    {
        using var _ = Spoken.InMail(language);
        return texts[key];
    }

    private string Subject(string subject, string language)
    {
        var bare = Token().Replace(subject, "").Trim();
        while (Prefix().Match(bare) is { Success: true } prefix) bare = bare[prefix.Length..].Trim();
        if (bare.Length == 0) bare = InTheirs(language, "no-subject");
        return bare.Length <= 200 ? bare : bare[..199] + "…";
    }

    [GeneratedRegex(@"\[C-\d{4}-\d{6,9}\]", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"^(re|aw|antw|sv|fwd?|wg|rv|r|i|tr|tl|trả lời|chuyển tiếp|회신|답장|전달)\s*(\[\d+\])?\s*:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prefix();
}
