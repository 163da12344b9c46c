namespace Backline.Server.Features.Coverage;

internal static class CoverageTone
{
    /// <summary>The state colour of an outcome; idle when the question could not be read.</summary>
    public static string Of(string? outcome) => outcome switch
    {
        "covered" => "ok",
        "covered-with-charge" or "ambiguous" => "warn",
        "needs-quote" => "wait",
        "not-covered" => "bad",
        _ => "idle",
    };
}
