using Backline.Domain.Common;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Features.Imports.Staging;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Imports;

/// <summary>
/// Does what an import waits for — preview, confirmation, undo — in one transaction that holds its row, as the person who asked. Whoever comes second finds it done;
/// what breaks off leaves nothing behind and puts the import back to where a person can decide again.
/// </summary>
public sealed partial class ImportRunner(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ImportRunner> log)
{
    private const int Tries = 5;

    private static readonly Reader Worker = Reader.Programme("worker");

    /// <summary>The longest waiting import that nobody works on; null when there is none.</summary>
    public async Task<Guid?> NextAsync(CancellationToken stop)
    {
        await using var scope = Scope(Worker);
        return await scope.ServiceProvider.GetRequiredService<Session>().FirstAsync(
            "select id from import where state in ('reading', 'importing', 'undoing') order by created_at limit 1 for update skip locked", row => (Guid?)row.GetGuid(0), stop);
    }

    public async Task RunAsync(Guid id, CancellationToken stop)
    {
        var (import, broken) = await TryAsync(id, stop);
        if (import is null) return;
        if (broken is not null)
        {
            var reason = broken is RefusedException refused ? refused.Refusal : new Refusal(CodeOf(broken));
            if (Problems.IsDatabaseFull(broken)) LogFull(log, import.Number, import.State);
            else if (broken is not RefusedException) LogFailed(log, broken, import.Number, import.State);
            await PutBackAsync(import, reason, stop);
        }
        await ForgetProgressAsync(import, stop);
    }

    private static string CodeOf(Exception broken) => broken switch
    {
        StaleVersionException or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => "import.changed-meanwhile",
        _ => Problems.IsDatabaseFull(broken) ? "import.database-full" : "import.interrupted",
    };

