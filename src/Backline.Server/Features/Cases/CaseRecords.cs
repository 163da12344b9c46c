using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Backline.Server.Features.Cases;

/// <summary>A case with its ledger, to be changed.</summary>
internal sealed record OpenedCase(Case Case, IReadOnlyList<LedgerEntry> Entries);

/// <summary>Something said in a case.</summary>
/// <param name="Direction">inbound: from whoever asked; outbound: from the desk; internal: among those of the desk.</param>
internal sealed record CaseMessage(string Direction, string Body, string Subject = "")
{
    public string Visibility => Direction == "internal" ? "internal" : "public";

    /// <summary>Empty until it is kept.</summary>
    public Guid Id { get; init; }

    /// <summary>Files it carries, uploaded to the case before.</summary>
    public IReadOnlyList<Guid> Files { get; init; } = [];

    /// <summary>When and by whom it was said, where that was elsewhere; null: now, by whoever acts.</summary>
    public DateTimeOffset? At { get; init; }
    public Guid? AuthorId { get; init; }
    public string? Author { get; init; }
}

/// <summary>Loads cases with their ledgers, and keeps what happened: entries and messages are added, clocks reckoned anew, in one round trip.</summary>
internal sealed class CaseRecords(Session session, ClockQueries clocks, EscalationMatrixQueries matrices, TimeProvider time, Func<IEnumerable<ICaseObserver>> observers)
{
    // as they stand after this unit of work: what was just kept is not read back
    private readonly Dictionary<Guid, IReadOnlyList<LedgerEntry>> kept = [];

    /// <summary>In the microseconds that are kept, so that what is reckoned now is reckoned the same when it is read again.</summary>
    public DateTimeOffset Now => CaseClocks.Whole(time.GetUtcNow());

    /// <param name="version">That the change is based on; null: whichever it is.</param>
    /// <exception cref="NotFoundException"/>
    /// <exception cref="StaleVersionException"/>
    public async Task<OpenedCase> LoadAsync(Guid id, long? version, CancellationToken stop)
    {
        var one = await session.InTurnAsync(async () => await Seen(await session.OpenAsync(stop)).SingleOrDefaultAsync(c => c.Id == id, stop), stop) ?? throw new NotFoundException("case", id);
        if (version is not null && version != one.Version) throw new StaleVersionException();
        return new(one, await EntriesAsync(one.AccountId, id, stop));
    }

