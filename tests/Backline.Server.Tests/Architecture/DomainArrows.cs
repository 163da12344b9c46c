namespace Backline.Server.Tests.Architecture;

/// <summary>D3: each feature of the domain and what it may use. Anything not listed is forbidden; the arrows have no cycle.</summary>
internal static class DomainArrows
{
    public static IReadOnlyDictionary<string, string[]> All { get; } = new Dictionary<string, string[]>
    {
        ["Common"] = [],
        ["Calendars"] = ["Common"],
        ["Accounts"] = ["Common"],
        ["Catalog"] = ["Common"],
        ["Contracts"] = ["Common", "Calendars", "Accounts", "Catalog"],
        ["Devices"] = ["Common", "Accounts", "Catalog"],
        ["Imports"] = ["Common", "Accounts", "Catalog", "Devices"],
        ["Coverage"] = ["Common", "Accounts", "Catalog", "Contracts", "Devices"],
        ["Clocks"] = ["Common", "Calendars", "Contracts"],
        ["Cases"] = ["Common", "Calendars", "Contracts", "Clocks"],
        ["CloudIncidents"] = ["Common"],
        ["Incidents"] = ["Common"],
        ["Defects"] = ["Common"],
        ["Escalations"] = ["Common", "Calendars", "Contracts", "Cases"],
        ["Baselines"] = ["Common", "Calendars", "Accounts", "Catalog", "Contracts", "Devices", "Coverage"],
    };

    /// <summary>A feature that reaches itself, or null.</summary>
    public static string? Cycle(IReadOnlyDictionary<string, string[]> arrows) =>
        arrows.Keys.FirstOrDefault(feature => Reached(arrows, feature).Contains(feature));

    private static HashSet<string> Reached(IReadOnlyDictionary<string, string[]> arrows, string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(arrows.GetValueOrDefault(from, []));
        while (next.TryDequeue(out var feature))
        {
            if (reached.Add(feature))
            {
                foreach (var further in arrows.GetValueOrDefault(feature, []))
                {
                    next.Enqueue(further);
                }
            }
        }

        return reached;
    }
}
