using System.Text;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Tests.TestDatabase;
using Backline.Server.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

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
        Assert.Contains("· photo.exe ist ein Programm, ein Skript oder eine Seite", told.Text);
    }

    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd.txt", "passwd.txt")]
    [InlineData("C%3A%5Cinvoice%E2%80%AEfdp%0A.txt", "invoicefdp.txt")]
    [InlineData("..%2F", "text.txt")] // nothing is left
    public async Task The_name_of_a_file_is_kept_as_an_upload_keeps_it(string given, string name)
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", $"--b\n\nSee this.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename*=utf-8''{given}\n\nx\n--b--", "Content-Type: multipart/mixed; boundary=b\n");

        var (state, _, _, _) = await app.SortAsync(mail);

        Assert.Equal("matched", state);
        Assert.Equal(name, (await app.Agent.GetAsync($"/api/v1/cases/{one}/messages"))["items"][1].GetProperty("attachments")[0].GetProperty("name").GetString());
        Assert.Contains($"\"{name}\"", await app.Seed.ScalarAsync<string>("select files::text from inbound_mail where case_id = $1 and files::text <> '[]'", one));
    }

    [Fact]
    public void Why_a_file_is_not_taken_is_said_in_every_language()
    {
        var texts = app.Cases.Services.GetRequiredService<IStringLocalizer<AttachmentTexts>>();
        var english = In("en").Where(text => text.Name.StartsWith("attachment.", StringComparison.Ordinal) && text.Name != "attachment.unknown").ToList();

        Assert.NotEmpty(english);
        foreach (var (language, _) in Languages.All.Where(language => language.Code != "en"))
        {
            var theirs = In(language).ToDictionary(text => text.Name, text => text.Value);
            Assert.Equal(english.Select(text => text.Name).Order(StringComparer.Ordinal), theirs.Keys.Order(StringComparer.Ordinal));
            // what a text names, each of them names
            Assert.All(english, text => Assert.Equal(Named(text.Value), Named(theirs[text.Name])));
        }

        List<LocalizedString> In(string language)
        {
            using var _ = Spoken.InMail(language);
            return [.. texts.GetAllStrings(includeParentCultures: false)];
        }
        static IEnumerable<char> Named(string text) => Enumerable.Range(0, text.Length - 1).Where(at => text[at] == '{' && char.IsAsciiDigit(text[at + 1])).Select(at => text[at + 1]).Distinct().Order();
    }

    [Fact]
    public async Task A_part_that_can_not_be_read_is_told_to_the_desk_with_the_original_and_what_could_be_read_is_shown()
    {
        var (one, number) = await app.OpenedAsync("anna@nordhaven.example");
        var mail = app.Mail("anna@nordhaven.example", $"[{number}]", "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nU2VlIHRoZSBsb2cu\n--b\nContent-Type: text/plain; name=sip.log\nContent-Disposition: attachment; filename=sip.log\nContent-Transfer-Encoding: base64\n\nSU5WSVRF#$%IHNpcDphbm5h\n--b--", "Content-Type: multipart/mixed; boundary=b\n");

        var sent = await app.HandInAsync(mail);
        Assert.Equal("matched", (await app.SortedAsync(sent.Id)).State);

        for (var tries = 0; tries < 300 && await app.Seed.ScalarAsync<long>("select count(*) from due_item where kind = 'mail-broken'") > 0; tries++) await Task.Delay(100, Stop);
        var said = await MailApp.SaidAsync(app.Agent, one);
        Assert.Equal("See the log.", said[1]);
        Assert.Contains("A part of an email from anna@nordhaven.example could not be read", said[2]);
        Assert.EndsWith($"/mail/{sent.Id}/original", said[2]);
        Assert.Equal(2, (await MailApp.SaidAsync(app.Anna, one)).Count);
        using var agent = app.Cases.Browser(app.VendorKey);
        Assert.Contains("A part of this email could not be read", await agent.PageAsync($"/mail/{sent.Id}"));
        Assert.Equal(mail, await agent.GetStringAsync($"/mail/{sent.Id}/original", Stop));
    }

    [Theory]
    [InlineData("message/rfc822", 201)]
    [InlineData("Message/RFC822; charset=utf-8", 201)]
    [InlineData("application/octet-stream", 201)]
    [InlineData("text/plain; charset=us-ascii", 201)]
    [InlineData(null, 201)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/json", 415)]
    [InlineData("text/html", 415)]
    public async Task What_is_said_to_be_something_else_is_no_email(string? type, int status)
    {
        using var client = app.Cases.Browser(app.VendorKey);
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(app.Mail("who@nowhere.example", "Hello", "x")));
        if (type is not null) body.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var answer = await client.PostAsync("/api/v1/mail", body, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status != 415) return;
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("unsupported-media-type", problem);
        Assert.Contains("Send message/rfc822 or application/octet-stream or text/plain.", problem);
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
    public async Task A_mail_without_a_word_is_told_of_in_the_language_of_its_sender()
    {
        await app.Seed.ExecuteAsync("update account set language = 'it' where account_id = $1", app.Cases.Nordhaven);
        try
        {
            app.Cases.Pass(61);
            var (_, _, _, one) = await app.SortAsync(app.Mail("anna@nordhaven.example", "", ""));

            Assert.Equal(["(Die E-Mail hat keinen Text.)"], await MailApp.SaidAsync(app.Agent, one));
            Assert.Equal("E-Mail ohne Betreff", await app.Seed.ScalarAsync<string>("select subject from support_case where id = $1", one));
        }
        finally
        {
            await app.Seed.ExecuteAsync("update account set language = 'en' where account_id = $1", app.Cases.Nordhaven);
        }
    }
}
