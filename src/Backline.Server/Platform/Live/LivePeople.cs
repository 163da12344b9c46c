using System.Collections.Concurrent;

namespace Backline.Server.Platform.Live;

/// <param name="Writing">Has begun to write.</param>
public sealed record SomebodyHere(Guid PersonId, string Name, bool Writing);

/// <summary>Who looks at what right now, as every node was told. Whoever is not heard of for a while is gone.</summary>
public sealed class LivePeople(TimeProvider clock)
{
    /// <summary>Browsers tell every 20 seconds.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(50);

    private readonly ConcurrentDictionary<(Guid Id, Guid PersonId), (LivePresence Presence, DateTimeOffset Until)> here = new();

    /// <returns>Whether others have something new to see.</returns>
    public bool Note(Guid id, LivePresence presence)
    {
        var now = clock.GetUtcNow();
        foreach (var (key, (_, until)) in here)
            if (until < now) here.TryRemove(key, out _);
        var before = here.TryGetValue((id, presence.PersonId), out var known) ? known.Presence : null;
        if (presence.Gone) here.TryRemove((id, presence.PersonId), out _);
        else here[(id, presence.PersonId)] = (presence, now + patience);
        return presence.Gone ? before is not null : before != presence;
    }

    /// <summary>Others than the one who asks, those who write first.</summary>
    public IReadOnlyList<SomebodyHere> Beside(Guid id, Guid? personId)
    {
        var now = clock.GetUtcNow();
        return [.. here.Where(one => one.Key.Id == id && one.Key.PersonId != personId && one.Value.Until >= now).Select(one => new SomebodyHere(one.Key.PersonId, one.Value.Presence.Name, one.Value.Presence.Writing))
            .OrderByDescending(one => one.Writing).ThenBy(one => one.Name, StringComparer.Ordinal)];
    }
}
