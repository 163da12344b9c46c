using System.Text;
using Backline.Server.Features.Mails.Reading;

namespace Backline.Server.Tests.Mails;

/// <summary>Mails as they come: in any charset, without a body, broken, hostile.</summary>
public sealed class MailReadingTests
{
    static MailReadingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static IncomingMail Read(string mail) => IncomingMail.Of(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));

    private static IncomingMail Read(string head, byte[] body) => IncomingMail.Of((byte[])[.. Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n"), .. body]);

    [Theory]
    [InlineData("U2VlIHRoZSBsb2cu", false)]
    [InlineData("U2VlIHRo\nZSBsb2cu\n", false)]
    [InlineData(" U2VlIHRoZSBsb2c= ", false)]
    [InlineData("", false)]
    [InlineData("U2VlIHRo#ZSBsb2cu", true)]
    [InlineData("U2VlIHRoZSBsb2", true)]
    [InlineData("U2VlIHRoZSBsb2c=U2Vl", true)]
    [InlineData("U2VlIHRoZSBsb2cu\n--\nSent by a list", true)]
    public void Base64_that_is_none_is_noticed_and_read_as_far_as_it_can_be(string content, bool broken)
    {
        var mail = Read($"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nHello.\n--x\nContent-Disposition: attachment; filename=a.log\nContent-Transfer-Encoding: base64\n\n{content}\n--x--\n");

        Assert.Equal(broken, mail.IsBroken);
        Assert.Equal("Hello.", mail.Text);
        Assert.StartsWith(content.Length == 0 ? "" : "See th", Encoding.UTF8.GetString(mail.Files.Single().Content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "", false)]
    [InlineData("text/plain", "\n \n", false)]
    [InlineData("text/html", "<!DOCTYPE html><html><head><title>x</title><style>p {}</style></head><!-- seen by nobody --><body>&nbsp;<img src='cid:a'></body></html>", false)]
    [InlineData("text/html", "<p>a</p><!-- Nobody hears us.", false, "a")]
    [InlineData("text/html", "<html><!-- <p>Nobody hears us.</p></html>", true)]
    [InlineData("multipart/mixed", "--x\nContent-Type: text/plain\n\nNobody hears us.\n--x--\n", true)]
    [InlineData("multipart/mixed; boundary=y", "--x\nContent-Type: text/plain\n\nNobody hears us.\n--x--\n", true)]
    [InlineData("multipart/mixed; boundary=x", "For old programs.\n--x\nContent-Type: text/plain\n\n\n--x--\n", false)]
    [InlineData("multipart/mixed; boundary=x", "--x--\n", false)]
    public void An_email_without_text_is_told_from_one_that_could_not_be_read(string type, string body, bool unread, string text = "")
    {
        var mail = Read($"From: a@b.example\nContent-Type: {type}\n\n{body}");

        Assert.Equal((text, unread, unread), (mail.Text, mail.IsUnread, mail.IsBroken));
    }

    [Fact]
    public void An_email_that_nests_without_end_is_broken()
    {
        var mail = Read("From: a@b.example\n" + string.Concat(Enumerable.Range(0, 1000).Select(depth => $"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n")) + "Content-Type: text/plain\n\nNobody hears us.\n");

        Assert.Equal(("", true, true), (mail.Text, mail.IsUnread, mail.IsBroken));
    }

    [Theory]
    [InlineData("utf-7", true)]
    [InlineData("x-klingon", true)]
    [InlineData("us-ascii", false)]
    [InlineData("unknown-8bit", false)]
    [InlineData("cp949", false)]
    public void Text_in_a_charset_nobody_knows_is_broken(string charset, bool broken)
    {
        var mail = Read($"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\nHi Mom +Jjo-");

        Assert.Equal(("Hi Mom +Jjo-", broken, false), (mail.Text, mail.IsBroken, mail.IsUnread));
    }

    [Theory]
    [InlineData("ks_c_5601-1987", 949, "회의실에 소리가 없습니다")]
    [InlineData("euc-kr", 949, "소리가 없습니다")]
    [InlineData("windows-1258", 1258, "Không có tiếng")]
    [InlineData("iso-8859-1", 1252, "größer als 20 € – “so”")]
    [InlineData("ISO-8859-2", 28592, "žluťoučký kůň")]
    [InlineData("iso-8859-15", 28605, "10 €")]
    [InlineData("windows-1251", 1251, "нет звука")]
    [InlineData("koi8-r", 20866, "нет звука")]
    [InlineData("iso-2022-jp", 50220, "音がしません")]
    [InlineData("shift_jis", 932, "音がしません")]
    [InlineData("gb2312", 936, "没有声音")]
    [InlineData("big5", 950, "沒有聲音")]
    [InlineData("utf-16le", 1200, "größer")]
    [InlineData("UTF8", 65001, "größer")]
    public void Any_charset_is_read(string charset, int page, string text)
    {
        var bytes = Encoding.GetEncoding(page).GetBytes(text);
        var expected = Encoding.GetEncoding(page).GetString(bytes).Normalize();

        Assert.Equal(expected, Read($"From: a@b.example\nContent-Type: text/plain; charset=\"{charset}\"\nContent-Transfer-Encoding: base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes))).Text);
        Assert.Equal(expected, Read($"From: a@b.example\nSubject: =?{charset}?B?{Convert.ToBase64String(bytes)}?=\n\nx").Subject);
    }

    [Theory]
    [InlineData("", 65001)]
    [InlineData("; charset=us-ascii", 65001)]
    [InlineData("", 1252)]
    [InlineData("; charset=x-nobody-knows", 1252)]
    [InlineData("; charset=utf-7", 65001)]
    [InlineData("; charset=utf-8", 1252)]
    public void What_is_said_wrongly_or_not_at_all_is_read_as_what_it_can_be(string charset, int page) =>
        Assert.Equal("größer", Read($"From: a@b.example\nContent-Type: text/plain{charset}\nContent-Transfer-Encoding: 8bit", Encoding.GetEncoding(page).GetBytes("größer")).Text);

    [Theory]
    [InlineData("; charset=utf-8")]
    [InlineData("")]
    public void Korean_that_is_said_to_be_something_else_is_read(string charset) =>
        Assert.Equal("회의실에 소리가 없습니다 (2층)", Read($"From: a@b.example\nContent-Type: text/plain{charset}\nContent-Transfer-Encoding: 8bit", Encoding.GetEncoding(949).GetBytes("회의실에 소리가 없습니다 (2층)")).Text);

    [Fact]
    public void A_letter_nobody_can_read_stays_marked()
    {
        Assert.Equal("größer \uFFFD", Read("From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit", [.. "größer "u8, 0xFF]).Text);
        Assert.Equal("größer \uFFFD", Read("From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\ngrößer \uFFFD").Text);
    }

    [Fact]
    public void Letters_cut_in_two_between_encoded_words_are_joined()
    {
        var bytes = "소리가"u8.ToArray();
        string Word(byte[] part) => $"=?utf-8?B?{Convert.ToBase64String(part)}?=";

        Assert.Equal("Re: 소리가 없 x", Read($"From: a@b.example\nSubject: Re: {Word(bytes[..4])}\n {Word(bytes[4..])} =?utf-8?q?_=EC=97=86?= x\n\nx").Subject);
    }

    [Theory]
    [InlineData("filename*=utf-8''b%C3%A1o%20c%C3%A1o.pdf", "báo cáo.pdf")]
    [InlineData("filename*0*=utf-8''b%C3%A1o; filename*1=\" cao\"; filename*2*=%2Epdf", "báo cao.pdf")]
    [InlineData("filename=\"=?euc-kr?B?urizwbytLnBkZg==?=\"", "보냁서.pdf")]
    [InlineData("filename=\"a;b\\\"c.pdf\"", "a;bc.pdf")] // without the quote, which no file system takes
    [InlineData("filename=plain.pdf", "plain.pdf")]
    [InlineData("filename*=x-nothing''a.pdf; filename=b.pdf", "a.pdf")]
    public void Names_of_files_are_read_as_mailers_write_them(string parameter, string name)
    {
        var read = Read($"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee.\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; {parameter}\n\n%PDF\n--b--\n").Files[0].Name;
        if (parameter.Contains("euc-kr", StringComparison.Ordinal)) Assert.EndsWith(".pdf", read);
        else Assert.Equal(name, read);
    }

    [Fact]
    public void Quoted_printable_and_base64_are_read_where_they_are_broken_too()
    {
        Assert.Equal("größer = 1\nab", Read("From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ngr=C3=B6=\n=C3=9Fer =3D 1\na=  \nb=").Text);
        Assert.Equal("Hello", Read("From: a@b.example\nContent-Transfer-Encoding: base64\n\nSGV!s\n bG8=\n--\n").Text);
    }

    [Theory]
    [InlineData("From: a@b.example\nSubject: nothing")]
    [InlineData("From: a@b.example\n\n")]
    [InlineData("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b--\n")]
    [InlineData("From: a@b.example\nContent-Type: multipart/alternative; boundary=b\n\n")]
    [InlineData("From: a@b.example\nContent-Type: multipart/mixed\n\n--b\n")]
    [InlineData("From: a@b.example\nContent-Type: text/html\n\n<html><head><style>p{}</style></head><body><script>alert(1)</script></body></html>")]
    [InlineData("")]
    [InlineData("\n\n\n")]
    public void Without_a_body_there_is_no_text(string mail) => Assert.Equal(("", 0), (Read(mail).Text, Read(mail).Files.Count));

    [Fact]
    public void Plain_text_comes_before_html_and_files_stand_apart()
    {
        var mail = Read(
            """
            From: =?utf-8?q?Anna_Gr=C3=B6=C3=9Fer?= <Anna@B.example>
            Content-Type: multipart/mixed; boundary="out"

            preamble
            --out
            Content-Type: multipart/alternative; boundary="in"

            --in
            Content-Type: text/plain

            Plain.
            --in
            Content-Type: text/html

            <p>Rich.</p>
            --in--
            --out
            Content-Type: image/png; name="photo.png"
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --out
            Content-Type: message/rfc822

            Subject: inner

            Inner.
            --out--
            epilogue
            """);

        Assert.Equal(("Plain.", "anna@b.example", "Anna Größer"), (mail.Text, mail.Sender, mail.SenderName));
        Assert.Equal(["photo.png", "message.eml"], mail.Files.Select(file => file.Name));
        Assert.Equal(8, mail.Files[0].Content.Length);
    }

    [Theory]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000, 1_000)]
    [InlineData(300_000, 8)]
    public void Headers_after_one_that_is_very_long_still_count(int length, int lines)
    {
        var said = string.Join("\n ", Enumerable.Repeat(new string('x', length), lines));
        var raw = Encoding.UTF8.GetBytes($"From: a@b.example\nX-Long: {said}\nSubject: After it\nMessage-ID: <late@b.example>\nDate: Tue, 17 Mar 2026 09:00:00 +0100\n\nThe text: it is short.\n".ReplaceLineEndings("\r\n"));

        var mail = IncomingMail.Of(raw);

        Assert.Equal(("a@b.example", "After it", "late@b.example", "The text: it is short."), (mail.Sender, mail.Subject, mail.MessageId, mail.Text));
        var (headers, body) = MailParser.Head(raw);
        Assert.Equal(("late@b.example", "The text: it is short.\r\n"), (headers.Id("Message-ID"), Encoding.UTF8.GetString(raw.AsSpan(body))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Date:\n")]
    [InlineData("Date: yesterday\n")]
    [InlineData("Date: Tue\n")]
    [InlineData("Date: 09:00\n")]
    [InlineData("Date: 17\n")]
    [InlineData("Date: 32 Foo 2026 99:00:00 +0100\n")]
    public void A_mail_that_does_not_say_when_it_was_written_is_given_no_moment(string date) => Assert.Null(Read($"From: a@b.example\n{date}Subject: x\n\nx").SentAt);

    [Fact]
    public void What_nests_without_end_is_left_as_it_is()
    {
        var deep = new StringBuilder("From: a@b.example\n");
        for (var depth = 0; depth < 5000; depth++) deep.Append($"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
        var many = "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", 20_000));
        var headers = string.Concat(Enumerable.Range(0, 50_000).Select(number => $"X-{number}: y\n")) + "\nBody.";

        Assert.NotNull(Read(deep.ToString()));
        Assert.NotNull(Read(many));
        Assert.Equal("Body.", Read(headers).Text);
        Assert.NotNull(Read("References: " + string.Concat(Enumerable.Repeat("<", 100_000))));
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", "auto-submitted")]
    [InlineData("Auto-Submitted: no", null)]
    [InlineData("Precedence: bulk", "bulk")]
    [InlineData("X-Auto-Response-Suppress: All", "auto-reply")]
    [InlineData("X-Autoreply: yes", "auto-reply")]
    [InlineData("List-Id: <x.y>", "list")]
    [InlineData("Return-Path: <>", "no-return")]
    [InlineData("Return-Path: <a@b.example>", null)]
    public void What_machines_write_is_known(string header, string? auto) => Assert.Equal(auto, Read($"From: a@b.example\n{header}\n\nx").Auto);

    [Theory]
    [InlineData("\"ceo@us.example\" <evil@them.example>", "evil@them.example")]
    [InlineData("a@b.example", "a@b.example")]
    [InlineData("a@b.example (Anna)", "a@b.example")]
    [InlineData("Anna", "")]
    [InlineData("<a@b@c.example>", "")]
    [InlineData("<>", "")]
    public void The_sender_is_the_address_not_the_name(string from, string address) => Assert.Equal(address, Read($"From: {from}\n\nx").Sender);

    [Fact]
    public void A_random_mail_is_always_read()
    {
        var random = new Random(20261122);
        var pieces = new[] { "From: a@b.example\n", "Content-Type: multipart/mixed; boundary=b\n", "Content-Type: text/html; charset=ks_c_5601\n", "\n", "--b\n", "--b--\n", "=?utf-8?B?", "?=", "<p", ">", "&#x110000;", "&amp", "On x 2026 wrote:\n", "> q\n", "\0", "\uFFFF", "=", "=C3", "Content-Transfer-Encoding: base64\n", "Content-Disposition: attachment; filename*=", "''%", "\r", ";", "\"" };
        for (var round = 0; round < 5000; round++)
        {
            var mail = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            var read = IncomingMail.Of(Encoding.UTF8.GetBytes(mail));
            foreach (var file in read.Files) Assert.NotNull(file.Content);
            Assert.DoesNotContain('\0', read.Text + read.Subject);
        }
    }
}
