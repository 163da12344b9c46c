using System.Text.Json;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Mails;

/// <param name="State">waiting, matched, opened, held, bounced or ignored.</param>
/// <param name="Q">Address, or the number of a case.</param>
public sealed record MailFilter(string? State = null, string? Q = null);

/// <summary>A mail that came in, as a line of the list.</summary>
/// <param name="State">What became of it: waiting, matched (it went into its case), opened (it began one), held (the desk decides), bounced, ignored.</param>
/// <param name="Reason">Why it was held or ignored; empty otherwise.</param>
public sealed record MailRow(Guid Id, DateTimeOffset ReceivedAt, string Sender, string SenderName, string Subject, string State, string Reason, Guid? CaseId, string? CaseNumber, long Bytes);

/// <summary>One mail: what is new in it, and its files as they were dealt with. The original is beside it.</summary>
/// <param name="SentAt">As its header Date says; null: it says none, or none that can be read.</param>
/// <param name="AnsweredAt">When its sender was told that it is held; null: nobody was, or today another mail of theirs was answered.</param>
/// <param name="IsBroken">A part of it can't be read, and is shown as far as it could be.</param>
public sealed record MailView(
    Guid Id, DateTimeOffset ReceivedAt, string Source, string MessageId, string Sender, string SenderName, string Recipients, string Subject, DateTimeOffset? SentAt, string Text, IReadOnlyList<MailFileView> Files, string State, string Reason,
    Guid? CaseId, string? CaseNumber, long Bytes, string Sha256, DateTimeOffset? HandledAt, string? HandledBy, DateTimeOffset? AnsweredAt, bool IsBroken);

/// <summary>Mails of the reader's own desk.</summary>
internal sealed class MailQueries(Session session, IServiceScopeFactory scopes)
{
    public static IReadOnlyList<string> States { get; } = ["held", "bounced", "opened", "matched", "ignored", "waiting"];

    /// <summary>The newest first.</summary>
    public async Task<Page<MailRow>> ListAsync(MailFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(filter.State, "state", States).ThrowIfAny();
        var place = Cursor.At(cursor, 1);
        var where = Own().AddIf(!string.IsNullOrEmpty(filter.State), "m.state = {0}", filter.State).AddIf(place.Values is not null, $"m.id {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetGuid());
        if (filter.Q?.Trim() is { Length: > 0 } q) where.Add(q.Contains('@', StringComparison.Ordinal) ? "m.sender = {0}" : "m.case_number = upper({0})", q.ToLowerInvariant());
        var rows = await session.ListAsync($"select m.id, m.received_at, m.sender, m.sender_name, m.subject, m.state, m.reason, m.case_id, m.case_number, m.bytes from inbound_mail m {where.Where} order by m.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}",
            row => new MailRow(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.Nullable<Guid>(7), row.Text(8), row.GetInt64(9)), stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<MailView> GetAsync(Guid id, CancellationToken stop) => await FindAsync(session, Own(), id, stop) ?? throw new NotFoundException("mail", id);

    /// <summary>How many wait for a decision of the desk.</summary>
    public Task<long> HeldAsync(CancellationToken stop)
    {
        var where = Own().Add("m.state = 'held'");
        return session.ScalarAsync<long>($"select count(*) from (select from inbound_mail m {where.Where} limit 1000) held", stop, where.Args);
    }

    /// <summary>Also one that is not sorted yet, as whoever handed it in was answered its id: no desk has it, and nothing of it is read. It may be sorted between two looks.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<MailView> GetOrWaitingAsync(Guid id, CancellationToken stop) => await FindAsync(session, Own(), id, stop) ?? await UnsortedAsync(id, stop) ?? await FindAsync(session, Own(), id, stop) ?? throw new NotFoundException("mail", id);

    // by row security it is nobody's: asked for by the programme, for the side whose program handed it in
    private async Task<MailView?> UnsortedAsync(Guid id, CancellationToken stop)
    {
        if (session.Reader.Side is not (Side.Vendor or Side.Partner)) return null;
        await using var scope = scopes.CreateProgrammeScope("mail");
        var where = new Conditions().Add("m.desk = 'none'").Add("m.intake_id is not distinct from {0}::uuid", Parameters.OrNull(session.Reader.Side == Side.Partner ? session.Reader.PartnerId : null));
        return await FindAsync(scope.ServiceProvider.GetRequiredService<Session>(), where, id, stop);
    }

    private static Task<MailView?> FindAsync(Session session, Conditions where, Guid id, CancellationToken stop)
    {
        where.Add("m.id = {0}", id);
        return session.FirstAsync(
            $"select m.id, m.received_at, m.source, m.message_id, m.sender, m.sender_name, m.recipients, m.subject, m.sent_at, m.text, m.files::text, m.state, m.reason, m.case_id, m.case_number, m.bytes, m.sha256, m.handled_at, shown_name(m.handled_by), m.answered_at, m.is_broken from inbound_mail m {where.Where}", View, stop, where.Args);
    }

    private Conditions Own() => session.Reader.Side switch
    {
        Side.Vendor => new Conditions().Add("m.desk = 'vendor'"),
        Side.Partner => new Conditions().Add("m.desk = 'partner'").Add("m.desk_id = {0}", session.Reader.PartnerId),
        _ => new Conditions().Add("false"),
    };

    private static MailView View(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7), row.Nullable<DateTimeOffset>(8), row.GetString(9),
        JsonSerializer.Deserialize<List<MailFileView>>(row.GetString(10), BacklineJson.Options)!, row.GetString(11), row.GetString(12), row.Nullable<Guid>(13), row.Text(14), row.GetInt64(15), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(16)), row.Nullable<DateTimeOffset>(17), row.Text(18), row.Nullable<DateTimeOffset>(19), row.GetBoolean(20));
}
