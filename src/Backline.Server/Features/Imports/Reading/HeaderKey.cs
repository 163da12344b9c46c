using System.Globalization;
using System.Text;
using Backline.Domain.Common;

namespace Backline.Server.Features.Imports.Reading;

/// <summary>Headers are the same when their letters and digits are: <c>Serial Number</c>, <c>serial_number</c>, <c>serialNumber</c>.</summary>
internal static class HeaderKey
{
    public static string Of(ReadOnlySpan<char> header)
    {
        var text = new StringBuilder();
        foreach (var c in header.ToString().Normalized(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark) continue;
            if (char.IsLetterOrDigit(c)) text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
