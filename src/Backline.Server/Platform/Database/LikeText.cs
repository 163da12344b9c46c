using System.Diagnostics.CodeAnalysis;

namespace Backline.Server.Platform.Database;

/// <summary>What somebody typed, to be found as it stands: % and _ are letters like others.</summary>
public static class LikeText
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Escape(string? text) => text?
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
