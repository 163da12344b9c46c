using System.Text;

namespace Backline.Domain.Common;

/// <summary>Normal forms of text from anywhere.</summary>
public static class UnicodeText
{
    /// <summary>The text in a normal form. Half a surrogate pair and U+FFFE have none: the replacement character stands for them.</summary>
    public static string Normalized(this string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\uFFFE', '\uFFFD').Normalize(form);
        }
    }
}
