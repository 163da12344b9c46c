using System.Text;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Mails;

/// <summary>A mail with files, with more than is taken, or with nothing in it.</summary>
public sealed class MailFileTests(MailApp app) : IClassFixture<MailApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_a_mail_keep_the_rules_of_the_page_and_what_is_not_taken_is_told_by_the_program_to_both_sides()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "--b\n\nSee both.\n--b\nContent-Type: text/plain; name=sip.log\nContent-Disposition: attachment; filename=sip.log\n\nINVITE\n--b\nContent-Type: image/png; name=photo.png\nContent-Disposition: attachment; filename=\"../photo.exe\"\n\nMZ\n--b--", "Content-Type: multipart/mixed; boundary=b\n");

        var (state, _, _, _) = await app.SortAsync(mail);

        Assert.Equal("matched", state);
        var said = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"][1];
        Assert.Equal("See both.", said.GetProperty("text").GetString());
        Assert.Equal("sip.log", said.GetProperty("attachments")[0].GetProperty("name").GetString());
        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<long>("select count(*) from due_item where kind = 'mail-files-refused'") > 0; tries++) await Task.Delay(100, Stop);
        var note = (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"].EnumerateArray().Single(message => message.GetProperty("visibility").GetString() == "internal");
        Assert.Contains("photo.exe is a program", note.GetProperty("text").GetString());
        Assert.Equal("Backline", note.GetProperty("author").GetString());
        var told = Assert.Single(await app.SentAsync(one), sent => sent.Text.Contains("photo.exe", StringComparison.Ordinal));
        Assert.Equal(("anna@nordhaven.example", $"[{number}] Nicht übernommene Dateien: Fall {number}"), (told.Recipient, told.Subject));
    }

    [Fact]
    public async Task Thirty_megabytes_are_taken_and_more_than_is_kept_is_refused()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var content = new byte[22 << 20];
        Random.Shared.NextBytes(content);
        for (var at = 0; at < content.Length; at++) content[at] = (byte)('a' + content[at] % 26);
        var encoded = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
        var mail = Encoding.ASCII.GetBytes(app.Mail("anna@nordhaven.example", $"[{number}]", "--b\n\nLarge.\n--b\nContent-Disposition: attachment; filename=trace.log\nContent-Transfer-Encoding: base64\n\n@@@\n--b--", "Content-Type: multipart/mixed; boundary=b\n").Replace("@@@", encoded, StringComparison.Ordinal));

        var handed = await app.HandInAsync(mail);
        Assert.Equal("matched", (await app.SortedAsync(handed.Id)).State);
        Assert.Equal(content.LongLength, await app.Seed.ScalarAsync<long>("select bytes from case_file where case_id = $1", one));
        using var client = app.Cases.Browser(app.VendorKey);
        Assert.Equal(mail, await client.GetByteArrayAsync($"/api/v1/mail/{handed.Id}/original", Stop));
        Assert.Equal(409, (await app.HandInAsync(new byte[(40 << 20) + 1])).Status);
        Assert.Equal(400, (await app.HandInAsync([])).Status);
    }

    [Fact]
    public async Task A_mail_longer_than_a_message_is_cut_and_the_desk_is_told_where_all_of_it_stands()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var sent = await app.HandInAsync(app.Mail("anna@nordhaven.example", $"[{number}]", "x" + string.Concat(Enumerable.Repeat("😀", 10_000))));

        Assert.Equal("matched", (await app.SortedAsync(sent.Id)).State);
        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<long>("select count(*) from due_item where kind = 'mail-cut'") > 0; tries++) await Task.Delay(100, Stop);
        var said = await MailApp.SaidAsync(app.Agent, one);
        Assert.EndsWith("😀\n…", said[1]);
        Assert.Contains("anna@nordhaven.example is longer than a message may be", said[2]);
        Assert.EndsWith($"/mail/{sent.Id}", said[2]);
        Assert.Equal(2, (await MailApp.SaidAsync(app.Anna, one)).Count);
    }

    [Fact]
    public async Task A_mail_without_a_word_is_told_of_in_the_language_of_its_account()
    {
        await app.Seed.ExecuteAsync("update account set language = 'it' where account_id = $1", app.Cases.Nordhaven);
        try
        {
            app.Cases.Pass(61);
            var (_, _, _, one) = await app.SortAsync(app.Mail("anna@nordhaven.example", "", ""));

            Assert.Equal(["(L’e-mail non contiene testo.)"], await MailApp.SaidAsync(app.Agent, one));
            Assert.Equal("E-mail senza oggetto", await app.Seed.ScalarAsync<string>("select subject from support_case where id = $1", one));
        }
        finally
        {
            await app.Seed.ExecuteAsync("update account set language = 'en' where account_id = $1", app.Cases.Nordhaven);
        }
    }
}
