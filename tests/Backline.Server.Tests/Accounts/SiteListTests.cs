using Backline.Server.Features.Accounts;

namespace Backline.Server.Tests.Accounts;

public class SiteListTests
{
    [Theory]
    [InlineData("Hamburg Hafen, DE, Hamburg\nMünchen Süd; DE; München\nZürich\tCH\tZürich")]
    [InlineData("site;country;city\nHamburg Hafen;DE;Hamburg\nMünchen Süd,DE,München\nZürich\tCH\tZürich")]
    public void A_row_may_be_separated_otherwise_than_the_first(string text)
    {
        var sites = SiteList.Read(text).Select(site => site with { Name = site.Name!.Trim(), Country = site.Country!.Trim(), City = site.City!.Trim() });

        Assert.Equal([new("Hamburg Hafen", City: "Hamburg", Country: "DE"), new("München Süd", City: "München", Country: "DE"), new("Zürich", City: "Zürich", Country: "CH")], sites);
    }

    [Fact]
    public void A_comma_in_a_cell_of_a_list_with_semicolons_is_no_separator() =>
        Assert.Equal([new("Nordhaven, Hauptsitz", Country: "DE")], SiteList.Read("site;country\nNordhaven, Hauptsitz;DE"));
}
