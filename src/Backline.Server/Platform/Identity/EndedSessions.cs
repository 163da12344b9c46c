using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Npgsql;

namespace Backline.Server.Platform.Identity;

/// <summary>
/// Sessions of browsers that were signed out, or replaced by another sign-in: a copy of their cookie is good for nothing. Whether one has ended is asked of the database at most every
/// ten seconds, which is how long a copy can still work on other nodes; the node that signs out knows at once.
/// </summary>
public sealed class EndedSessions(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>How long a cookie is good for after it was given or renewed.</summary>
    public static readonly TimeSpan CookieGood = TimeSpan.FromDays(14);

    private const string Item = "backline.session";
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    // another node may renew a cookie while it does not know yet
    private static readonly TimeSpan Kept = CookieGood + TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<Guid, Known> known = new();

    private sealed record Known(bool Ended, DateTimeOffset Until);

    /// <summary>A session has the name it was begun with, however often its cookie is renewed.</summary>
    public void Name(AuthenticationProperties properties) => properties.Items.TryAdd(Item, Guid.CreateVersion7(clock.GetUtcNow()).ToString());

    /// <summary>A cookie whose session has no name is from before there were names, and counts no more.</summary>
    public async ValueTask<bool> HasEndedAsync(AuthenticationProperties properties, CancellationToken stop)
    {
        if (NameOf(properties) is not { } session) return true;
        var now = clock.GetUtcNow();
        if (known.TryGetValue(session, out var entry) && entry.Until > now) return entry.Ended;
        if (known.Count > 10_000) known.Clear();
        await using var command = source.CreateCommand("select exists (select from ended_session where session_id = $1)");
        command.Parameters.Add(new() { Value = session });
        var found = new Known(await command.ExecuteScalarAsync(stop) is true, now + Remembered);
        // signed out while the database was asked: that is the later word
        return known.AddOrUpdate(session, found, (_, meanwhile) => meanwhile.Ended ? meanwhile : found).Ended;
    }

    public async Task EndAsync(AuthenticationProperties properties, CancellationToken stop)
    {
        if (NameOf(properties) is not { } session) return;
        var now = clock.GetUtcNow();
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new("delete from ended_session where ended_at < $1") { Parameters = { new() { Value = now - Kept } } });
        batch.BatchCommands.Add(new("insert into ended_session (session_id, ended_at) values ($1, $2) on conflict do nothing") { Parameters = { new() { Value = session }, new() { Value = now } } });
        await batch.ExecuteNonQueryAsync(stop);
        known[session] = new(true, now + Remembered);
    }

    /// <summary>Another sign-in took the place of the session in its browser, whose cookie nobody can sign out any more.</summary>
    public Task ReplaceAsync(AuthenticationProperties before, AuthenticationProperties now, CancellationToken stop) => NameOf(before) == NameOf(now) ? Task.CompletedTask : EndAsync(before, stop);

    private static Guid? NameOf(AuthenticationProperties properties) => properties.Items.TryGetValue(Item, out var text) && Guid.TryParse(text, out var name) ? name : null;
}
