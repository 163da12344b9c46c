namespace Backline.Simulator;

/// <summary>What goes wrong, as long as it is set.</summary>
/// <param name="SlowMilliseconds">Each answer waits so long.</param>
/// <param name="Failing">So many of the next requests are answered 500.</param>
/// <param name="Losing">So many of the next openings are carried out, and their answer is lost.</param>
/// <param name="Duplicates">Each message is sent twice.</param>
/// <param name="OutOfOrder">Messages are sent the newer before the older.</param>
/// <param name="Silent">Nothing moves, and no message is sent.</param>
public sealed record Faults(int SlowMilliseconds = 0, int Failing = 0, int Losing = 0, bool Duplicates = false, bool OutOfOrder = false, bool Silent = false);

public sealed class FaultSwitch
{
    private readonly Lock gate = new();
    private Faults now = new();

    public Faults Now
    {
        get
        {
            lock (gate) return now;
        }
        set
        {
            lock (gate) now = value;
        }
    }

    /// <summary>Whether this request fails.</summary>
    public bool TakeFailing()
    {
        lock (gate)
        {
            if (now.Failing <= 0) return false;
            now = now with { Failing = now.Failing - 1 };
            return true;
        }
    }

    /// <summary>Whether this answer is lost.</summary>
    public bool TakeLosing()
    {
        lock (gate)
        {
            if (now.Losing <= 0) return false;
            now = now with { Losing = now.Losing - 1 };
            return true;
        }
    }
}
