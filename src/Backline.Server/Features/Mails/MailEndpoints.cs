using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.Mails;

internal static class MailEndpoints
{
    private const string Example = "From: Matteo Ferraro <matteo.ferraro@lucenti.example>\r\nTo: support@backline.example\r\nSubject: No sound in the boardroom\r\nMessage-ID: <example-1@lucenti.example>\r\n\r\nSince this morning nobody hears us.\r\n";

    private static FileUpload Email { get; } = new("One email as it came, headers and all (RFC 5322)", MailStore.MostMegaBytes, ["message/rfc822", "application/octet-stream", "text/plain"], Example: Example);

    private static RequestSizeLimitAttribute SizeLimit { get; } = new((MailStore.MostMegaBytes + 2L) << 20);

    public static void MapMails(this RouteGroupBuilder api)
    {
        var mail = api.MapGroup("/mail").WithTags("Mail");
        mail.MapPost("", ReceiveAsync).RequirePermission(Permissions.MailReceive).Creates<AcceptedMail>().Uploads(Email).WithMetadata(SizeLimit).RequireRateLimiting(RateLimits.Uploads)
            .WithSummary("Hand in a mail as it came (message/rfc822 as body). The same mail again changes nothing: it is known by its Message-ID and content.");
        var desk = mail.MapGroup("").RequirePermission(Permissions.CasesWork);
        desk.MapGet("", ListAsync).Lists<MailRow>().WithSummary("Mails of the desk with what became of them, the newest first.");
        desk.MapGet("/{mailId:guid}", (Guid mailId, MailQueries mails, CancellationToken stop) => mails.GetOrWaitingAsync(mailId, stop)).Answers<MailView>().WithSummary("One mail. One that was just handed in is waiting until it is sorted: its sender, subject and text are empty until then.");
        desk.MapGet("/{mailId:guid}/original", OriginalAsync).RequireRateLimiting(RateLimits.Exports).AnswersFile("message/rfc822").WithSummary("The mail as it came.");
        desk.MapPut("/{mailId:guid}/case", (Guid mailId, MailCaseInput input, MailOperations mails, CancellationToken stop) => mails.AttachAsync(mailId, input, stop)).Answers<MailView>().WithSummary("Put a mail that was held into a case, as from its sender.");
        desk.MapPut("/{mailId:guid}/opening", (Guid mailId, MailOpeningInput input, MailOperations mails, CancellationToken stop) => mails.BeginAsync(mailId, input, stop)).Answers<MailView>().WithSummary("Open a case of an account from a mail that was held.");
        desk.MapPut("/{mailId:guid}/dismissal", (Guid mailId, MailOperations mails, CancellationToken stop) => mails.DismissAsync(mailId, stop)).Answers<MailView>().WithSummary("Say that a mail is for nobody; it stays.");
    }

    public static void MapMailFiles(this RouteGroupBuilder web) =>
        web.MapGet("/mail/{mailId:guid}/original", OriginalAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.CasesWork).ExcludeFromDescription();

    private static async Task<IResult> ListAsync([AsParameters] MailFilter filter, string? cursor, int? limit, MailQueries mails, HttpContext http, CancellationToken stop) =>
        http.Answer(await mails.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> ReceiveAsync(MailStore store, CurrentReader current, HttpContext http, CancellationToken stop)
    {
        // what is no email, as the form that curl sends by itself, is none by chance either
        if (!Email.Takes(http.Request.ContentType)) return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        FileStream content;
        try
        {
            content = await Spool.OfAsync(http.Request.Body, stop);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == 413)
        {
            throw new RefusedException(new("mail.too-large", MailStore.MostMegaBytes));
        }
        await using (content)
        {
            if (content.Length == 0) throw new InvalidInputException(new InputError("", "mail.empty"));
            if (content.Length > (long)MailStore.MostMegaBytes << 20) throw new RefusedException(new("mail.too-large", MailStore.MostMegaBytes));
            var accepted = await store.AcceptAsync(content, "interface", current.Required.Side == Side.Partner ? current.Required.PartnerId : null, stop);
            return accepted.IsNew ? TypedResults.Created($"/api/v1/mail/{accepted.Id}", accepted) : TypedResults.Ok(accepted);
        }
    }

    /// <summary>Saved, never shown: what a stranger wrote is opened by nothing here.</summary>
    private static async Task<IResult> OriginalAsync(Guid mailId, MailQueries mails, Session session, HttpContext http, CancellationToken stop)
    {
        var mail = await mails.GetAsync(mailId, stop);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        return TypedResults.Stream(MailStore.Open(session, mailId, http.RequestAborted), "application/octet-stream", $"{mail.ReceivedAt:yyyy-MM-dd}-{mailId.ToString()[^8..]}.eml");
    }
}
