using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Cases.Attachments;

/// <summary>Files of cases: what is taken, who sees it, and how it goes out.</summary>
public sealed class AttachmentTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static readonly byte[] png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0];
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return bytes.ToArray();
    }

    private static async Task<ApiAnswer> AnswerAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        return new((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default, null, answer.Headers.Location?.ToString());
    }

    private async Task<ApiAnswer> UploadAsync(string key, ApiAnswer one, string name, byte[] content)
    {
        using var client = app.Browser(key);
        using var body = new ByteArrayContent(content);
        using var answer = await client.PostAsync($"{one.Location}/attachments?fileName={Uri.EscapeDataString(name)}", body, Stop);
        return await AnswerAsync(answer);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task The_file_is_the_body_whatever_type_a_program_gives_it(string type)
    {
        var one = await app.Customer.OpenAsync();
        using var client = app.Browser(await KeyAsync(Roles.CustomerUser, app.Nordhaven));
        using var body = new ByteArrayContent("a=b&c"u8.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var answer = await client.PostAsync($"{one.Location}/attachments?fileName=log.txt", body, Stop);

        Assert.Equal((201, 5), ((int)answer.StatusCode, (await AnswerAsync(answer))["bytes"].GetInt32()));
    }

    private static string? Why(ApiAnswer answer) => answer.Status == 400 ? answer["errors"][0].GetProperty("code").GetString() : answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Task<string> KeyAsync(string role, Guid? account = null, Guid? partner = null) => app.Seed.KeyAsync(role, account, partner);

    // by name: a runner writes out whatever it is handed, and one of these is 25 MB
    private static readonly Dictionary<string, (string Code, byte[] Content)> refused = new()
    {
        ["nothing.txt"] = ("attachment.empty", []),
        [""] = ("attachment.no-name", png),
        ["../../etc/"] = ("attachment.no-name", png),
        ["setup.exe"] = ("attachment.runs", [.. "MZ"u8, 0x90, 0, 3, 0]),
        ["setup.exe."] = ("attachment.runs", [.. "MZ"u8, 0x90, 0, 3, 0]),
        ["setup.txt"] = ("attachment.runs", [.. "MZ"u8, 0x90, 0, 3, 0]),
        ["photo.exe.png"] = ("attachment.runs", png),
        ["photo\u202Egnp.exe"] = ("attachment.runs", png),
        ["run.sh"] = ("attachment.runs", "echo"u8.ToArray()),
        ["run.txt"] = ("attachment.runs", "#!/bin/sh\nrm -rf /"u8.ToArray()),
        ["page.html"] = ("attachment.runs", "<p>"u8.ToArray()),
        ["page.txt"] = ("attachment.runs", "  <!DOCTYPE html><script>alert(1)</script>"u8.ToArray()),
        ["drawing.svg"] = ("attachment.runs", "<svg onload='alert(1)'/>"u8.ToArray()),
        ["drawing.xml"] = ("attachment.runs", "<svg onload='alert(1)'/>"u8.ToArray()),
        ["photo.jpg"] = ("attachment.mislabelled", png),
        ["photo.png"] = ("attachment.not-that", "no picture at all"u8.ToArray()),
        ["report.pdf"] = ("attachment.mislabelled", Zip(("a.txt", "a"u8.ToArray()))),
        ["log.txt"] = ("attachment.mislabelled", "%PDF-1.7"u8.ToArray()),
        ["noise.txt"] = ("attachment.not-that", [1, 2, 3, 0, 5]),
        ["data.bin"] = ("attachment.unknown-type", [1, 2, 3, 0, 5]),
        ["all.7z"] = ("attachment.other-archive", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]),
        ["all.rar"] = ("attachment.other-archive", "Rar!\x1A\x07"u8.ToArray()),
        ["gif.gif"] = ("attachment.runs", "GIF89a/*<script>alert(1)</script>*/"u8.ToArray()),
        ["two.png"] = ("attachment.two-in-one", [.. png, .. Zip(("a.txt", "a"u8.ToArray()))]),
        ["nested.zip"] = ("attachment.archive-nested", Zip(("inner.zip", Zip(("a.txt", "a"u8.ToArray()))))),
        ["hidden.zip"] = ("attachment.archive-nested", Zip(("inner.txt", Zip(("a.txt", "a"u8.ToArray()))))),
        ["program.zip"] = ("attachment.archive-runs", Zip(("a.txt", "a"u8.ToArray()), ("dir/setup.exe", "x"u8.ToArray()))),
        ["program2.zip"] = ("attachment.archive-runs", Zip(("a.txt", [.. "MZ"u8, 0x90, 0, 3, 0]))),
        ["path.zip"] = ("attachment.archive-path", Zip(("../../etc/passwd", "x"u8.ToArray()))),
        ["bomb.zip"] = ("attachment.archive-large", Zip(("zeros.log", new byte[30 << 20]))),
        ["many.zip"] = ("attachment.archive-large", Zip([.. Enumerable.Range(0, 1100).Select(number => ($"{number}.txt", "x"u8.ToArray()))])),
        ["cut.zip"] = ("attachment.archive-broken", Zip(("a.txt", "abc"u8.ToArray()))[..30]),
        ["bomb.log.gz"] = ("attachment.archive-large", Gzip(new byte[30 << 20])),
        ["inner.zip.gz"] = ("attachment.archive-nested", Gzip("x"u8.ToArray())),
        ["inner.gz"] = ("attachment.archive-nested", Gzip(Gzip("x"u8.ToArray()))),
        ["macro.docx"] = ("attachment.runs", Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("word/vbaProject.bin", "x"u8.ToArray()))),
        ["no.docx"] = ("attachment.mislabelled", Zip(("a.txt", "x"u8.ToArray()))),
        ["large.log"] = ("attachment.too-large", [.. Enumerable.Repeat((byte)'x', (25 << 20) + 1)]),
    };

    public static TheoryData<string> Refused() => [.. refused.Keys];

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_not_taken_is_named_with_what_helps(string name)
    {
        var (code, content) = refused[name];
        var one = await app.Customer.OpenAsync();

        var answer = await UploadAsync(await KeyAsync(Roles.CustomerUser, app.Nordhaven), one, name, content);

        Assert.Equal((name, code), (name, Why(answer)));
        Assert.DoesNotContain("attachment.", answer["errors"][0].GetProperty("detail").GetString());
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_file where case_id = $1", one["id"].GetGuid()));
    }

    private static readonly Dictionary<string, (string Name, string Type, byte[] Content)> taken = new()
    {
        ["photo.png"] = ("photo.png", "image/png", png),
        ["C:\\Users\\me\\photo.PNG"] = ("photo.PNG", "image/png", png),
        ["../../etc/passwd.txt"] = ("passwd.txt", "text/plain", "root"u8.ToArray()),
        ["báo cáo 보고서.log"] = ("báo cáo 보고서.log", "text/plain", Encoding.Unicode.GetPreamble()),
        ["logs.zip"] = ("logs.zip", "application/zip", Zip(("a/b.txt", "a"u8.ToArray()), ("report.docx", Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()))))),
        ["report.docx"] = ("report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()))),
        ["sip.log.gz"] = ("sip.log.gz", "application/gzip", Gzip("INVITE"u8.ToArray())),
        ["big.log"] = ("big.log", "text/plain", [.. Enumerable.Range(0, 3 << 20).Select(number => (byte)('a' + number % 23))]),
    };

    public static TheoryData<string> Taken() => [.. taken.Keys];

    [Theory, MemberData(nameof(Taken))]
    public async Task What_is_taken_comes_back_as_it_was_and_is_never_run(string given)
    {
        var (name, type, content) = taken[given];
        var one = await app.Customer.OpenAsync();
        var key = await KeyAsync(Roles.CustomerUser, app.Nordhaven);

        var file = await UploadAsync(key, one, given, content);

        Assert.Equal((201, name, type, (long)content.Length), (file.Status, file["name"].GetString(), file["mediaType"].GetString(), file["bytes"].GetInt64()));
        using var client = app.Browser(key);
        foreach (var path in new[] { file.Location!, file.Location!.Replace("/api/v1", "", StringComparison.Ordinal) })
        {
            using var answer = await client.GetAsync(path, Stop);
            Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(Stop));
            var shown = type.StartsWith("image", StringComparison.Ordinal) && !path.StartsWith("/api", StringComparison.Ordinal);
            Assert.Equal((shown ? "inline" : "attachment", shown ? type : "application/octet-stream"), (answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType));
            Assert.Equal(("nosniff", true), (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Content-Security-Policy").Single().Contains("sandbox", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_file_is_as_visible_as_its_message()
    {
        var one = await app.LucentiCustomer.OpenAsync();
        var (customer, partner, vendor) = (await KeyAsync(Roles.CustomerUser, app.Lucenti), await KeyAsync(Roles.Partner, partner: app.Meridian), await app.Seed.VendorKeyAsync());
        var (asked, noted, said) = (await UploadAsync(customer, one, "asked.txt", "a"u8.ToArray()), await UploadAsync(partner, one, "noted.txt", "n"u8.ToArray()), await UploadAsync(partner, one, "said.txt", "s"u8.ToArray()));
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
        foreach (var stranger in new[] { await KeyAsync(Roles.CustomerAdministrator, app.Nordhaven), await KeyAsync(Roles.Partner, partner: await app.Seed.PartnerAsync("Stranger")) }) Assert.Equal(404, await SeenAsync(stranger, said));
        var other = await app.LucentiCustomer.OpenAsync();
        Assert.Equal(404, await SeenAsync(customer, said with { Location = said.Location!.Replace(one["id"].GetString()!, other["id"].GetString()!, StringComparison.Ordinal) }));
        var messages = (await app.LucentiCustomer.GetAsync($"{one.Location}/messages")).Body.GetRawText();
        Assert.Contains("asked.txt", messages);
        Assert.Contains("said.txt", messages);
        Assert.DoesNotContain("noted.txt", messages);
    }

    [Fact]
    public async Task Messages_that_are_split_off_take_their_files_along_and_keep_them()
    {
        var one = await app.LucentiCustomer.OpenAsync();
        var (customer, partner) = (await KeyAsync(Roles.CustomerUser, app.Lucenti), await KeyAsync(Roles.Partner, partner: app.Meridian));
        var (seen, noted) = (await UploadAsync(customer, one, "seen.png", png), await UploadAsync(partner, one, "noted.txt", "n"u8.ToArray()));
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
        Assert.Equal(png, await client.GetByteArrayAsync($"{own.Location}/attachments/{copy}", Stop));
        Assert.NotEqual(seen["id"].GetGuid(), copy);
    }

    [Fact]
    public async Task A_private_cases_files_are_private()
    {
        var one = await app.Customer.OpenAsync(new { subject = "x", text = "y", @private = true });
        Assert.Equal(404, (await UploadAsync(await KeyAsync(Roles.CustomerAdministrator, app.Nordhaven), one, "a.txt", "a"u8.ToArray())).Status);
    }

    [Fact]
    public async Task A_body_that_breaks_off_keeps_nothing()
    {
        var one = await app.Customer.OpenAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, Stop);
        var head = $"POST {one.Location}/attachments?fileName=a.txt HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: Bearer {await KeyAsync(Roles.CustomerUser, app.Nordhaven)}\r\nContent-Length: 1000\r\n\r\nonly this";
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);
        socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Stop);

        Assert.DoesNotContain("201", answer.Split('\n')[0]);
        Assert.DoesNotContain(" 500", answer.Split('\n')[0]);
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_file where case_id = $1", one["id"].GetGuid()));
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
        using var browser = app.Browser(await KeyAsync(Roles.CustomerUser, app.Nordhaven));
        Dictionary<string, string> Fields() => new() { ["_handler"] = "open", ["subject"] = "Picture is torn", ["text"] = "As on the photo, all of it.", ["severity"] = "p3" };

        var refused = await PostAsync(browser, "/cases/new", Fields(), ("files", "ok.png", png), ("files", "bad.exe", [1]), ("files", "empty.txt", []));
        var opened = await PostAsync(browser, "/cases/new", Fields(), ("files", "photo.png", png), ("files", "sip <b>.log", "INVITE"u8.ToArray()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        foreach (var shown in new[] { "As on the photo, all of it.", "bad.exe is a program", "empty.txt is empty", "Choose the files once more" }) Assert.Contains(shown, refused.Html);
        Assert.Equal(HttpStatusCode.Found, opened.Status);
        var page = await browser.PageAsync(opened.Location!);
        foreach (var shown in new[] { "photo.png", "sip b.log", "1 KB" }) Assert.Contains(shown, page);

        using var agent = app.Browser(await KeyAsync(Roles.SupportAgent));
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
        var key = await KeyAsync(Roles.CustomerUser, app.Nordhaven);
        var (unused, used) = (await UploadAsync(key, one, "unused.txt", "a"u8.ToArray()), await UploadAsync(key, one, "used.txt", "a"u8.ToArray()));
        await new ApiClient(app.Client, key).PostAsync($"{one.Location}/messages", new { text = "Here.", attachments = new[] { used["id"].GetGuid() } });
        await app.Seed.ExecuteAsync("update case_file set uploaded_at = uploaded_at - interval '2 days' where case_id = $1", one["id"].GetGuid());

        await new UnusedFilesJob(app.Services.GetRequiredService<IServiceScopeFactory>(), app.Clock).RemoveAsync(Stop);

        Assert.Equal("used.txt", await app.Seed.ScalarAsync<string>("select string_agg(name, ',') from case_file where case_id = $1", one["id"].GetGuid()));
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_file_piece where file_id = $1", unused["id"].GetGuid()));
    }
}
