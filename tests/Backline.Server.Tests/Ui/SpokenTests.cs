using System.Globalization;
using Backline.Server.Ui;

namespace Backline.Server.Tests.Ui;

public sealed class SpokenTests
{
    [Theory]
    [InlineData("de", "1.350,00 EUR, 12.345 devices, 17 Mar 2026")] // words in English, until there are German ones
    [InlineData("en", "1,350.00 EUR, 12,345 devices, 17 Mar 2026")]
    public void A_mail_has_the_numbers_of_whoever_gets_it_and_not_of_whoever_sends_it(string language, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        using (new Spoken("es"))
        {
            using (new Spoken(language))
                Assert.Equal(expected, $"{Formats.PlainAmount(new(1350m, "EUR"))}, {new CountedText("{0:N0} {0, plural, one {device} other {devices}}").With([12_345])}, {Formats.PlainDay(new(2026, 3, 17))}");
            Assert.Equal("es", CultureInfo.CurrentCulture.TwoLetterISOLanguageName);
        }
        Assert.Equal(before, CultureInfo.CurrentCulture);
    }
}
