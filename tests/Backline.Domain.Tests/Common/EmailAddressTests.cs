using System.Net.Mail;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.Common;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("katrin@nordhaven.example")]
    [InlineData("katrin.vogel+backline@mail.nordhaven.example")]
    [InlineData("o'neill@nordhaven.example")]
    [InlineData("k@n.de")]
    [InlineData("katrin@müller.example")]
    [InlineData("katrin@xn--mller-kva.example")]
    [InlineData("담당자@회사.한국")]
    [InlineData("đỗ.hương@công-ty.vn")]
    public void A_mail_reaches_it(string text)
    {
        Assert.True(EmailAddress.IsValid(text));
        Assert.Equal(text, new MailAddress(text).Address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("katrin")]
    [InlineData("a@b")]
    [InlineData("@nordhaven.example")]
    [InlineData("katrin@")]
    [InlineData("a@b@c.example")]
    [InlineData(".katrin@nordhaven.example")]
    [InlineData("katrin.@nordhaven.example")]
    [InlineData("ka..trin@nordhaven.example")]
    [InlineData("katrin@nordhaven..example")]
    [InlineData("katrin@.example")]
    [InlineData("katrin@nordhaven.example.")]
    [InlineData("katrin@-nordhaven.example")]
    [InlineData("katrin@nordhaven-.example")]
    [InlineData("katrin@nord_haven.example")]
    [InlineData("katrin@127.0.0.1")]
    [InlineData("katrin@[127.0.0.1]")]
    [InlineData("ka trin@nordhaven.example")]
    [InlineData(" katrin@nordhaven.example")]
    [InlineData("katrin@nordhaven.example ")]
    [InlineData("katrin\n@nordhaven.example")]
    [InlineData("katrin@nordhaven.example\r\nBcc: all@nordhaven.example")]
    [InlineData("katrin\u0001@nordhaven.example")]
    [InlineData("katrin\u200b@nordhaven.example")]
    [InlineData("katrin@nord\u00adhaven.example")]
    [InlineData("katrin\ufe0f@nordhaven.example")]
    [InlineData("katrin\u202e@nordhaven.example")]
    [InlineData("\"katrin vogel\"@nordhaven.example")]
    [InlineData("Katrin <katrin@nordhaven.example>")]
    [InlineData("katrin@nordhaven.example, tobias@nordhaven.example")]
    [InlineData("katrin(office)@nordhaven.example")]
    public void No_mail_reaches_it(string? text) => Assert.False(EmailAddress.IsValid(text));

    [Theory]
    [InlineData(64, 60, true)]
    [InlineData(65, 60, false)]
    [InlineData(10, 63, true)]
    [InlineData(10, 64, false)]
    public void Neither_the_name_nor_a_part_of_the_host_is_longer_than_mails_have_it(int name, int label, bool valid) =>
        Assert.Equal(valid, EmailAddress.IsValid($"{new string('k', name)}@{new string('n', label)}.example"));

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void Nor_is_the_whole(int length, bool valid)
    {
        var text = $"{new string('k', 60)}@{string.Concat(Enumerable.Repeat(new string('n', 60) + ".", 3))}";
        Assert.Equal(valid, EmailAddress.IsValid(text + new string('x', length - text.Length)));
    }
}
