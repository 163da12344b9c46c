using System.Collections.Concurrent;
using Backline.Server.Platform.Access;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Devices;

/// <summary>Whose devices a list is of.</summary>
internal sealed record FleetScope(Side Side, Guid? AccountId, Guid? PartnerId)
{
    /// <param name="asked">The account that is filtered by.</param>
    public static FleetScope Of(Reader reader, Guid? asked) => new(reader.Side, reader.AccountId ?? asked, reader.Side == Side.Partner ? reader.PartnerId : null);
}

/// <summary>
/// What the list of a large fleet shows beside its rows and hardly ever changes: the models one can choose, and the views that hold more than is
/// counted. Asked for at every page it would cost more than the rows do; so it is remembered for a minute, in the memory of this process.
/// </summary>
internal sealed class LargeFleets(TimeProvider clock)
{
    private const int MostRemembered = 1_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<FleetScope, Fleet> known = new();

    public Fleet Of(FleetScope scope)
    {
        var now = clock.GetUtcNow();
        if (known.TryGetValue(scope, out var fleet) && fleet.Until > now) return fleet;
        if (known.Count >= MostRemembered) known.Clear();
        return known[scope] = new(now + Remembered);
    }

    internal sealed class Fleet(DateTimeOffset until)
    {
        public DateTimeOffset Until { get; } = until;
        public IReadOnlyList<Choice>? Models { get; set; }

        /// <summary>Views that held more than is counted, by their keys.</summary>
        public IReadOnlySet<string> Full { get; set; } = new HashSet<string>();
    }
}
