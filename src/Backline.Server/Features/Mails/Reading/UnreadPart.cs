using System.Text.RegularExpressions;
using MimeKit;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>Whether a part says something that is not read: whoever reads the case would take it for an email that says less.</summary>
internal static partial class UnreadPart
{
    /// <summary>Parts that can't be told apart, those that nest too deep, and text in a charset nobody here knows.</summary>
    public static bool IsUnread(this MimeEntity part) => part switch
    {
        // its boundary is not said, or never comes
        Multipart several => several.Count == 0 && !(string.IsNullOrWhiteSpace(several.Preamble) && string.IsNullOrWhiteSpace(several.Epilogue)),
        MimePart => part.MediaType().StartsWith("multipart/", StringComparison.Ordinal) || part.IsText() && !part.IsFile() && !Charsets.IsKnown(part.ContentType.Charset),
        _ => false,
    };

    /// <summary>To be asked where no text was found: it has some.</summary>
    public static bool HasUnreadText(this MimeEntity part) => part.IsUnread() || part.IsText() && !part.IsFile() && (part.IsBroken() || part.MediaType() == "text/html" && Unseen().Replace(part.Text(), " ").Any(char.IsLetterOrDigit));

    // what nobody is shown, if it ends: after a remark that does not end nothing is shown
    [GeneratedRegex(@"<!--.*?-->|<(style|script|head|title)\b.*?</(style|script|head|title)|<[a-z/?][^>]*>|<![a-z\[][^>]*>|&#?\w+;", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Unseen();
}
