using Backline.Server.Platform.Access;
using Backline.Server.Platform.Audit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Backline.Server.Platform.Database;

/// <summary>
/// One unit of work: one connection, one transaction, with the reader's role and scope sent before anything else. The only place that opens a
/// transaction. Operations change; whoever called them from outside (endpoint, page, job, command) saves once. Not saved means rolled back.
/// </summary>
public sealed class Session(NpgsqlDataSource source, CurrentReader current, TimeProvider clock, IServiceProvider services) : IAsyncDisposable
{
    private readonly List<Act> acts = [];
    private readonly List<Action> afterCommit = [];
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SemaphoreSlim turnInside = new(1, 1);
    private readonly AsyncLocal<bool> alone = new();
    private NpgsqlTransaction? transaction;
    private Db? db;
    private bool deferred;

    /// <summary>Its statements stay prepared on the connection, with plans that are made once.</summary>
    public bool KeepsPlans { get; private set; }

    /// <summary>Closed until <see cref="OpenAsync"/>; EF's Db uses the same one.</summary>
    public NpgsqlConnection Connection { get; } = source.CreateConnection();
    public Reader Reader => current.Required;
    public NpgsqlTransaction? Transaction => transaction;

    /// <summary>Opens the transaction in the reader's role, once, and lets the Db take part; later calls are free.</summary>
    public async ValueTask<Db> OpenAsync(CancellationToken stop)
    {
        await BeginAsync(stop);
        if (db is { } taking) return taking;
        var joining = services.GetRequiredService<Db>();
        await joining.Database.UseTransactionAsync(transaction, stop);
        if (Reader.IsProgramme) joining.Database.SetCommandTimeout(Patience.LongStatement);
        return db = joining;
    }

    /// <summary>The same for plain SQL: the Db costs more than a statement, and joins only those who use it.</summary>
    internal async ValueTask BeginAsync(CancellationToken stop)
    {
        // a connection that was lost takes its transaction along, which would only say that it is completed
        if (transaction is not null && Connection.State != System.Data.ConnectionState.Open) throw new NpgsqlException("The connection to the database was lost in the middle of a unit of work.");
        if (transaction is not null) return;
        if (Connection.State != System.Data.ConnectionState.Open) await Connection.OpenAsync(stop);
        transaction = await Connection.BeginTransactionAsync(stop);
        await using var scope = Scope();
        await scope.ExecuteNonQueryAsync(stop);
    }

    /// <summary>
    /// For hot work that finds everything by its key: parsing and planning would cost more than all the rest. To be said before the work begins. Its
    /// statements must be few, with everything that changes in parameters.
    /// </summary>
    public void KeepPlans() => KeepsPlans = transaction is null;

    /// <summary>A new row of what the Db maps, as a statement that does not need the Db.</summary>
    internal NpgsqlBatchCommand Insert(object entity, IReadOnlyDictionary<string, object?> beside) => EntityInsert.Of(entity, beside, () => services.GetRequiredService<Db>().Model);

