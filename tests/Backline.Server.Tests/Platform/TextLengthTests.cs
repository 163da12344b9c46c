using Backline.Server.Platform.Http;

namespace Backline.Server.Tests.Platform;

public sealed class TextLengthTests
{
    [Theory]
    [InlineData("🎧", 10, true)] // two units of UTF-16, one character
    [InlineData("🎧", 11, false)]
    [InlineData("a", 10, true)]
    [InlineData("한", 11, false)]
    public void A_character_beyond_the_first_65536_counts_once(string character, int count, bool taken)
    {
        var text = string.Concat(Enumerable.Repeat(character, count));

        Assert.Equal(taken, !new InputErrors().Text(text, "/title", 10).Any);
    }
}
