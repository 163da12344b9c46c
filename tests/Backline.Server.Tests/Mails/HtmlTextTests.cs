using System.Text;
using Backline.Server.Features.Mails.Reading;

namespace Backline.Server.Tests.Mails;

/// <summary>HTML mails as text: hostile, broken, with links.</summary>
public sealed class HtmlTextTests
{
    /// <summary>What is said by a mail of this HTML.</summary>
    internal static string Said(string html) => IncomingMail.Of(Encoding.UTF8.GetBytes($"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}")).Text;

    [Fact]
    public void Html_becomes_text_and_nothing_of_it_is_run()
    {
        var text = Said(
            """
            <html><head><title>t</title><style>b{color:red}</style></head><body onload="alert(1)"><p>Hello&nbsp;<b>there</b> &lt;you&gt; 1 < 2</p><img src=x onerror="alert('>')"><!-- <p>hidden</p> -->
            <script>document.write('<p>evil</p>')</script><ul><li>one<li>two</ul><a href="javascript:alert(1)">link</a><iframe src="//evil">inside</iframe>
            <svg><p>evil</p></svg><table><tr><td>a</td><td>b</td></tr></table></body></html>
            """);

        foreach (var said in new[] { "Hello there <you> 1 < 2", "- one", "- two", "link", "a b" }) Assert.Contains(said, text);
        foreach (var hidden in new[] { "alert", "evil", "color", "hidden", "onerror", "inside", "javascript" }) Assert.DoesNotContain(hidden, text);
    }

    [Theory]
    [InlineData("See the <a href=\"https://logs.example/dump/42\">log</a>.", "See the log <https://logs.example/dump/42>.")]
    [InlineData("See <a href=' https://logs.example/a?b=1&amp;c=2 '><b>the</b> log </a>now", "See the log <https://logs.example/a?b=1&c=2>now")]
    [InlineData("<a href=\"https://www.example.com/\">www.example.com</a> and <a href=\"https://b.example/x\">https://b.example/x</a>", "www.example.com and https://b.example/x")]
    [InlineData("<a href=\"https://evil.example/\">https://bank.example/</a>", "https://bank.example/ <https://evil.example/>")]
    [InlineData("<a href=\"https://a.example/\"><img src=x></a>logo", "logo")]
    [InlineData("<a href=\"mailto:a@b.example\">Ann</a> <a href=\"javascript:alert(1)\">runs</a> <a href=\"/there\">there</a> <a>none</a>", "Ann runs there none")]
    [InlineData("<a href=\"https://a.example/1\">one<a href=\"https://a.example/2\">two</a>", "one <https://a.example/1>two <https://a.example/2>")]
    [InlineData("<template><a href=\"https://a.example/\">hidden</template>shown</a>", "shown")]
    [InlineData("<a href=\"http://bank.example/\">http://bank.example/</a><button>Sign in</button>", "http://bank.example/ Sign in")]
    public void Where_a_link_leads_is_said(string html, string text) => Assert.Equal(text, HtmlText.Of(html).Trim());

    [Theory]
    [InlineData("<p>start</p><svg/onload=alert(1)><p>after</p>")]
    [InlineData("<p>start</p><svg onload=alert(1)><p>after</p><svg><text>hidden</text></svg>")]
    [InlineData("<p>start</p><object data=x><p>after</p>")]
    [InlineData("<p>start</p><select><p>after</p>")]
    [InlineData("<head><p>start</p><p>after</p>")]
    [InlineData("<p>start</p><svg/><p>after</p>")]
    [InlineData("<p>start</p><template><p>hidden</p></template><noscript><svg>hidden</svg>hidden</noscript><p>after</p>")]
    public void What_is_not_closed_hides_nothing(string html) => Assert.Equal("start\n\nafter", Said(html));

    [Theory]
    [InlineData("<<<<<<<<<<")]
    [InlineData("<a href=\"never closed")]
    [InlineData("<!-- never closed")]
    [InlineData("<script>never closed")]
    [InlineData("</blockquote></blockquote>")]
    public void Broken_html_is_read_to_its_end(string html) => Assert.NotNull(HtmlText.Of(html));
}
