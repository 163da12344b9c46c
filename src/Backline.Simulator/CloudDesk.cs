using System.Globalization;

namespace Backline.Simulator;

/// <summary>What a cloud partner says about an incident.</summary>
/// <param name="Sequence">From 1; of each incident.</param>
/// <param name="State">new, working, waiting-on-vendor, waiting-on-customer, workaround, resolved.</param>
public sealed record CloudUpdate(long Sequence, DateTimeOffset At, string State, string Text);

/// <param name="Reference">Whoever opened it calls it so.</param>
/// <param name="Sequence">Of the last update.</param>
public sealed record CloudTicket(string Number, string Url, string Reference, string Title, string Description, string State, long Sequence, IReadOnlyList<CloudUpdate> Updates);

public sealed record NewTicket(string? Reference, string? Title, string? Description);

/// <summary>The desk of a cloud partner: opens incidents, each reference and key once, and works on them step by step.</summary>
public sealed class CloudDesk(TimeProvider clock)
{
    private static readonly (string State, string Text)[] steps =
    [
        ("working", "An engineer looks into it."), ("waiting-on-vendor", "Please send a trace of the call."), ("working", "Thank you, we have the trace."),
        ("workaround", "Sign in through the browser until the fix is out."), ("resolved", "The fix is out in every region."),
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<string, CloudTicket> tickets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> keys = new(StringComparer.Ordinal);
    private int last = 260_000;

    public IReadOnlyList<CloudTicket> All
    {
        get
        {
            lock (gate) return [.. tickets.Values.OrderBy(ticket => ticket.Number, StringComparer.Ordinal)];
        }
    }

    /// <param name="key">Of the request: sent again, it opens nothing new.</param>
    public CloudTicket Open(NewTicket asked, string? key, string address)
    {
        lock (gate)
        {
            if (key is not null && keys.TryGetValue(key, out var known)) return tickets[known];
            if (tickets.Values.FirstOrDefault(ticket => ticket.Reference == asked.Reference) is { } same) return same;
            var number = "TS" + (++last).ToString("0000000", CultureInfo.InvariantCulture);
            var ticket = new CloudTicket(number, $"{address}/incidents/{number}", asked.Reference ?? "", asked.Title ?? "", asked.Description ?? "", "new", 1, [new(1, clock.GetUtcNow(), "new", "We have it.")]);
            tickets[number] = ticket;
            if (key is not null) keys[key] = number;
            return ticket;
        }
    }

    public CloudTicket? Find(string number)
    {
        lock (gate) return tickets.GetValueOrDefault(number);
    }

    /// <summary>To the state, or, without one, a step on.</summary>
    public CloudTicket? Move(string number, string? state = null, string? text = null)
    {
        lock (gate)
        {
            if (!tickets.TryGetValue(number, out var ticket)) return null;
            var step = steps[Math.Min((int)ticket.Sequence - 1, steps.Length - 1)];
            if (state is null && ticket.State == "resolved") return ticket;
            var update = new CloudUpdate(ticket.Sequence + 1, clock.GetUtcNow(), state ?? step.State, text ?? (state is null ? step.Text : ""));
            return tickets[number] = ticket with { State = update.State, Sequence = update.Sequence, Updates = [.. ticket.Updates, update] };
        }
    }
}
