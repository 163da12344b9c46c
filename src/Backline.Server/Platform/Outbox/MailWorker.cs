using System.Net.Mail;
using System.Net.Mime;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Jobs;

namespace Backline.Server.Platform.Outbox;

/// <summary>Sends what the outbox holds, one mail per transaction; any number of nodes may do so at once. A mail may be sent twice when a node dies between sending and noting it, never lost.</summary>
internal sealed partial class MailWorker(IServiceScopeFactory scopes, MailSettings settings, WorkSignal signal, TimeProvider clock, ILogger<MailWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>After this many tries, about two days, a mail stays where it is, with its last error.</summary>
    internal const int MostAttempts = 16;

    /// <summary>The kind of what is due once a mail about something has failed for good: whoever knows what it was about takes it up.</summary>
    public const string FailedKind = "mail-failed";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Sends) return;
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await SendNextAsync(stoppingToken))
                {
                    // until nothing is due
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> SendNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateProgrammeScope("mail");
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var due = await session.FirstAsync(
            "select id, recipient, subject, body_text, body_html, attempts, sender_name, calendar, message_id, in_reply_to, reference_ids, by_person from outbox_message where sent_at is null and due_at <= $1 order by due_at, id limit 1 for update skip locked",
            row => new Due(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4), row.GetInt32(5), row.Text(6), row.Text(7), row.Text(8), row.Text(9), row.GetFieldValue<string[]>(10), row.GetBoolean(11)), stop, clock.GetUtcNow());
        if (due is null) return false;
        try
        {
            await SendAsync(due, stop);
            await session.ExecuteAsync("update outbox_message set sent_at = $2, attempts = attempts + 1, last_error = null where id = $1", stop, due.Id, clock.GetUtcNow());
        }
        catch (Exception e) when (e is SmtpException or FormatException or IOException or System.Security.Authentication.AuthenticationException)
        {
            LogNotSent(due.Id, due.Attempts + 1, e.Message);
            var isOver = IsRefused(e) || due.Attempts + 1 >= MostAttempts;
            await session.ExecuteAsync("update outbox_message set attempts = attempts + 1, last_error = $2, due_at = $3 where id = $1", stop, due.Id, e.Message, isOver ? DateTimeOffset.MaxValue : clock.GetUtcNow() + Backoff(due.Attempts + 1));
            if (isOver) await FailAsync(session, due, stop);
        }
        await session.SaveAsync(stop);
        return true;
    }

    /// <summary>The server won't take it another time either (RFC 5321, 4.2.3), or its address is none. What it says of how we speak, or of our right to, can be mended.</summary>
    internal static bool IsRefused(Exception e) => e is FormatException || e is SmtpException smtp && (int)smtp.StatusCode is >= 550 and <= 554;

    private async Task FailAsync(Session session, Due due, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await session.ExecuteAsync("insert into due_item (id, kind, account_id, subject_id, due_at) select $1, $2, account_id, id, $3 from outbox_message where id = $4 and about_id is not null and account_id is not null on conflict do nothing", stop, Guid.CreateVersion7(now), FailedKind, now, due.Id);
        session.AfterCommit(signal.Raise);
    }

    /// <summary>1, 2, 4 … minutes, at most four hours.</summary>
    internal static TimeSpan Backoff(int attempts) => TimeSpan.FromMinutes(Math.Min(Math.Pow(2, attempts - 1), 240));

    private async Task SendAsync(Due due, CancellationToken stop)
    {
        using var message = Message(due, settings);
        using var smtp = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls };
        // only an address that needs it asks for the server's SMTPUTF8
        if (!System.Text.Ascii.IsValid(due.Recipient)) smtp.DeliveryFormat = SmtpDeliveryFormat.International;
        if (settings.User is not null) smtp.Credentials = new System.Net.NetworkCredential(settings.User, settings.Password);
        await smtp.SendMailAsync(message, stop);
    }

    internal static MailMessage Message(Due due, MailSettings settings)
    {
        var text = Lines(due.Text);
        var message = new MailMessage(new MailAddress(settings.From, due.Sender ?? settings.FromName), new MailAddress(due.Recipient)) { Subject = due.Subject, Body = text, BodyTransferEncoding = EncodingOf(text) };
        message.Headers["Message-ID"] = $"<{due.MessageId ?? settings.MessageId(due.Id)}>";
        if (due.InReplyTo is not null) message.Headers["In-Reply-To"] = $"<{due.InReplyTo}>";
        if (due.References.Length > 0) message.Headers["References"] = string.Join(' ', due.References.Select(id => $"<{id}>"));
        if (!due.ByPerson)
        {
            message.Headers["Auto-Submitted"] = "auto-generated";
            message.Headers["X-Auto-Response-Suppress"] = "All";
        }
        message.Headers["X-Loop"] = "backline-cases";
        if (due.Html is not null) message.AlternateViews.Add(View(due.Html, new("text/html; charset=utf-8")));
        if (due.Calendar is not null) Invite(message, due.Calendar);
        return message;
    }

    // beside the text for calendars that look there, and as a file for those that don't
    private static void Invite(MailMessage message, string calendar)
    {
        var method = calendar.Contains("\r\nMETHOD:CANCEL\r\n", StringComparison.Ordinal) ? "CANCEL" : "REQUEST";
        message.AlternateViews.Add(View(calendar, new($"text/calendar; charset=utf-8; method={method}")));
        var file = Attachment.CreateAttachmentFromString(calendar, "invitation.ics", System.Text.Encoding.UTF8, "text/calendar");
        file.TransferEncoding = TransferEncoding.Base64;
        message.Attachments.Add(file);
    }

    private static AlternateView View(string text, ContentType type)
    {
        var view = AlternateView.CreateAlternateViewFromString(Lines(text), type);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    // however they were written: a line of a mail ends with both (RFC 2045)
    private static string Lines(string text) => text.ReplaceLineEndings("\r\n");

    // in quoted-printable the framework would encode the ends of lines as well, which RFC 2045 forbids in texts; RFC 5322 limits what goes as it is
    private static TransferEncoding EncodingOf(string text) => System.Text.Ascii.IsValid(text) && text.Split("\r\n").All(line => line.Length <= 900) ? TransferEncoding.SevenBit : TransferEncoding.Base64;

    internal sealed record Due(Guid Id, string Recipient, string Subject, string Text, string? Html, int Attempts, string? Sender, string? Calendar, string? MessageId, string? InReplyTo, string[] References, bool ByPerson);

    [LoggerMessage(LogLevel.Warning, "The outbox could not be read; trying again")]
    private partial void LogAway(Exception e);

    [LoggerMessage(LogLevel.Warning, "Mail {Id} could not be sent, try {Attempt}: {Reason}")]
    private partial void LogNotSent(Guid id, int attempt, string reason);
}
