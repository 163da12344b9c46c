using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;

namespace Backline.Server.Tests.Platform;

public class PlaceTests
{
    [Fact]
    public void Every_country_has_a_name() => Assert.All(Countries.Named(), country => Assert.True(country.Name.Length > 3 && country.Name != country.Code, country.Code));

    [Theory]
    [InlineData("EH", "Western Sahara")]
    [InlineData("DE", "Germany")]
    public void Also_where_the_platform_has_none(string code, string name) => Assert.Equal(name, Countries.NameOf(code));

    [Theory]
    [InlineData("DE", "by", "DE-BY")]
    [InlineData("DE", "DE-BY", "DE-BY")]
    [InlineData("DE", "bayern", "DE-BY")]
    [InlineData("DE", "DE-XX", null)]
    [InlineData("DE", "FR-75", null)]
    [InlineData("US", "CA", "US-CA")]
    [InlineData("GB", "SCT", "GB-SCT")]
    [InlineData("IT", "mi", "IT-MI")]
    [InlineData("IT", "milano", "IT-MI")]
    [InlineData("IT", "IT-MILA", null)]
    [InlineData("AT", "wien", "AT-9")]
    [InlineData("KR", "11", "KR-11")]
    [InlineData("VN", "hp", "VN-HP")]
    [InlineData("DK", "84", "DK-84")]
    public void A_part_of_a_country_is_one_it_has_or_where_they_are_not_known_one_of_the_right_form(string country, string typed, string? code)
    {
        Assert.Equal(code, PlaceRules.SubdivisionOf(typed, country));
        Assert.Equal(code is null, new InputErrors().Subdivision(typed, country, "/subdivision").Any);
    }

    [Fact]
    public void The_fault_names_the_parts_there_are()
    {
        var error = Assert.Single(new InputErrors().Subdivision("XX", "GB", "/subdivision").All);

        Assert.Equal("place.subdivision-not-there", error.Code);
        Assert.Equal(["XX", "United Kingdom", "GB-ENG England, GB-NIR Northern Ireland, GB-SCT Scotland, GB-WLS Wales"], error.Args);
    }

    [Fact]
    public void Every_country_of_the_programme_offers_its_parts_but_two()
    {
        string[] served = ["AT", "AU", "BR", "CA", "CH", "CN", "DE", "ES", "FR", "GB", "IE", "IN", "IT", "JP", "KR", "MX", "NL", "PL", "SG", "US", "VN"];

        Assert.Equal(["SG", "VN"], served.Where(country => Subdivisions.Of(country).Count == 0));
        Assert.All(served, country => Assert.Equal(Subdivisions.Of(country).Count, Subdivisions.Of(country).Select(part => part.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count()));
    }

    // a holiday that hangs on a part nobody can choose would never be kept
    [Fact]
    public void Every_part_with_holidays_of_its_own_can_be_chosen()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "data", "holidays.csv"))) root = Path.GetDirectoryName(root)!;
        var parts = File.ReadLines(Path.Combine(root, "data", "holidays.csv")).Skip(1).Select(line => line.Split(',')).Where(cells => cells[1].Length > 0)
            .Select(cells => (Country: cells[0], Part: cells[1])).Distinct().ToList();

        Assert.NotEmpty(parts);
        Assert.Equal(parts.Select(part => part.Country).Distinct().Order(StringComparer.Ordinal), Countries.Codes.Where(Subdivisions.HolidaysDiffer));
        Assert.All(parts, part => Assert.Contains(Subdivisions.Of(part.Country), known => known.Code == PlaceRules.SubdivisionOf(part.Part, part.Country)));
    }
}
