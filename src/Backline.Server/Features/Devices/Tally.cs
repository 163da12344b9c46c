using Backline.Server.Ui;

namespace Backline.Server.Features.Devices;

/// <summary>How many there are, counted no further than is worth its time.</summary>
/// <param name="More">There are more than <paramref name="Number"/>.</param>
public readonly record struct Tally(long Number, bool More)
{
    private const int SmallFleet = 20_000;

    /// <summary>A small fleet is counted out; in a large one counting would cost a page more than its rows.</summary>
    /// <param name="present">Devices present in the reader's accounts.</param>
    public static int Limit(long present) => IsSmall(present) ? SmallFleet : 1_000;

    public static bool IsSmall(long present) => present <= SmallFleet;

    /// <param name="counted">Counted to one more than <paramref name="limit"/>.</param>
    public static Tally Of(long counted, int limit) => counted > limit ? new(limit, true) : new(counted, false);

    /// <summary>"2,570", or "1,000+" where counting stopped.</summary>
    public string Told(Formats formats) => formats.Number(Number) + (More ? "+" : "");
}
