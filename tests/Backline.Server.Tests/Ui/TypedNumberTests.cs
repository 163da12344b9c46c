using System.Globalization;
using Backline.Server.Ui;

namespace Backline.Server.Tests.Ui;

public class TypedNumberTests
{
    [Theory]
    [InlineData("en", "1234.50", "1234.5")]
    [InlineData("en", "1,234.50", "1234.5")]
    [InlineData("en", "1 234.50", "1234.5")]
    [InlineData("en", "12,345", "12345")]
    [InlineData("en", "12,34", "")]
    [InlineData("en", "1,23,456", "")]
    [InlineData("en", "1,234 567", "")]
    [InlineData("en", "−14.4", "-14.4")]
    [InlineData("en", ".5", "0.5")]
    [InlineData("en", "abc", "")]
    [InlineData("en", "", "")]
    [InlineData("en", "-", "")]
    [InlineData("en", "1e5", "")]
    [InlineData("de", "1.181,37", "1181.37")]
    [InlineData("de", "1181,37", "1181.37")]
    [InlineData("de", "1181.37", "1181.37")]
    [InlineData("de", "14,40", "14.4")]
    [InlineData("de", "14.40", "14.4")]
    [InlineData("de", "1,181", "1.181")]
    [InlineData("de", "1.181", "1181 1.181")]
    [InlineData("de", "1.000", "1000 1")]
    [InlineData("de", "0.000", "0")]
    [InlineData("de", "1.181.370", "1181370")]
    [InlineData("de", "1,181.37", "")]
    [InlineData("it", "1.181", "1181 1.181")]
    [InlineData("es", "98.000", "98000 98")]
    [InlineData("vi", "98.000,5", "98000.5")]
    [InlineData("ko", "98,000", "98000")]
    [InlineData("ko", "１８.50", "18.5")]
    [InlineData("ko", "２８４，４００", "")]
    [InlineData("en", "٣٠", "30")]
    [InlineData("en", "5٠0", "500")]
    [InlineData("en", "１,２３４", "1234")]
    [InlineData("en", "５²", "")]
    public void A_number_is_read_as_the_pages_show_it_or_as_files_write_it(string language, string typed, string readings) =>
        Assert.Equal(readings, string.Join(' ', TypedNumber.Readings(typed, CultureInfo.GetCultureInfo(language)).Select(number => (number / 1.000000000m).ToString("0.####", CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("de", "1.181", 1181)]
    [InlineData("de", "1181", 1181)]
    [InlineData("de", "1.18", null)]
    [InlineData("de", "1,5", null)]
    [InlineData("en", "1,181", 1181)]
    [InlineData("en", "1.181", null)]
    [InlineData("en", "99,999,999,999", null)]
    [InlineData("de", "1.350,00", 1350)]
    [InlineData("de", "1350,0", 1350)]
    [InlineData("de", "1350.00", 1350)]
    [InlineData("de", "1.350,50", null)]
    [InlineData("de", "1,350", null)]
    [InlineData("de", "1,000", null)]
    [InlineData("en", "1,350.00", 1350)]
    [InlineData("en", "1.000", null)]
    public void A_whole_number_has_groups_and_no_fraction(string language, string typed, int? value) => Assert.Equal(value, TypedNumber.Whole(typed, CultureInfo.GetCultureInfo(language)));

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    [InlineData("es")]
    [InlineData("it")]
    [InlineData("ko")]
    [InlineData("vi")]
    public void What_stands_in_a_field_reads_as_itself(string language)
    {
        var reader = CultureInfo.GetCultureInfo(language);
        foreach (var value in new[] { 0m, 14.4m, 180m, 1181m, 1181.37m, 98_000m, 1.181m, 1_234_567.8912m })
        {
            foreach (var decimals in new[] { 0, 2, 3, 4 }) Assert.Contains(value, TypedNumber.Readings(TypedNumber.Text(value, decimals, reader), reader));
        }
        Assert.Equal([1181m], TypedNumber.Readings(TypedNumber.Text(1181m, 0, reader), reader));
    }
}
