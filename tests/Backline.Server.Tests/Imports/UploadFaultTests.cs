using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backline.Server.Features.Imports.Reading;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Backline.Server.Tests.Imports;

/// <summary>Uploads that are not what they say, and the limit that is stated.</summary>
public class UploadFaultTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("multipart/form-data; boundary=\"", "x")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nX-Long: {long}\r\n\r\nx\r\n--b--\r\n")]
    public async Task A_form_that_is_none_is_malformed_not_too_large(string type, string body)
    {
        var customer = await programme.CustomerAsync();
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body.Replace("{long}", new('a', 30_000), StringComparison.Ordinal)));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await customer.Client.PostAsync("/api/v1/imports", content, Stop);

        Assert.Equal((HttpStatusCode.BadRequest, "input.malformed"), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_limit_that_is_stated_is_the_limit()
    {
        const long most = 400;
        Assert.Equal(most, InventoryLimits.Standard.MegaBytes);
        var customer = await programme.CustomerAsync();
        Assert.Contains($"up to {most} MB", await customer.Client.GetStringAsync("/openapi/v1.json", Stop), StringComparison.Ordinal);
        Assert.Contains($"up to {most} MB", await customer.Client.GetStringAsync("/imports/new", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 408 << 20, "400 MB")]
    [InlineData(false, 30_000_000, "28 MB")]
    [InlineData(false, 256 << 10, "256 kB")]
    public void A_body_too_large_names_what_its_address_takes(bool upload, long allowed, string most)
    {
        var http = new DefaultHttpContext();
        var endpoint = new Endpoint(null, new(upload ? [new FileUpload("", InventoryLimits.Standard.MegaBytes, [])] : []), null);
        http.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Endpoint = endpoint });
        http.Features.Set<IHttpMaxRequestBodySizeFeature>(new BodySize { MaxRequestBodySize = allowed });

        Assert.Equal(most, Problems.MostOf(http));
    }

    private sealed class BodySize : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;
        public long? MaxRequestBodySize { get; set; }
    }
}