    /// <summary>Whichever version it is, and nobody changes it until this unit of work is done: for what is said, which needs no version and waits its turn.</summary>
    /// <exception cref="NotFoundException"/>
    public async Task<OpenedCase> LoadNewestAsync(Guid id, CancellationToken stop)
    {
        await session.OneAtATimeAsync("case", id, stop);
        await session.ExecuteAsync("select from support_case where id = $1 for update", stop, id);
        return await LoadAsync(id, version: null, stop);
    }

    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(Guid accountId, Guid id, CancellationToken stop) => kept.GetValueOrDefault(id) ?? await session.ListAsync(
        "select at, kind, actor, details::text from case_entry where account_id = $1 and case_id = $2 order by seq",
        row => LedgerJson.Read(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3)), stop, accountId, id);

    /// <summary>The alarms that sounded.</summary>
    public async Task<IReadOnlySet<AlarmKey>> FiredAsync(Guid accountId, Guid id, CancellationToken stop) => (await session.ListAsync(
        "select kind, milestone, occurrence, step from case_alarm where account_id = $1 and case_id = $2",
        row => new AlarmKey(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3)), stop, accountId, id)).ToHashSet();

    /// <summary>Keeps a case that was just opened. It is not loaded: whoever goes on with it loads it.</summary>
    /// <param name="beside">Columns for lists and pages, by the names in <see cref="CaseMapping"/>.</param>
    public Task OpenAsync(Case one, Dictionary<string, object?> beside, CancellationToken stop, params IReadOnlyList<CaseMessage> messages) => KeepAsync(one, [], beside, messages, stop);

    /// <summary>Keeps a loaded case with what is new of it.</summary>
    public Task KeepAsync(Case one, IReadOnlyList<LedgerEntry> before, CancellationToken stop, params IReadOnlyList<CaseMessage> messages) => KeepAsync(one, before, null, messages, stop);

    /// <summary>The same of what only its desk sees.</summary>
    public Task KeepAtDeskAsync(Case one, IReadOnlyList<LedgerEntry> before, CancellationToken stop) => KeepAsync(one, before, null, [], stop, atDesk: true);

    private async Task KeepAsync(Case one, IReadOnlyList<LedgerEntry> before, Dictionary<string, object?>? beside, IReadOnlyList<CaseMessage> messages, CancellationToken stop, bool atDesk = false)
    {
        var news = one.TakeNews();
        LedgerEntry[] entries = [.. before, .. news];
        var book = await clocks.BookAsync(CaseClocks.TermsOf(entries), stop);
        var reckoned = CaseClocks.Of(entries, book);
        var matrix = await matrices.AtAsync(entries[0].At, stop);
        IReadOnlySet<AlarmKey> fired = before.Count == 0 ? new HashSet<AlarmKey>() : await FiredAsync(one.AccountId, one.Id, stop);
        var nextAt = CaseClocks.NextAt(one, reckoned);
        var alarmAt = CaseAlarms.Of(reckoned, book, matrix).Where(alarm => !fired.Contains(alarm.Key)).Min(alarm => alarm.DueAt) ?? CaseClocks.Never;
        var changes = new List<NpgsqlBatchCommand>();
        // rows of the ledger refer to the case: it comes first
        if (beside is not null) changes.Add(session.Insert(one, new Dictionary<string, object?>(beside) { [CaseMapping.NextAt] = nextAt, [CaseMapping.AlarmAt] = alarmAt }));
        else await SaveAsync(one, nextAt, alarmAt, news.Count > 0, stop);
        if (news.Count > 0)
        {
            changes.Add(Entries(one, before.Count, news));
            if (before.Count > 0) changes.Add(Command("delete from case_clock where account_id = $1 and case_id = $2", one.AccountId, one.Id));
            changes.Add(Clocks(one, [.. reckoned.Select(clock => CaseClocks.Row(clock, one.LastEntryAt))]));
        }
        messages = [.. messages.Select(message => message.Id == Guid.Empty ? message with { Id = NewId() } : message)];
        foreach (var message in messages)
        {
            changes.Add(Message(one, message, news.Count > 0 ? one.LastEntryAt : Now));
            if (message.Files.Count > 0) changes.AddRange(Carry(one, message));
        }
        await session.ChangeInsideAsync(changes, stop);
        kept[one.Id] = entries;
        var happened = new CaseNews(one, before, news, messages, atDesk);
        foreach (var observer in observers()) await observer.SeeAsync(happened, stop);
    }

    private async Task SaveAsync(Case one, DateTimeOffset nextAt, DateTimeOffset alarmAt, bool hasNews, CancellationToken stop)
    {
        var db = await session.OpenAsync(stop);
        var row = db.Entry(one);
        if (row.State == EntityState.Detached) throw new InvalidOperationException("The case was not loaded in this unit of work.");
        row.Property(CaseMapping.NextAt).CurrentValue = nextAt;
        row.Property(CaseMapping.AlarmAt).CurrentValue = alarmAt;
        // a worker may have moved it on since it was read: set anyway, it looks again and finds what is new
        if (hasNews) row.Property(CaseMapping.AlarmAt).IsModified = true;
        await db.SaveChangesAsync(stop);
    }

    // what is private is said in one place; the rest is row security's
    private IQueryable<Case> Seen(Db db)
    {
        if (session.Reader.IsVendor) return db.Set<Case>();
        var sql = "select c.* from support_case c where " + CaseQueries.SeenBy("c", "{0}", "{1}");
        return db.Set<Case>().FromSqlRaw(sql, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);
    }

    private NpgsqlBatchCommand Entries(Case one, int from, IReadOnlyList<LedgerEntry> news)
    {
        var written = news.Select(LedgerJson.Write).ToList();
        return Command(
            """
            insert into case_entry (account_id, partner_id, case_id, seq, tier, front_id, at, kind, actor_id, actor, details)
            select $1, $2, $3, $4 + n, $5, $6, at, kind, $7, actor, details from unnest($8::timestamptz[], $9::text[], $10::text[], $11::jsonb[]) with ordinality e (at, kind, actor, details, n)
            """, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, from, one.Tier.Word(), Parameters.OrNull(one.FrontId), Parameters.OrNull(session.Reader.PersonId),
            news.Select(entry => entry.At).ToArray(), written.Select(entry => entry.Kind).ToArray(), news.Select(entry => entry.Actor).ToArray(), Jsons(written.Select(entry => entry.Details)));
    }

    private static NpgsqlBatchCommand Clocks(Case one, IReadOnlyList<ClockRow> rows) => Command(
        """
        insert into case_clock (account_id, partner_id, case_id, tier, front_id, milestone, occurrence, state, customer_sees, started_at, due_at, warn_at, ended_at)
        select $1, $2, $3, $4, $5, c.* from unnest($6::text[], $7::integer[], $8::text[], $9::boolean[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[]) c
        """, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, one.Tier.Word(), Parameters.OrNull(one.FrontId),
        rows.Select(row => row.Milestone).ToArray(), rows.Select(row => row.Occurrence).ToArray(), rows.Select(row => row.State).ToArray(), rows.Select(row => row.CustomerSees).ToArray(),
        rows.Select(row => row.StartedAt).ToArray(), rows.Select(row => row.DueAt).ToArray(), rows.Select(row => row.WarnAt).ToArray(), rows.Select(row => row.EndedAt).ToArray());

    /// <summary>Of a message that is named before it is kept.</summary>
    public Guid NewId() => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Files of a message that is kept.</summary>
    public Task CarryAsync(Case one, CaseMessage message, CancellationToken stop) => session.ChangeInsideAsync(Carry(one, message), stop);

    private static IEnumerable<NpgsqlBatchCommand> Carry(Case one, CaseMessage message)
    {
        var (files, desk) = (message.Files.ToArray(), Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null));
        yield return Command("update case_file_piece set visibility = $3, desk_id = $4 where account_id = $1 and file_id = any($2)", one.AccountId, files, message.Visibility, desk);
        yield return Command("update case_file set message_id = $5, visibility = $3, desk_id = $4 where account_id = $1 and id = any($2) and case_id = $6 and message_id is null", one.AccountId, files, message.Visibility, desk.Clone(), message.Id, one.Id);
    }

    // with what it did to the case, it is of one moment: the words come first
    private NpgsqlBatchCommand Message(Case one, CaseMessage message, DateTimeOffset now) => Command(
        """
        insert into case_message (account_id, partner_id, case_id, id, tier, front_id, desk_id, at, visibility, direction, author_id, author, subject, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """, one.AccountId, Parameters.OrNull(one.PartnerId), one.Id, message.Id, one.Tier.Word(), Parameters.OrNull(one.FrontId),
        Parameters.OrNull(one.Tier == CaseTier.Partner ? one.FrontId : null), message.At ?? now, message.Visibility, message.Direction,
        Parameters.OrNull(message.Author is null ? session.Reader.PersonId : message.AuthorId), message.Author ?? session.Reader.Name, message.Subject, message.Body);

    private static NpgsqlBatchCommand Command(string sql, params object[] args)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var arg in args) command.Parameters.Add(arg as NpgsqlParameter ?? new NpgsqlParameter { Value = arg });
        return command;
    }

    private static NpgsqlParameter Jsons(IEnumerable<string> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };
}
