using System.Net.Mail;
using System.Text;
using Backline.Server.Features.Mails.Reading;
using Backline.Server.Platform.Outbox;

namespace Backline.Server.Tests.Mails;

/// <summary>Mails as they leave.</summary>
public sealed class MailSendingTests
{
    private static MailWorker.Due Due(string text, bool byPerson = false) => new(Guid.NewGuid(), "anna@nordhaven.example", "x", text, null, 0, null, null, null, null, [], byPerson);

    private static async Task<byte[]> SentAsync(MailWorker.Due due)
    {
        var folder = Directory.CreateTempSubdirectory("backline-mails-");
        try
        {
            using var message = MailWorker.Message(due, new());
            using var smtp = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = folder.FullName };
            await smtp.SendMailAsync(message, TestContext.Current.CancellationToken);
            return await File.ReadAllBytesAsync(folder.GetFiles().Single().FullName, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Hello\nthere.\n\nBye")]
    [InlineData("Größer\nals das.\n\nTschüss")]
    [InlineData("소리가\r\n없습니다")]
    public async Task Lines_end_as_those_of_mails_do_however_they_are_encoded(string text)
    {
        var sent = await SentAsync(Due(text));
        var part = MailParser.Read(sent).Body!;

        Assert.Equal(text.ReplaceLineEndings("\r\n"), Encoding.UTF8.GetString(part.Decoded()).TrimEnd());
        Assert.DoesNotContain("=0D", Encoding.ASCII.GetString(sent), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_machine_writes_says_so_and_what_a_person_writes_does_not(bool byPerson)
    {
        var headers = MailParser.Read(await SentAsync(Due("x", byPerson))).Headers;

        Assert.Equal(byPerson ? null : "auto-generated", headers["Auto-Submitted"]);
        Assert.Equal(byPerson ? null : "All", headers["X-Auto-Response-Suppress"]);
        Assert.NotNull(headers["X-Loop"]);
    }
}
