using Backline.Server.Platform.Database;

namespace Backline.Server.Platform.Outbox;

/// <summary>A mail to leave after the commit of what caused it, in the recipient's language.</summary>
/// <param name="Sender">The name it comes from; null takes that of the settings.</param>
/// <param name="DueAt">Not before then; null: now.</param>
/// <param name="Calendar">An invitation (RFC 5545), beside the text and as an attachment.</param>
public sealed record Mail(string Recipient, string Language, string Subject, string Text, string? Html = null, Guid? AccountId = null, string? Sender = null, DateTimeOffset? DueAt = null, string? Calendar = null)
{
    /// <summary>Without brackets; null: made from its id.</summary>
    public string? MessageId { get; init; }

    /// <summary>The mail it answers, and those before it, the oldest first.</summary>
    public string? InReplyTo { get; init; }

    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What it is about: an answer to it is about the same.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>A person wrote what it says: what answers by itself may answer it. All else is written by a machine, and says so (RFC 3834).</summary>
    public bool ByPerson { get; init; }

    /// <summary>The partner whose desk it leaves, which the vendor does not read; null: the vendor's.</summary>
    public Guid? DeskId { get; init; }
}

/// <summary>The outbox: a mail is written in the transaction of its cause and sent by a worker, so that no mail tells of what did not happen.</summary>
public sealed class MailOutbox(Session session, MailSettings settings, TimeProvider clock)
{
    public Task AddAsync(Mail mail, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return session.ExecuteAsync(
            "insert into outbox_message (id, account_id, recipient, language, subject, body_text, body_html, created_at, due_at, sender_name, calendar, message_id, in_reply_to, reference_ids, about_id, desk_id, by_person) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
            stop, id, mail.AccountId, mail.Recipient, mail.Language, mail.Subject, mail.Text, mail.Html, now, mail.DueAt ?? now, mail.Sender, mail.Calendar, mail.MessageId ?? settings.MessageId(id), mail.InReplyTo, mail.References.ToArray(), Parameters.OrNull(mail.AboutId), Parameters.OrNull(mail.DeskId), mail.ByPerson);
    }
}
