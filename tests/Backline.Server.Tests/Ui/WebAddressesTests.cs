using Backline.Server.Ui;

namespace Backline.Server.Tests.Ui;

public class WebAddressesTests
{
    [Theory]
    [InlineData("See https://help.example/a?b=1&c=2.", "See |[https://help.example/a?b=1&c=2]|.")]
    [InlineData("(https://help.example/x) and http://one.example/a_(b)!", "(|[https://help.example/x]|) and |[http://one.example/a_(b)]|!")]
    [InlineData("<https://help.example>", "<|[https://help.example]|>")]
    [InlineData("javascript:alert(1) https:// ftp://x.example", "javascript:alert(1) https:// ftp://x.example")]
    [InlineData("", "")]
    public void Addresses_are_told_from_the_words_around_them_and_nothing_is_lost(string text, string parts)
    {
        var found = WebAddresses.PartsOf(text).ToList();

        Assert.Equal(parts, string.Join('|', found.Select(part => part.Address is null ? part.Text : $"[{part.Text}]")));
        Assert.Equal(text, string.Concat(found.Select(part => part.Text)));
        Assert.All(found, part => Assert.True(part.Address is null || part.Address.StartsWith("http", StringComparison.Ordinal)));
    }
}
