using System.Text;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.Common;

public class UnicodeTextTests
{
    [Theory]
    [InlineData("Zu\u0308rich", "Zürich")]
    [InlineData("S\uFFFE", "S\uFFFD")]
    [InlineData("half \uD800 a pair", "half \uFFFD a pair")]
    [InlineData("\uFFFF", "\uFFFF")]
    public void Text_that_has_no_normal_form_gets_one(string text, string normalized) => Assert.Equal(normalized, text.Normalized(NormalizationForm.FormC));
}
