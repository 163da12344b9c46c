using System.Text;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.Common;

public class UnicodeTextTests
{
    [Theory]
    [InlineData("Zu\u0308rich", "Zürich")]
    [InlineData("S\uFFFE", "S\uFFFD")]
    [InlineData("\uFFFF", "\uFFFF")]
    public void Text_that_has_no_normal_form_gets_one(string text, string normalized) => Assert.Equal(normalized, text.Normalized(NormalizationForm.FormC));

    // not as data: a runner that writes it down would mend it
    [Fact]
    public void Half_a_pair_is_replaced() => Assert.Equal("half \uFFFD a pair", ("half " + (char)0xD800 + " a pair").Normalized(NormalizationForm.FormC));

    [Theory]
    [InlineData("Zürich, 2. Stock · 본사", false, false)]
    [InlineData("\u05d0\u05d1\u200f (Tel Aviv)", false, false)]
    [InlineData(" Berlin\n", false, false)]
    [InlineData("Ber\tlin", true, false)]
    [InlineData("Ber\r\nlin", true, false)]
    [InlineData("Ber\u0001lin", true, true)]
    [InlineData("Ber\u001Flin", true, true)]
    [InlineData("Ber\u007Flin", true, true)]
    [InlineData("Ber\u0085lin", true, true)]
    [InlineData("Ber\u009Flin", true, true)]
    [InlineData("Ber\u202Alin", true, true)]
    [InlineData("\u202Enilreb", true, true)]
    [InlineData("Ber\u2066lin", true, true)]
    [InlineData("Ber\u2069lin", true, true)]
    public void What_nobody_sees_or_turns_the_writing_is_in_no_name(string text, bool inName, bool inLines) => Assert.Equal((inName, inLines), (text.HoldsUnwritten(), text.HoldsUnwritten(lines: true)));
}