    /// <summary>Of two that wait for one another the database gives one up, and nothing of it is kept: once more, as things are then.</summary>
    private async Task<(Import? Import, Exception? Broken)> TryAsync(Guid id, CancellationToken stop)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                var done = await WorkAsync(id, stop);
                if (tried == Tries || done.Broken is null || !IsGivenUp(done.Broken)) return done;
            }
            catch (PostgresException e) when (tried < Tries && IsGivenUp(e))
            {
                // given up while it waited for its turn
            }
        }
    }

    private static bool IsGivenUp(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure }
        || (e.InnerException is { } inner && IsGivenUp(inner));

    /// <returns>What was worked on, null when there was nothing to do, and what broke it off. Nothing is held any longer.</returns>
    private async Task<(Import? Import, Exception? Broken)> WorkAsync(Guid id, CancellationToken stop)
    {
        await using var scope = Scope(await ActorAsync(id, stop));
        var services = scope.ServiceProvider;
        var import = await services.GetRequiredService<ImportQueries>().LockAsync(id, stop);
        if (import is not { IsWorking: true }) return default;
        try
        {
            switch (import.State)
            {
                case ImportState.Reading: await PreviewAsync(services, import, confirm: false, stop); break;
                case ImportState.Importing: await PreviewAsync(services, import, confirm: true, stop); break;
                default: await UndoAsync(services, import, stop); break;
            }
            await services.GetRequiredService<Session>().SaveAsync(stop);
            return (import, null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (import, e);
        }
    }

    private async Task PreviewAsync(IServiceProvider services, Import import, bool confirm, CancellationToken stop)
    {
        var session = services.GetRequiredService<Session>();
        await LockAccountAsync(session, import.AccountId, stop);
        var now = clock.GetUtcNow();
        var spool = await StagedFile.SpoolAsync(services.GetRequiredService<StoredFiles>(), import.FileId, stop);
        using var file = InventoryFile.Open(spool, import.Mapping.Options(TimeZoneInfo.FindSystemTimeZoneById(import.TimeZone)));
        import = import with { Format = file.Format };
        var preview = new ImportPreviews(session);
        if (file.WhyNotRead() is { } question)
        {
            await preview.AskAsync(import, file, [question], file.CountRows(stop), stop);
            return;
        }
        var survey = file.Survey(stop);
        if (survey.Questions.Count > 0)
        {
            await preview.AskAsync(import, file, survey.Questions, survey.Rows, stop);
            return;
        }
        var names = await KnownNames.LoadAsync(session, import.AccountId, import.Mapping.Sites, stop);
        var stage = await FileStage.CopyAsync(session, file, names, now, done => ProgressAsync(import, done, survey.Rows, stop), stop);
        var match = new DeviceMatch(session, import, toWrite: confirm);
        var counts = await match.RunAsync(stage, stop);
        var digest = await match.DigestAsync(stop);
        if (confirm && digest == import.Findings.Digest)
        {
            await new ImportApply(session, import, now).RunAsync(counts, stop);
            await preview.ConfirmedAsync(import, counts, now, stop);
            return;
        }
        var writer = new PreviewWriter(session, import);
        await writer.WriteRowsAsync(stage, stop);
        await preview.ShowAsync(import, file, counts, await writer.FindAsync(file, names, stop) with { Digest = digest, DateOrder = survey.OrderSeen, Covered = counts.Missing > 0 ? await match.CoveredAsync(stop) : 0 }, confirm ? new Refusal("import.changed-meanwhile") : null, stop);
    }

    private async Task UndoAsync(IServiceProvider services, Import import, CancellationToken stop)
    {
        await LockAccountAsync(services.GetRequiredService<Session>(), import.AccountId, stop);
        await services.GetRequiredService<ImportUndo>().RunAsync(import, clock.GetUtcNow(), stop);
    }

    /// <summary>Imports of one account never interleave.</summary>
    private static Task<int> LockAccountAsync(Session session, Guid account, CancellationToken stop) =>
        session.LongAsync("select pg_advisory_xact_lock(hashtextextended('import' || $1::text, 0))", stop, account);

    /// <summary>In a transaction of its own: the broken one left nothing behind.</summary>
    private async Task PutBackAsync(Import import, Refusal reason, CancellationToken stop)
    {
        var state = import.State switch { ImportState.Reading => ImportState.Refused, ImportState.Importing => ImportState.Previewed, _ => ImportState.Confirmed };
        await using var scope = Scope(Worker);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await session.ExecuteAsync("update import set state = $3, refusal = $4, version = version + 1 where account_id = $1 and id = $2 and state = $5", stop,
            import.AccountId, import.Id, state.Word(), ImportQueries.Jsonb(KeptRefusal.Of(reason)), import.State.Word());
        await session.SaveAsync(stop);
    }

    private async Task<Reader> ActorAsync(Guid id, CancellationToken stop)
    {
        await using var scope = Scope(Worker);
        return await scope.ServiceProvider.GetRequiredService<Session>().FirstAsync(
            "select coalesce(decided_by, created_by), case when decided_by is null then created_by_id else decided_by_id end from import where id = $1",
            row => Reader.Programme(row.GetString(0)) with { PersonId = row.Nullable<Guid>(1) }, stop, id) ?? Worker;
    }

    private DateTimeOffset told = DateTimeOffset.MinValue;

    /// <summary>Seen by others while the transaction is open, hence on another connection; once a second.</summary>
    private async Task ProgressAsync(Import import, long done, long total, CancellationToken stop)
    {
        if (clock.GetUtcNow() - told < TimeSpan.FromSeconds(1)) return;
        told = clock.GetUtcNow();
        await using var scope = Scope(Worker);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await session.ExecuteAsync(
            "insert into import_progress (account_id, partner_id, import_id, done, total) values ($1, $2, $3, $4, $5) on conflict (account_id, import_id) do update set done = $4, total = $5", stop,
            import.AccountId, ImportQueries.Typed(import.PartnerId), import.Id, done, total);
        await session.SaveAsync(stop);
    }

    private async Task ForgetProgressAsync(Import import, CancellationToken stop)
    {
        await using var scope = Scope(Worker);
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await session.ExecuteAsync("delete from import_progress where account_id = $1 and import_id = $2", stop, import.AccountId, import.Id);
        await session.SaveAsync(stop);
    }

    private AsyncServiceScope Scope(Reader reader)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(reader);
        return scope;
    }

    [LoggerMessage(LogLevel.Error, "The disk of the database is full: import {Number} broke off while {State}; nothing of it was kept")]
    private static partial void LogFull(ILogger logger, string number, ImportState state);

    [LoggerMessage(LogLevel.Error, "Import {Number} broke off while {State}; nothing of it was kept")]
    private static partial void LogFailed(ILogger logger, Exception e, string number, ImportState state);
}
