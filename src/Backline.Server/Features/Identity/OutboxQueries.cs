using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Outbox;

namespace Backline.Server.Features.Identity;

/// <param name="Text">Null where mail leaves: a mail may hold a link that lets its recipient in.</param>
internal sealed record OutboxRow(Guid Id, string Recipient, string Subject, string? Text, DateTimeOffset CreatedAt, int Attempts, string? LastError, DateTimeOffset? SentAt);

internal sealed class OutboxQueries(Session session, MailSettings settings)
{
    /// <summary>Newest first.</summary>
    public async Task<Page<OutboxRow>> ListAsync(string? cursor, CancellationToken stop)
    {
        var place = Cursor.At(cursor, 2);
        var after = place.Values;
        var rows = await session.ListAsync(
            $"""
            select id, recipient, subject, case when $1 then null else body_text end, created_at, attempts, last_error, sent_at from outbox_message
            where $2::timestamptz is null or (created_at, id) {place.Beyond(descending: true)} ($2, $3::uuid) order by created_at {place.Way(descending: true)}, id {place.Way(descending: true)} limit $4
            """, row => new OutboxRow(row.GetGuid(0), row.GetString(1), row.GetString(2), row.Text(3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt32(5), row.Text(6), row.Nullable<DateTimeOffset>(7)),
            stop, settings.Sends, after is null ? null : after[0].GetDateTimeOffset().ToUniversalTime(), after is null ? null : after[1].GetGuid(), Cursor.DefaultLimit + 1);
        return Cursor.Cut(rows, Cursor.DefaultLimit, place, row => Cursor.Of(row.CreatedAt, row.Id));
    }
}
