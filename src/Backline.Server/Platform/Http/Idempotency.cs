using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Backline.Server.Platform.Http;

/// <summary>
/// A POST that creates or charges is answered once per Idempotency-Key for 48 hours: the answer is stored in the transaction of the effect, and a
/// repeated request gets the same one. The row itself is the lock, so that two at once cannot both act. Answers may hold what is told once (a link, a
/// key), so they are sealed.
/// </summary>
internal sealed class IdempotencyFilter(bool required) : IEndpointFilter
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var stop = http.RequestAborted;
        var texts = http.RequestServices.GetRequiredService<ProblemTexts>();
        if (http.Request.Headers["Idempotency-Key"] is not [{ } key])
            return required ? Problems.Result(http, 400, "idempotency.required", texts["idempotency.required"]) : await next(context);
        if (key.Length is 0 or > 255 || !System.Text.Ascii.IsValid(key)) return Problems.Result(http, 400, "idempotency.key-invalid", texts["idempotency.key-invalid"]);

        var session = http.RequestServices.GetRequiredService<Session>();
        var owner = OwnerOf(session);
        var hash = await RequestHash.OfAsync(http.Request, stop);
        await session.ExecuteAsync("select set_config('backline.asker', $1, true), set_config('lock_timeout', '2s', true)", stop, owner);
        int inserted;
        try
        {
            // a second request with the key waits here for the first one's commit
            inserted = await session.ExecuteAsync(
                "insert into idempotency_key (owner, key, request_hash, status, body, created_at) values ($1, $2, $3, 0, '', $4) on conflict do nothing",
                stop, owner, key, hash, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return Problems.Result(http, 409, "idempotency.in-progress", texts["idempotency.in-progress"]);
        }
        if (inserted == 0) return await ReplayAsync(http, session, owner, key, hash, texts, stop);

        await session.ExecuteAsync("set local lock_timeout = 0", stop);
        session.DeferCommit();
        return new KeptAnswer(await next(context), session, owner, key);
    }

    private static async Task<IResult> ReplayAsync(HttpContext http, Session session, string owner, string key, byte[] hash, ProblemTexts texts, CancellationToken stop)
    {
        var kept = await session.FirstAsync("select request_hash, status, content_type, location, etag, body from idempotency_key where owner = $1 and key = $2",
            row => new { Hash = row.GetFieldValue<byte[]>(0), Status = row.GetInt32(1), Type = row.Text(2), Location = row.Text(3), Etag = row.Text(4), Body = row.GetFieldValue<byte[]>(5) }, stop, owner, key);
        if (kept is null) return Problems.Result(http, 409, "idempotency.in-progress", texts["idempotency.in-progress"]);
        if (!kept.Hash.AsSpan().SequenceEqual(hash)) return Problems.Result(http, 422, "idempotency.key-reused", texts["idempotency.key-reused"]);
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (kept.Location is not null) http.Response.Headers.Location = kept.Location;
        if (kept.Etag is not null) http.Response.Headers.ETag = kept.Etag;
        http.Response.StatusCode = kept.Status;
        return TypedResults.Bytes(Seal(http).Unprotect(kept.Body), kept.Type);
    }

    /// <summary>Whose the kept answers are.</summary>
    public static string OwnerOf(Session session) => session.Reader is { PersonId: { } person } ? person.ToString() : session.Reader.Name;

    public static IDataProtector Seal(HttpContext http) => http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("idempotency");

    /// <summary>Writes the answer aside, keeps it, commits, and only then lets it go out. An answer that is an error keeps nothing: the key stays free.</summary>
    private sealed class KeptAnswer(object? answer, Session session, string owner, string key) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var stop = httpContext.RequestAborted;
            var wire = httpContext.Response.Body;
            await using var aside = new MemoryStream();
            httpContext.Response.Body = aside;
            try
            {
                await (answer as IResult ?? TypedResults.Ok(answer)).ExecuteAsync(httpContext);
                await httpContext.Response.BodyWriter.FlushAsync(stop);
            }
            finally
            {
                httpContext.Response.Body = wire;
            }
            if (httpContext.Response.StatusCode < 300)
            {
                await session.ExecuteAsync("update idempotency_key set status = $3, content_type = $4, location = $5, etag = $6, body = $7 where owner = $1 and key = $2", stop,
                    owner, key, httpContext.Response.StatusCode, httpContext.Response.ContentType,
                    httpContext.Response.Headers.Location.ToString() is { Length: > 0 } location ? location : null,
                    httpContext.Response.Headers.ETag.ToString() is { Length: > 0 } etag ? etag : null, Seal(httpContext).Protect(aside.ToArray()));
                await session.CommitAsync(stop);
            }
            aside.Position = 0;
            await aside.CopyToAsync(wire, stop);
        }
    }
}

public static class Idempotency
{
    /// <summary>The POST honours an Idempotency-Key; with <paramref name="required"/> it is refused without one.</summary>
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder builder, bool required = false) => builder.AddEndpointFilter(new IdempotencyFilter(required)).WithMetadata(new KeyedRequest(required));

    /// <summary>Requests with a key are read twice, by the handler and for the key's hash: the body is buffered before either, beyond 30 KB in a temporary file.</summary>
    public static IApplicationBuilder UseBufferedBodies(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Request.Headers.ContainsKey("Idempotency-Key")) http.Request.EnableBuffering();
        return next(http);
    });
}
