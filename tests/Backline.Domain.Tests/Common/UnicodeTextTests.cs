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
}
