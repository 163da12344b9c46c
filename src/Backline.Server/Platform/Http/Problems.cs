using System.Diagnostics;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Backline.Server.Platform.Http;

/// <summary>The only place where an exception becomes an HTTP answer. Pages get the error page with the same text; everything else RFC 9457.</summary>
internal sealed class Problems(ProblemTexts texts) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        var (status, code, text, errors) = Of(exception);
        if (status == 503) http.Response.Headers.RetryAfter = "5";
        http.Response.StatusCode = status;
        if (!http.IsForMachines) return false;
        await Result(http, status, code, text, errors).ExecuteAsync(http);
        return true;
    }

    public static IResult Result(HttpContext http, int status, string code, string text, IReadOnlyList<object>? errors = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code, ["requestId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier };
        if (errors is not null) extensions["errors"] = errors;
        return TypedResults.Problem(text, statusCode: status, type: $"{http.Request.PathBase}/docs/problems#{code}", extensions: extensions);
    }

    public (int Status, string Code, string Text, IReadOnlyList<object>? Errors) Of(Exception exception) => exception switch
    {
        RefusedException refused => (409, refused.Refusal.Code, texts.Of(refused.Refusal), null),
        NotFoundException => (404, "not-found", texts["not-found"], null),
        InvalidInputException input => (400, "input.invalid", texts["input.invalid"], [.. input.Errors.Select(e => new { pointer = e.Pointer, code = e.Code, detail = texts[e.Code, e.Args] })]),
        StaleVersionException => (412, "precondition-failed", texts["precondition-failed"], null),
        PreconditionRequiredException => (428, "precondition-required", texts["precondition-required"], null),
        DbUpdateConcurrencyException => (412, "changed-meanwhile", texts["changed-meanwhile"], null),
        BadHttpRequestException { StatusCode: 413 } => (413, "payload-too-large", texts["payload-too-large", 200], null),
        BadHttpRequestException bad => (bad.StatusCode, "input.malformed", texts["input.malformed"], null),
        _ when IsDatabaseAway(exception) => (503, "database-away", texts["database-away"], null),
        _ => (500, "internal", texts["internal"], null),
    };

    /// <summary>The connection failed, was cut off (class 08, 57P) or the server is starting: worth another try, and nothing was committed.</summary>
    public static bool IsDatabaseAway(Exception exception) =>
        exception is PostgresException { SqlState: ['0', '8', ..] or ['5', '7', 'P', ..] }
        || exception is NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException or TimeoutException }
        || (exception.InnerException is { } inner && IsDatabaseAway(inner));
}

public static class Machines
{
    extension(HttpContext http)
    {
        /// <summary>The caller reads JSON, not pages.</summary>
        public bool IsForMachines => http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/openapi") || http.Request.Path.StartsWithSegments("/health");
    }
}
