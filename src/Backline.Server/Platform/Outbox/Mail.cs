using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Outbox;

/// <summary>A mail to leave after the commit of what caused it, in the recipient's language.</summary>
/// <param name="Sender">The name it comes from; null takes that of the settings.</param>
public sealed record Mail(string Recipient, string Language, string Subject, string Text, string? Html = null, Guid? AccountId = null, string? Sender = null);

/// <summary>The outbox: a mail is written in the transaction of its cause and sent by a worker, so that no mail tells of what did not happen.</summary>
public sealed class MailOutbox(Session session, TimeProvider clock)
{
    public Task AddAsync(Mail mail, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        return session.ExecuteAsync(
            "insert into outbox_message (id, account_id, recipient, language, subject, body_text, body_html, created_at, due_at, sender_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
            stop, Guid.CreateVersion7(now), mail.AccountId, mail.Recipient, mail.Language, mail.Subject, mail.Text, mail.Html, now, mail.Sender);
    }
}
