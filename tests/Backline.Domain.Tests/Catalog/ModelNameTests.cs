using Backline.Domain.Catalog;

namespace Backline.Domain.Tests.Catalog;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("CCX 505 in Hamburg lose registration", "ccx505", true)]
    [InlineData("No sound on our Poly Trio-8800!", "trio8800", true)]
    [InlineData("Voyager Free 60+ UC: left side silent", "voyagerfree60+uc", true)]
    [InlineData("Studio X52 restarts", "studiox5", false)]
    [InlineData("The studio is dark", "studio", false)]
    [InlineData("All 505 of them", "505", false)]
    [InlineData("", "ccx505", false)]
    public void A_text_names_a_model_by_words_that_stand_side_by_side(string text, string key, bool named) => Assert.Equal(named, ModelName.KeysIn(text).Contains(key));

    [Fact]
    public void The_longest_name_comes_first() => Assert.Equal("voyagerfree60uc", ModelName.KeysIn("Voyager Free 60 UC and CCX 505").First(key => key is "voyagerfree60uc" or "voyagerfree60" or "ccx505"));
}