    /// <summary>One statement after the other: the parts of a page ask side by side, and a connection answers one at a time.</summary>
    internal async Task<T> InTurnAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        var mine = alone.Value ? turnInside : turn;
        await mine.WaitAsync(stop);
        try
        {
            return await ask();
        }
        finally
        {
            mine.Release();
        }
    }

    /// <summary>
    /// What a page's form asks for, from its first statement to the commit. The parts of the page are made meanwhile and ask on the same connection: they wait,
    /// and come neither between the statements of the Db nor into a transaction that is not theirs.
    /// </summary>
    internal async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        if (alone.Value) return await work();
        await turn.WaitAsync(stop);
        alone.Value = true;
        try
        {
            return await work();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// One question in one round trip: begin, role and scope, the statements, commit. For hot reads that change nothing and join nothing else;
    /// on a connection of its own, so that an open unit of work is not disturbed. The statements stay prepared on it, for parsing and planning cost
    /// more than finding a row: they must be few, with everything that changes in parameters.
    /// </summary>
    public async Task<T> ReadOnceAsync<T>(Action<NpgsqlBatch> ask, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("begin read only"));
        var settings = Settings.ToList();
        foreach (var (name, value) in settings) batch.BatchCommands.Add(new($"select set_config('{name}', $1, true)") { Parameters = { new() { Value = value } } });
        ask(batch);
        batch.BatchCommands.Add(new("commit"));
        await batch.PrepareAsync(stop);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        foreach (var _ in settings) await reader.NextResultAsync(stop);
        return await read(reader, stop);
    }

    /// <summary>Statements in one round trip, inside the open unit of work.</summary>
    public Task<T> ReadInsideAsync<T>(Action<NpgsqlBatch> ask, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken stop) => InTurnAsync(async () =>
    {
        await BeginAsync(stop);
        await using var batch = new NpgsqlBatch(Connection, transaction);
        ask(batch);
        if (KeepsPlans) await batch.PrepareAsync(stop);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        return await read(reader, stop);
    }, stop);

    /// <summary>Changes in one round trip, inside the open unit of work.</summary>
    internal Task ChangeInsideAsync(IEnumerable<NpgsqlBatchCommand> changes, CancellationToken stop) => InTurnAsync(async () =>
    {
        await BeginAsync(stop);
        await using var batch = new NpgsqlBatch(Connection, transaction);
        foreach (var change in changes) batch.BatchCommands.Add(change);
        if (KeepsPlans) await batch.PrepareAsync(stop);
        return batch.BatchCommands.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(stop);
    }, stop);

    /// <summary>
    /// Lets one unit of work at a time look at something and decide by it: whoever asks for the same waits until the first has committed, and sees
    /// what it did. To be asked before the look.
    /// </summary>
    public async Task OneAtATimeAsync(string what, object of, CancellationToken stop) =>
        await this.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($1, 0))", stop, $"{what} {of}");

    /// <summary>Notes what was done, to be chained into the account's audit log when the work is saved. One act per bulk change.</summary>
    public void Audit(Act act) => acts.Add(act);

    /// <summary>Runs after the commit; for waking workers, never for effects that must not be lost.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    /// <summary>Writes what the Db has changed, so that statements after it see it; nothing is committed.</summary>
    internal Task FlushAsync(CancellationToken stop) => db?.SaveChangesAsync(stop) ?? Task.CompletedTask;

    /// <summary>Saves everything: changes of the Db, audit entries, commit. Acknowledged means committed.</summary>
    public async Task SaveAsync(CancellationToken stop)
    {
        await BeginAsync(stop);
        await FlushAsync(stop);
        if (acts.Count > 0) await AuditLog.AppendAsync(this, acts, clock.GetUtcNow(), stop);
        acts.Clear();
        if (!deferred) await CommitAsync(stop);
    }

    /// <summary>From here SaveAsync does everything but the commit, which the caller does: the idempotency filter stores the answer first.</summary>
    public void DeferCommit() => deferred = true;

    public async Task CommitAsync(CancellationToken stop)
    {
        if (transaction is null) return;
        await transaction.CommitAsync(stop);
        await ReleaseAsync();
        foreach (var action in afterCommit) action();
        afterCommit.Clear();
    }

    /// <summary>Forgets everything not saved and what the Db tracks; the session can be opened again.</summary>
    public async Task RollbackAsync()
    {
        acts.Clear();
        afterCommit.Clear();
        if (transaction is null) return;
        try
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException or NpgsqlException)
        {
            // the connection broke, and with it the transaction
        }
        var used = db;
        await ReleaseAsync();
        used?.ChangeTracker.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        await Connection.DisposeAsync();
        turn.Dispose();
        turnInside.Dispose();
    }

    private async Task ReleaseAsync()
    {
        if (db is not null) await db.Database.UseTransactionAsync(null);
        db = null;
        await transaction!.DisposeAsync();
        transaction = null;
        // back to the pool between units of work: a page that streams for minutes must not keep it
        await Connection.CloseAsync();
        KeepsPlans = false;
    }

    // one round trip: begin is sent along by the driver, the settings are local to the transaction; plans are made for the values asked, for one made
    // for the average account reads everything of a large one
    private NpgsqlCommand Scope() => new(string.Join("; ",
        [.. Settings.Select(setting => $"set local {setting.Name} = '{setting.Value}'"), $"set local plan_cache_mode = {(KeepsPlans ? "force_generic_plan" : "force_custom_plan")}"]), Connection, transaction);

    // what is not set reads as null, and equals nothing
    private IEnumerable<(string Name, string Value)> Settings
    {
        get
        {
            var reader = Reader;
            yield return ("role", reader.IsProgramme ? "backline_jobs" : reader.Side switch
            {
                Side.Vendor => "backline_vendor",
                Side.Partner => "backline_partner",
                _ => "backline_account",
            });
            if (reader.AccountId is { } account) yield return ("backline.account_id", account.ToString());
            if (reader.PartnerId is { } partner) yield return ("backline.partner_id", partner.ToString());
            if (reader.ContactId is { } contact) yield return ("backline.contact_id", contact.ToString());
            if (reader.IsBranded) yield return ("backline.branded", "on");
        }
    }
}
