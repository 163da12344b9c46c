using Backline.Server.Features.Mails.Reading;

namespace Backline.Server.Tests.Mails;

/// <summary>What is new in an answer, and what it quotes.</summary>
public sealed class QuoteCutTests
{
    /// <summary>The line above a quote that says who wrote it.</summary>
    public static TheoryData<string> Introductions() =>
    [
        "On Tue, 17 Mar 2026 at 09:00, Backline <a@b.example> wrote:",
        "El mar, 17 mar 2026 a las 9:00, Backline (<a@b.example>) escribió:",
        "Il giorno mar 17 mar 2026 alle ore 09:00 Backline <a@b.example> ha scritto:",
        "Am Di., 17. März 2026 um 09:00 Uhr schrieb Backline <a@b.example>:",
        "Vào Th 3, 17 thg 3, 2026 vào lúc 09:00 Backline <a@b.example> đã viết:",
        "2026년 3월 17일 (화) 오전 9:00, Backline <a@b.example>님이 작성:",
        "On Tue, 17 Mar 2026 at 09:00, Backline\n<a@b.example> wrote:",
    ];

    /// <summary>What stands above the whole mail where an answer is written on top of it.</summary>
    public static TheoryData<string> Headings() =>
    [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "-----Mensaje original-----",
        "-----Messaggio originale-----",
        "-----Thư gốc-----",
        "-----원본 메시지-----",
        "________________________________\nFrom: Backline <a@b.example>\nSent: Tuesday\nTo: me",
        "Von: Backline <a@b.example>\nGesendet: Dienstag\nAn: mich",
        "De: Backline <a@b.example>\nEnviado el: martes\nPara: mi",
        "Da: Backline <a@b.example>\nInviato: martedì\nA: me",
        "보낸 사람: Backline <a@b.example>\n보낸 날짜: 화요일\n받는 사람: 나",
        "Từ: Backline <a@b.example>\nĐã gửi: Thứ ba\nĐến: tôi",
    ];

    [Theory, MemberData(nameof(Introductions)), MemberData(nameof(Headings))]
    public void What_is_quoted_is_cut_in_six_languages(string header)
    {
        Assert.Equal("The blue one.\nThanks", QuoteCut.New($"The blue one.\nThanks\n\n{header}\n\n> Which cable is it?\n> Yours"));
        Assert.Equal("The blue one.", QuoteCut.New($"The blue one.\n\n{header}\nWhich cable is it?\nYours"));
        Assert.Equal("The blue one.", QuoteCut.New($"The blue one.\n-- \nAnna\n+49 1\n{header}\n==== [C-2026-000001] ====\nWhich cable is it?"));
    }

    [Theory, MemberData(nameof(Introductions))]
    public void Quote_and_signature_are_cut_in_either_order(string header)
    {
        Assert.Equal("The blue one.\nThanks", QuoteCut.New($"The blue one.\nThanks\n\n{header}\n\n> Which cable is it?\n> Yours\n\n-- \nAnna Berg\n+49 1"));
        Assert.Equal("The blue one.", QuoteCut.New($"The blue one.\n-- \nAnna\n\n{header}\n> Which cable is it?\n>\n> -- \n> Support"));
        Assert.Equal("The blue one.", QuoteCut.New($"The blue one.\n\nSent from my iPhone\n\n{header}\n> Which cable is it?\n-- \nAnna"));
    }

    [Theory]
    [InlineData("<div dir=\"ltr\" class=\"gmail_attr\">On Tue, 17 Mar 2026 at 09:00, Backline &lt;<a href=\"mailto:a@b.example\">a@b.example</a>&gt; wrote:<br></div>", "gmail_quote")]
    [InlineData("<div dir=\"ltr\" class=\"gmail_attr\">On x wrote:<br></div>", "gmail_quote")]
    [InlineData("Le lun. 17 mars, Backline a dit :<br>", "gmail_quote")]
    [InlineData("<div class=\"moz-cite-prefix\">Am 17.03.26 um 09:00 teilte Backline mit:<br></div>", "cite")]
    public void What_introduces_a_quote_in_html_goes_with_it(string introduction, string kind)
    {
        var answer = $"<div dir=\"ltr\">The blue one.</div><br><div class=\"gmail_quote\">{introduction}<blockquote class=\"{kind}\" type=\"cite\">Which cable is it?<br><br>Yours</blockquote></div>";

        Assert.Equal("The blue one.", HtmlTextTests.Said(answer));
        Assert.Equal("The blue one.", HtmlTextTests.Said(answer + "<div><br></div><div>-- </div><div>Anna</div>"));
    }

    [Fact]
    public void Answers_between_quotes_keep_what_they_answer_and_text_that_looks_like_a_quote_stays()
    {
        Assert.Contains("> Which cable?", QuoteCut.New("On Tue, 17 Mar 2026, X wrote:\n> Which cable?\nThe blue one.\n> Since when?\nMonday."));
        Assert.Equal("From: the kitchen\nI hear nothing.", QuoteCut.New("From: the kitchen\nI hear nothing."));
        Assert.Equal("> all is quoted", QuoteCut.New("> all is quoted"));
        Assert.Equal("Yes.", QuoteCut.New("Yes.\n\nSent from my iPhone"));
        Assert.Equal("Yes.", QuoteCut.New($"Yes.\n\nGet Outlook for iOS <https://mail.example/{new string('x', 80)}>"));
        Assert.Equal("Yes.", QuoteCut.New("Yes.\n\nVon meinem iPhone gesendet\n\n> q"));
    }
}
