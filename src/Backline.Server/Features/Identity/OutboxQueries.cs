using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Outbox;
using Npgsql;

namespace Backline.Server.Features.Identity;

/// <summary>A mail that waits or went.</summary>
/// <param name="State">sent, waiting, or failed: it is tried again until it leaves, about two days long, unless it is refused for good.</param>
/// <param name="DueAt">It leaves not before, or is tried again then; null: it is tried no more.</param>
/// <param name="Text">Null where mail leaves: a mail may hold a link that lets its recipient in.</param>
/// <param name="MessageId">As the mail names itself, without brackets.</param>
/// <param name="References">The mails before it in its thread, the oldest first.</param>
/// <param name="HasInvitation">An invitation for a calendar (RFC 5545) goes with it.</param>
/// <param name="AboutId">The case it is about.</param>
/// <param name="ByPerson">A person wrote what it says; all else is marked as written by a machine (RFC 3834).</param>
internal sealed record OutboxRow(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? DueAt, DateTimeOffset? SentAt, string State, int Attempts, string? LastError, string Recipient, string Language, string Subject, string? Text, string Sender, string SenderName,
    string MessageId, string? InReplyTo, IReadOnlyList<string> References, bool HasInvitation, Guid? AboutId, bool ByPerson);

internal sealed class OutboxQueries(Session session, MailSettings settings)
{
    /// <summary>Newest first; whose, the row security says.</summary>
    public async Task<Page<OutboxRow>> ListAsync(string? cursor, int limit, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            select id, created_at, due_at, sent_at, attempts, last_error, recipient, language, subject, case when $1 then null else body_text end, sender_name, message_id, in_reply_to, reference_ids, calendar is not null, about_id, by_person
            from outbox_message
            where $2::timestamptz is null or (created_at, id) {place.Beyond(descending: true)} ($2, $3::uuid) order by created_at {place.Way(descending: true)}, id {place.Way(descending: true)} limit $4
            """, Row, stop, settings.Sends, after is null ? null : after[0].GetDateTimeOffset().ToUniversalTime(), after is null ? null : after[1].GetGuid(), limit + 1);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.CreatedAt, row.Id));
    }

    private OutboxRow Row(NpgsqlDataReader row)
    {
        var (id, due, sent, error) = (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(2), row.Nullable<DateTimeOffset>(3), row.Text(5));
        return new(
            id, row.GetFieldValue<DateTimeOffset>(1), due == DateTimeOffset.MaxValue ? null : due, sent, sent is not null ? "sent" : error is not null ? "failed" : "waiting", row.GetInt32(4), error, row.GetString(6), row.GetString(7), row.GetString(8), row.Text(9),
            settings.From, row.Text(10) ?? settings.FromName, row.Text(11) ?? settings.MessageId(id), row.Text(12), row.GetFieldValue<string[]>(13), row.GetBoolean(14), row.Nullable<Guid>(15), row.GetBoolean(16));
    }
}
