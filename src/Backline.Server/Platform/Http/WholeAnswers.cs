using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.AspNetCore.WebUtilities;

namespace Backline.Server.Platform.Http;

internal static class WholeAnswers
{
    // a page of a list fits, an export does not
    private const int InMemory = 256 * 1024;

    /// <summary>
    /// An answer is made whole, beyond 256 KB in a temporary file, and the database let go before any of it is sent: whoever reads it may be as slow as
    /// they like without keeping anybody else from a connection. A <see cref="GrowingAnswer"/> is sent while it is made, with the same effect. Stands right
    /// after UseRouting.
    /// </summary>
    public static IApplicationBuilder UseWholeAnswers(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.GetEndpoint()?.Metadata is { } told && (told.GetMetadata<StaticAssetDescriptor>() is not null || told.GetMetadata<Live.EndlessAnswer>() is not null))
        {
            await next(http);
            return;
        }
        var wire = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var answer = new FileBufferingWriteStream(InMemory);
        await using var growing = new GrowingAnswer(wire, http.RequestAborted);
        http.Features.Set(growing);
        http.Response.Body = new Open(answer);
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(wire);
        }
        await http.RequestServices.GetRequiredService<Session>().RollbackAsync();
        if (growing.HasBegun)
        {
            await growing.EndAsync();
            return;
        }
        if (!http.Response.HasStarted && answer.Length > 0) http.Response.ContentLength = answer.Length;
        await answer.DrainBufferAsync(http.Response.Body, http.RequestAborted);
    });

    /// <summary>As the server's own body: a writer that closes it ends nothing.</summary>
    private sealed class Open(Stream answer) : OneWayStream
    {
        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count) => answer.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => answer.WriteAsync(buffer, cancellationToken);
    }
}
