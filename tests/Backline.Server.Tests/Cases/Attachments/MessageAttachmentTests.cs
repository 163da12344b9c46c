using System.Net;
using System.Net.Http.Headers;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;
using static Backline.Server.Tests.Cases.Attachments.Uploads;

namespace Backline.Server.Tests.Cases.Attachments;

/// <summary>Who sees the files of a case, and how messages and forms carry them.</summary>
public sealed class MessageAttachmentTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_as_visible_as_its_message()
    {
        var one = await app.LucentiCustomer.OpenAsync();
        var (customer, partner, vendor) = (await app.Seed.KeyAsync(Roles.CustomerUser, app.Lucenti), await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian), await app.Seed.VendorKeyAsync());
        var (asked, noted, said) = (await app.UploadAsync(customer, one, "asked.txt", "a"u8.ToArray()), await app.UploadAsync(partner, one, "noted.txt", "n"u8.ToArray()), await app.UploadAsync(partner, one, "said.txt", "s"u8.ToArray()));
        async Task<int> SeenAsync(string key, ApiAnswer file)
        {
            using var client = app.Browser(key);
            return (int)(await client.GetAsync(file.Location, Stop)).StatusCode;
        }
        Task<ApiAnswer> WriteAsync(string key, ApiAnswer file, string? visibility = null) => new ApiClient(app.Client, key).PostAsync($"{one.Location}/messages", new { text = "See file.", visibility, attachments = new[] { file["id"].GetGuid() } });

        // not said yet: to whoever brought it
        Assert.Equal((200, 404), (await SeenAsync(partner, said), await SeenAsync(customer, said)));
        Assert.Equal((200, 404), (await SeenAsync(customer, asked), await SeenAsync(partner, asked)));
        Assert.Equal("attachment.unknown", Why(await WriteAsync(partner, asked)));
        Assert.Equal((201, 201, 201), ((await WriteAsync(customer, asked)).Status, (await WriteAsync(partner, noted, "internal")).Status, (await WriteAsync(partner, said)).Status));
        Assert.Equal("attachment.unknown", Why(await WriteAsync(partner, said)));

        foreach (var (file, who, status) in new[] { (asked, customer, 200), (asked, partner, 200), (asked, vendor, 404), (noted, customer, 404), (noted, partner, 200), (noted, vendor, 404), (said, customer, 200), (said, partner, 200), (said, vendor, 404) })
            Assert.Equal((file["name"].GetString(), status), (file["name"].GetString(), await SeenAsync(who, file)));
        foreach (var stranger in new[] { await app.Seed.KeyAsync(Roles.CustomerAdministrator, app.Nordhaven), await app.Seed.KeyAsync(Roles.Partner, partnerId: await app.Seed.PartnerAsync("Stranger")) }) Assert.Equal(404, await SeenAsync(stranger, said));
        var other = await app.LucentiCustomer.OpenAsync();
        Assert.Equal(404, await SeenAsync(customer, said with { Location = said.Location!.Replace(one["id"].GetString()!, other["id"].GetString()!, StringComparison.Ordinal) }));
        var messages = (await app.LucentiCustomer.GetAsync($"{one.Location}/messages")).Body.GetRawText();
        Assert.Contains("asked.txt", messages);
        Assert.Contains("said.txt", messages);
        Assert.DoesNotContain("noted.txt", messages);
    }

    [Fact]
    public async Task A_private_cases_files_are_private()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", @private = true });
        Assert.Equal(404, (await app.UploadAsync(await app.Seed.KeyAsync(Roles.CustomerAdministrator, app.Nordhaven), one, "a.txt", "a"u8.ToArray())).Status);
    }

    [Fact]
    public async Task Messages_that_are_split_off_take_their_files_along_and_keep_them()
    {
        var one = await app.LucentiCustomer.OpenAsync();
        var (customer, partner) = (await app.Seed.KeyAsync(Roles.CustomerUser, app.Lucenti), await app.Seed.KeyAsync(Roles.Partner, partnerId: app.Meridian));
        var (seen, noted) = (await app.UploadAsync(customer, one, "seen.png", Png), await app.UploadAsync(partner, one, "noted.txt", "n"u8.ToArray()));
        var (asked, note) = (
            await new ApiClient(app.Client, customer).PostAsync($"{one.Location}/messages", new { text = "See.", attachments = new[] { seen["id"].GetGuid() } }),
            await new ApiClient(app.Client, partner).PostAsync($"{one.Location}/messages", new { text = "Noted.", visibility = "internal", attachments = new[] { noted["id"].GetGuid() } }));
        var messages = (await new ApiClient(app.Client, partner).GetAsync($"{one.Location}/messages"))["items"].EnumerateArray().Skip(1).Select(message => message.GetProperty("id").GetGuid()).ToArray();
        Assert.Equal((201, 201, 2), (asked.Status, note.Status, messages.Length));

        var own = await new ApiClient(app.Client, partner).PostAsync($"{one.Location}/splits", new { messageIds = messages, subject = "Another matter" });

        async Task<string[]> FilesAsync(string key, ApiAnswer of) => [.. (await new ApiClient(app.Client, key).GetAsync($"{of.Location}/messages"))["items"].EnumerateArray()
            .SelectMany(message => message.GetProperty("attachments").EnumerateArray(), (message, file) => $"{message.GetProperty("text").GetString()} {file.GetProperty("name").GetString()}")];
        foreach (var of in new[] { one, own })
        {
            Assert.Equal(["See. seen.png", "Noted. noted.txt"], await FilesAsync(partner, of));
            Assert.Equal(["See. seen.png"], await FilesAsync(customer, of));
        }
        var copy = (await new ApiClient(app.Client, customer).GetAsync($"{own.Location}/messages"))["items"][0].GetProperty("attachments")[0].GetProperty("id").GetGuid();
        using var client = app.Browser(customer);
        Assert.Equal(Png, await client.GetByteArrayAsync($"{own.Location}/attachments/{copy}", Stop));
        Assert.NotEqual(seen["id"].GetGuid(), copy);
    }

    private static async Task<FormAnswer> PostAsync(HttpClient browser, string path, Dictionary<string, string> fields, params (string Field, string Name, byte[] Content)[] files)
    {
        var html = await browser.GetStringAsync(path, Stop);
        using var form = new MultipartFormDataContent();
        fields["__RequestVerificationToken"] = html.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        foreach (var (field, name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/x-whatever");
            form.Add(part, field, name);
        }
        using var answer = await browser.PostAsync(path, form, Stop);
        return new(answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)), answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Forms_take_files_without_scripts_and_keep_what_was_typed_when_one_is_refused()
    {
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        Dictionary<string, string> Fields() => new() { ["_handler"] = "open", ["subject"] = "Picture is torn", ["text"] = "As on the photo, all of it.", ["severity"] = "p3" };

        var refused = await PostAsync(browser, "/cases/new", Fields(), ("files", "ok.png", Png), ("files", "bad.exe", [1]), ("files", "empty.txt", []));
        var opened = await PostAsync(browser, "/cases/new", Fields(), ("files", "photo.png", Png), ("files", "sip <b>.log", "INVITE"u8.ToArray()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        foreach (var shown in new[] { "As on the photo, all of it.", "bad.exe is a program", "empty.txt is empty", "Choose the files once more" }) Assert.Contains(shown, refused.Html);
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        var page = await browser.PageAsync(opened.Location!);
        foreach (var shown in new[] { "photo.png", "sip b.log", "1 KB" }) Assert.Contains(shown, page);

        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var version = await app.Seed.ScalarAsync<long>("select version from support_case where id = $1", Guid.Parse(opened.Location!.Split('/')[^1]));
        var noted = await PostAsync(agent, opened.Location!, new() { ["_handler"] = "act", ["act"] = "note", ["note.text"] = "Compare.", ["version"] = $"{version}" }, ("note.files", "internal.txt", "n"u8.ToArray()));
        var wrong = await PostAsync(agent, opened.Location!, new() { ["_handler"] = "act", ["act"] = "reply", ["reply.text"] = "Kept words.", ["version"] = $"{version}" }, ("reply.files", "x.bat", "n"u8.ToArray()));
        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.UnprocessableEntity), (noted.Status, wrong.Status));
        Assert.Contains("x.bat is a program", wrong.Html);
        Assert.Contains("Kept words.", wrong.Html);
        Assert.Contains("internal.txt", await agent.PageAsync(opened.Location!));
        Assert.DoesNotContain("internal.txt", await browser.PageAsync(opened.Location!));
    }

    [Fact]
    public async Task What_no_message_took_is_removed_after_a_day()
    {
        var one = await app.Customer.OpenAsync();
        var key = await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven);
        var (unused, used) = (await app.UploadAsync(key, one, "unused.txt", "a"u8.ToArray()), await app.UploadAsync(key, one, "used.txt", "a"u8.ToArray()));
        await new ApiClient(app.Client, key).PostAsync($"{one.Location}/messages", new { text = "Here.", attachments = new[] { used["id"].GetGuid() } });
        await app.Seed.ExecuteAsync("update case_file set uploaded_at = uploaded_at - interval '2 days' where case_id = $1", one["id"].GetGuid());

        await new UnusedFilesJob(app.Services.GetRequiredService<IServiceScopeFactory>(), app.Clock).RemoveAsync(Stop);

        Assert.Equal("used.txt", await app.Seed.ScalarAsync<string>("select string_agg(name, ',') from case_file where case_id = $1", one["id"].GetGuid()));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_file_piece where file_id = $1", unused["id"].GetGuid()));
    }
}
