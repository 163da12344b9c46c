using System.Text;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using static Backline.Server.Tests.Cases.Attachments.Uploads;

namespace Backline.Server.Tests.Cases.Attachments;

/// <summary>What is taken as a file of a case, and what is refused and why.</summary>
public sealed class TakenAttachmentTests(CaseApp app) : IClassFixture<CaseApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // by name: a runner writes out whatever it is handed, and one of these is 25 MB
    private static readonly Dictionary<string, (string Code, byte[] Content)> refused = new()
    {
        ["nothing.txt"] = ("attachment.empty", []),
        [""] = ("attachment.no-name", Png),
        ["../../etc/"] = ("attachment.no-name", Png),
        ["setup.exe"] = ("attachment.runs", [.. "MZ"u8, 0x90, 0, 3, 0]),
        ["setup.exe."] = ("attachment.runs", [.. "MZ"u8, 0x90, 0, 3, 0]),
        ["setup.txt"] = ("attachment.runs", [.. "MZ"u8, 0x90, 0, 3, 0]),
        ["photo.exe.png"] = ("attachment.runs", Png),
        ["photo\u202Egnp.exe"] = ("attachment.runs", Png),
        ["run.sh"] = ("attachment.runs", "echo"u8.ToArray()),
        ["run.txt"] = ("attachment.runs", "#!/bin/sh\nrm -rf /"u8.ToArray()),
        ["page.html"] = ("attachment.runs", "<p>"u8.ToArray()),
        ["page.txt"] = ("attachment.runs", "  <!DOCTYPE html><script>alert(1)</script>"u8.ToArray()),
        ["drawing.svg"] = ("attachment.runs", "<svg onload='alert(1)'/>"u8.ToArray()),
        ["drawing.xml"] = ("attachment.runs", "<svg onload='alert(1)'/>"u8.ToArray()),
        ["photo.jpg"] = ("attachment.mislabelled", Png),
        ["photo.png"] = ("attachment.not-that", "no picture at all"u8.ToArray()),
        ["report.pdf"] = ("attachment.mislabelled", Zip(("a.txt", "a"u8.ToArray()))),
        ["log.txt"] = ("attachment.mislabelled", "%PDF-1.7"u8.ToArray()),
        ["noise.txt"] = ("attachment.not-that", [1, 2, 3, 0, 5]),
        ["data.bin"] = ("attachment.unknown-type", [1, 2, 3, 0, 5]),
        ["all.7z"] = ("attachment.other-archive", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]),
        ["all.rar"] = ("attachment.other-archive", "Rar!\x1A\x07"u8.ToArray()),
        ["gif.gif"] = ("attachment.runs", "GIF89a/*<script>alert(1)</script>*/"u8.ToArray()),
        ["two.png"] = ("attachment.two-in-one", [.. Png, .. Zip(("a.txt", "a"u8.ToArray()))]),
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

        var answer = await app.UploadAsync(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven), one, name, content);

        Assert.Equal((name, code), (name, Why(answer)));
        Assert.DoesNotContain("attachment.", answer["errors"][0].GetProperty("detail").GetString());
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_file where case_id = $1", one["id"].GetGuid()));
    }

    private static readonly Dictionary<string, (string Name, string Type, byte[] Content)> taken = new()
    {
        ["photo.png"] = ("photo.png", "image/png", Png),
        ["C:\\Users\\me\\photo.PNG"] = ("photo.PNG", "image/png", Png),
        ["../../etc/passwd.txt"] = ("passwd.txt", "text/plain", "root"u8.ToArray()),
        ["báo cáo 보고서.log"] = ("báo cáo 보고서.log", "text/plain", Encoding.Unicode.GetPreamble()),
        ["logs.zip"] = ("logs.zip", "application/zip", Zip(("a/b.txt", "a"u8.ToArray()), ("report.docx", Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()))))),
        ["invoice\u202Efdp\u200B\n.txt"] = ("invoicefdp.txt", "text/plain", "x"u8.ToArray()),
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
        var key = await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven);

        var file = await app.UploadAsync(key, one, given, content);

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
    public void A_name_that_holds_no_character_at_all_is_a_name_all_the_same() => Assert.Equal("odd\uFFFDname.txt", AttachmentOperations.NameOf("odd\uFFFEname.txt"));

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task The_file_is_the_body_whatever_type_a_program_gives_it(string type)
    {
        var one = await app.Customer.OpenAsync();

        var file = await app.UploadAsync(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven), one, "log.txt", "a=b&c"u8.ToArray(), type);

        Assert.Equal((201, 5), (file.Status, file["bytes"].GetInt32()));
    }

    [Fact]
    public async Task A_body_that_breaks_off_keeps_nothing()
    {
        var one = await app.Customer.OpenAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, Stop);
        var head = $"POST {one.Location}/attachments?fileName=a.txt HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: Bearer {await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven)}\r\nContent-Length: 1000\r\n\r\nonly this";
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Stop);
        socket.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Stop);

        Assert.DoesNotContain("201", answer.Split('\n')[0]);
        Assert.DoesNotContain(" 500", answer.Split('\n')[0]);
        Assert.Equal(0L, await app.Seed.ScalarAsync<long>("select count(*) from case_file where case_id = $1", one["id"].GetGuid()));
    }
}
