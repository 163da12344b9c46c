using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Server.Features.Plans;

/// <summary>The promises of one severity as lines: "30 minutes", "1 business day by 16:00", nothing where nothing is promised.</summary>
public static class PromiseLines
{
    public static IEnumerable<PlanSettingLine> Of(Severity severity) =>
    [
        Line(severity, "response", o => o.Response, (o, p) => p is null ? null : o with { Response = p }),
        Line(severity, "update", o => o.Update, (o, p) => p is null ? null : o with { Update = p }),
        Line(severity, "plan", o => o.Plan, (o, p) => p is null ? null : o with { Plan = p }),
        Line(severity, "workaround", o => o.Workaround, (o, p) => o with { Workaround = p }),
        Line(severity, "resolution", o => o.Resolution, (o, p) => p is null ? null : o with { Resolution = p }),
    ];

    internal static string Shown(Promise? promise) => promise is null ? ""
        : $"{Figure.Of(promise.Amount)} {Unit(promise)}{(promise.By is { } by ? " by " + by.ToString("HH:mm", CultureInfo.InvariantCulture) : "")}";

    private static string Unit(Promise promise) => promise.Unit.Word().Replace('-', ' ')[..^(promise.Amount == 1 ? 1 : 0)];

    /// <summary>False: it can't be read. Empty is no promise.</summary>
    internal static bool TryRead(string text, out Promise? promise)
    {
        promise = null;
        if (text.Length == 0) return true;
        TimeOnly by = default;
        var parts = text.Replace("business day", "business-day", StringComparison.OrdinalIgnoreCase).ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ([_, _] or [_, _, "by", _]) || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount is 0 or > 10_000
            || !Words.TryParse<PromiseUnit>(parts[1].EndsWith('s') ? parts[1] : parts[1] + "s", out var unit)
            || (parts.Length == 4 && !TimeOnly.TryParseExact(parts[3], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out by))) return false;
        promise = new(amount, unit, parts.Length == 4 ? by : null);
        return true;
    }

    private static PlanSettingLine Line(Severity severity, string what, Func<Objectives, Promise?> get, Func<Objectives, Promise?, Objectives?> set) => new(
        $"{severity.Word()}-{what}", "CA-1",
        s => Shown(s.Support.Objectives.Where(o => o.Severity == severity).Select(get).FirstOrDefault()),
        (s, text) => TryRead(text, out var promise) ? Change(s, severity, o => set(o, promise)) : null) { Form = "promise" };

    private static PlanSettings? Change(PlanSettings settings, Severity severity, Func<Objectives, Objectives?> change)
    {
        var objectives = settings.Support.Objectives.Select(o => o.Severity == severity ? change(o) : o).ToList();
        return objectives.Contains(null) ? null : settings with { Support = settings.Support with { Objectives = [.. objectives.OfType<Objectives>()] } };
    }
}
