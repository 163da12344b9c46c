using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Backline.Server.Tests.Imports;

/// <summary>An upload with an Idempotency-Key: handed in once, however often it is sent.</summary>
public class UploadOnceTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private const string File = "Serial Number,Model\nONCE000001,CCX 500\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static HttpContent Raw(string text) => new ByteArrayContent(Encoding.UTF8.GetBytes(text));

    // each form draws a boundary of its own, as clients do when they send again
    private static MultipartFormDataContent Form(string text) => new() { { new StringContent("nothing"), "covers" }, { Raw(text), "file", "inventory.csv" } };

    private static HttpContent Content(string kind, string text) => kind == "form" ? Form(text) : Raw(text);

    private static async Task<HttpResponseMessage> SendAsync(Customer customer, HttpContent content, string key)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports?fileName=inventory.csv") { Content = content };
        message.Headers.Add("Idempotency-Key", key);
        return await customer.Client.SendAsync(message, Stop);
    }

    private static Task<long> ImportsAsync(Customer customer) => customer.Seed.ScalarAsync<long>("select count(*) from import where account_id = $1", customer.Account)!;

    [Theory]
    [InlineData("raw")]
    [InlineData("form")]
    public async Task The_same_file_under_the_same_key_is_one_import(string kind)
    {
        var customer = await programme.CustomerAsync();

        using var first = await SendAsync(customer, Content(kind, File), "once");
        using var again = await SendAsync(customer, Content(kind, File), "once");

        var body = await first.Content.ReadAsStringAsync(Stop);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, again.StatusCode));
        Assert.Equal((body, first.Headers.Location, 1L), (await again.Content.ReadAsStringAsync(Stop), again.Headers.Location, await ImportsAsync(customer)));
        var import = await customer.SettledAsync(JsonDocument.Parse(body).RootElement.GetProperty("id").GetGuid());
        Assert.Equal("1 0 0 0 0 0", Customer.Counts(import));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("form")]
    public async Task Another_file_under_the_same_key_is_refused(string kind)
    {
        var customer = await programme.CustomerAsync();
        using var first = await SendAsync(customer, Content(kind, File), "other");

        using var other = await SendAsync(customer, Content(kind, File + "ONCE000002,CCX 500\n"), "other");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency.key-reused"), (other.StatusCode, (await other.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString()));
        Assert.Equal(1L, await ImportsAsync(customer));
    }

    [Fact]
    public async Task Sent_eight_times_at_once_it_is_one_import()
    {
        var customer = await programme.CustomerAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(customer, Raw(File), "at-once")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Equal(1L, await ImportsAsync(customer));
    }

    [Fact]
    public async Task A_file_too_large_for_memory_keeps_every_byte()
    {
        var customer = await programme.CustomerAsync();
        var rows = new StringBuilder("Serial Number,Model,Device Name\n");
        for (var i = 0; i < 20_000; i++) rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"LARGE{i:D6},CCX 500,{new string('n', 60)}\n");

        using var answer = await SendAsync(customer, Raw(rows.ToString()), "large");

        Assert.Equal((long)rows.Length, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task A_refused_upload_leaves_the_key_free()
    {
        var customer = await programme.CustomerAsync();
        using var empty = await SendAsync(customer, Raw(""), "free");

        using var file = await SendAsync(customer, Raw(File), "free");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Created), (empty.StatusCode, file.StatusCode));
    }

    [Theory]
    [InlineData("more.csv")]
    [InlineData("inventory.csv")]
    public async Task Of_two_files_in_one_form_neither_is_kept(string second)
    {
        var customer = await programme.CustomerAsync();
        using var form = Form(File);
        form.Add(Raw(File), "file", second);

        using var answer = await SendAsync(customer, form, "two");

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single(body.GetProperty("errors").EnumerateArray());
        Assert.Equal(("/file", "input.one-file-only"), (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains(second, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0L, await ImportsAsync(customer));
        Assert.Equal(0L, await customer.Seed.ScalarAsync<long>("select count(*) from stored_file where account_id = $1", customer.Account));
    }
}
