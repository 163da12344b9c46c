namespace Backline.Server.Features.CloudIncidents;

/// <summary>What somebody typed of an incident, as it is kept.</summary>
internal static class CloudText
{
    /// <summary>Null when there is no word in it.</summary>
    public static string? Tidy(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.ReplaceLineEndings("\n").Trim();
}
