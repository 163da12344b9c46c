using Backline.Server.Features.Partners;

namespace Backline.Server.Tests.Partners;

public class BrandColourTests
{
    [Theory]
    [InlineData("#000000", 21)]
    [InlineData("#ffffff", 1)]
    [InlineData("#767676", 4.54)]
    [InlineData("#777777", 4.47)]
    [InlineData("0B6152", 7.38)]
    public void Contrast_with_white_is_that_of_the_guidelines(string text, double ratio)
    {
        Assert.True(BrandColour.TryParse(text, out var colour));
        Assert.Equal(ratio, colour.ContrastWith(BrandColour.White), 0.01);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("#fff")]
    [InlineData("#12345g")]
    [InlineData("red")]
    [InlineData("#1234567")]
    public void What_is_no_colour_is_not_read(string? text) => Assert.False(BrandColour.TryParse(text, out _));

    [Fact]
    public void The_offered_colour_is_readable_and_no_darker_than_needed()
    {
        for (var value = 0; value < 0x1000000; value += 4099)
        {
            var colour = new BrandColour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
            var offered = colour.Acceptable();

            Assert.True(offered.ContrastWith(BrandColour.White) >= BrandColour.LeastContrast);
            if (colour.ContrastWith(BrandColour.White) >= BrandColour.LeastContrast) Assert.Equal(colour, offered);
            else Assert.True(offered.ContrastWith(BrandColour.White) < 4.7, $"{colour} became {offered}");
        }
    }

    [Fact]
    public void Every_accepted_brand_can_be_read_in_the_dark_too()
    {
        for (var value = 0; value < 0x1000000; value += 4099)
        {
            var sheet = BrandStylesheet.Of(new BrandColour((byte)(value >> 16), (byte)(value >> 8), (byte)value).Acceptable());
            var dark = sheet.Split("--bl-accent: light-dark(")[1].Split(", ")[1][..7];

            Assert.True(BrandColour.TryParse(dark, out var accent));
            Assert.True(accent.ContrastWith(new(0x16, 0x1b, 0x23)) >= 7, dark);
            Assert.True(accent.ContrastWith(new(0x0b, 0x15, 0x1c)) >= 4.5, dark);
        }
    }
}
