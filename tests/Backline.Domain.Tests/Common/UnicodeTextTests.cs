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
    [InlineData("Ber\u2028lin", true, false)]
    [InlineData("Ber\u2029lin", true, false)]
    [InlineData("Ber\uFFFFlin", true, true)]
    [InlineData("Ber\uFDD0lin", true, true)]
    [InlineData("Ber\U0001FFFElin", true, true)]
    [InlineData("Ber\u200Blin", true, true)]
    public void What_nobody_sees_or_turns_the_writing_is_in_no_name(string text, bool inName, bool inLines) => Assert.Equal((inName, inLines), (text.HoldsUnwritten(), text.HoldsUnwritten(lines: true)));

    [Theory]
    [InlineData("")]
    [InlineData(" \u00A0\u2003\n")]
    [InlineData("\uFEFF\u200B\u2060")]
    [InlineData("\u3164")]
    [InlineData("\uFFA0")]
    [InlineData("\u115F\u1160")]
    [InlineData("\u2800 \u2800")]
    [InlineData("\u034F")]
    [InlineData("\uFE0F")]
    [InlineData("\u17B4\u17B5")]
    [InlineData("\u180E\u00AD\u061C")]
    [InlineData("\U0001D173")]
    [InlineData("\U000E0041\U000E0042\U000E007F")]
    [InlineData("\U000E0100")]
    public void Text_of_what_nobody_sees_is_none(string text) => Assert.True(text.IsUnseen());

    [Theory]
    [InlineData("Nordhaven")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")] // Persian, kept apart by U+200C
    [InlineData("\u0E01\u0E23\u0E38\u0E07\u0E40\u0E17\u0E1E")] // Bangkok
    [InlineData("\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35\u200B\u0E04\u0E23\u0E31\u0E1A")] // Thai with the end of a word
    [InlineData("\u1797\u17D2\u1793\u17C6\u200B\u1796\u17C1\u1789")] // Phnom Penh
    [InlineData("Team \U0001F469\u200D\U0001F4BB")]
    [InlineData("\u2764\uFE0F")]
    [InlineData("\U0001F1E9\U0001F1EA")] // the flag of Germany
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")] // the flag of Scotland
    [InlineData("Tr\u1EA7n H\u01B0ng \u0110\u1EA1o")]
    [InlineData("Tra\u0302\u0300n Hu\u031Bng \u0110a\u0323o")]
    [InlineData("\u05D0\u05D1\u200F (Tel Aviv)\u200E")]
    [InlineData("\uD55C\uAD6D")]
    [InlineData("\u1112\u1161\u11AB")] // the same sounds, one by one
    [InlineData("\u0600\u0661")] // the Arabic sign of a number, which shows
    [InlineData("e\u0301")]
    [InlineData("\u2801")] // Braille
    [InlineData("1")]
    public void Text_of_all_scripts_is_taken(string text) => Assert.Equal((false, false), (text.IsUnseen(), text.HoldsUnwritten()));
}
