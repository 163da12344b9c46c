using Backline.Domain.Catalog;

namespace Backline.Domain.Tests.Catalog;

public sealed class ModelMatcherTests
{
    private static readonly Guid trio = Id(1), x50 = Id(2), x52 = Id(3), free60 = Id(4), free60Plus = Id(5), t54 = Id(6);

    private static readonly ModelMatcher matcher = new(
        [(trio, "Trio 8800"), (x50, "Studio X50"), (x52, "Studio X52"), (free60, "Voyager Free 60 UC"), (free60Plus, "Voyager Free 60+ UC"), (t54, "SIP-T54W")],
        [("Poly Conference Phone 8800", trio)]);

    [Theory]
    [InlineData("Polycom RealPresence Trio 8800", "trio8800")]
    [InlineData("RealPresence Trio 8800", "trio8800")]
    [InlineData(" TRIO-8800 ", "trio8800")]
    [InlineData("HP Poly Trio™ 8800", "trio8800")]
    [InlineData("Voyager Free 60+ UC", "voyagerfree60+uc")]
    [InlineData("T54W", "t54w")]
    [InlineData("Yealink SIP-T54W", "t54w")]
    [InlineData("Poly", "poly")]
    [InlineData("Ｔｒｉｏ　８８００", "trio8800")]
    public void Spellings_of_one_model_share_a_key(string name, string key) => Assert.Equal(key, ModelName.Key(name));

    [Fact]
    public void What_is_no_character_is_no_part_of_a_name() => Assert.Equal("trio8800", ModelName.Key("Trio\ufffe 8800"));

    [Fact]
    public void The_plus_makes_another_model()
    {
        Assert.Equal(free60, matcher.Find("Poly Voyager Free 60 UC")!.ModelId);
        Assert.Equal(free60Plus, matcher.Find("VOYAGER FREE 60+ UC")!.ModelId);
    }

    [Fact]
    public void A_confirmed_alias_decides() => Assert.Equal((trio, MatchKind.Alias), (matcher.Find("conference phone 8800")!.ModelId, matcher.Find("conference phone 8800")!.Kind));

    [Fact]
    public void A_close_name_is_proposed_but_never_decided()
    {
        Assert.Null(matcher.Find("Studio X5O"));
        var proposals = matcher.Propose("Studio X51");
        Assert.Equal(["Studio X50", "Studio X52"], proposals.Select(p => p.Name));
        Assert.All(proposals, p => Assert.InRange(p.Score, 50, 99));
    }

    [Fact]
    public void Half_a_name_proposes_the_model_that_has_it_as_a_word_not_one_that_has_its_letters()
    {
        var shipped = new ModelMatcher([(Id(1), "Studio X50"), (Id(2), "CCX 500"), (Id(3), "CCX 505"), (Id(4), "CX5000"), (Id(5), "Studio X52")], []);
        Assert.Equal("Studio X50", shipped.Propose("X50")[0].Name);
        Assert.Equal("Studio X50", shipped.Propose("Poly X50")[0].Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Quantum Toaster 3000")]
    public void What_resembles_nothing_has_no_proposal(string name) => Assert.Empty(matcher.Propose(name));

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
