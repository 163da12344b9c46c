using System.Diagnostics;
using System.Text;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Backline.Server.Platform.Http;

/// <summary>The only place where an exception becomes an HTTP answer. Pages get the error page with the same text; everything else RFC 9457.</summary>
internal sealed partial class Problems(ProblemTexts texts) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        var (status, code, text, errors) = Of(exception);
        if (status == 413) text = texts[code, MostOf(http)];
        if (status == 503 || exception is NotYetException) http.Response.Headers.RetryAfter = NotYetException.AskAgainAfterSeconds;
        http.Response.StatusCode = status;
        // by now the path is that of the error page
        if (http.Features.Get<IExceptionHandlerPathFeature>() is { } asked && !Machines.Owns(asked.Path)) return false;
        await Result(http, status, code, text, errors).ExecuteAsync(http);
        return true;
    }

    public static IResult Result(HttpContext http, int status, string code, string text, IReadOnlyList<object>? errors = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code, ["requestId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier };
        if (errors is not null) extensions["errors"] = errors;
        return TypedResults.Problem(text, statusCode: status, type: $"{http.Request.PathBase}/docs/problems#{code}", extensions: extensions);
    }

    public (int Status, string Code, string Text, IReadOnlyList<object>? Errors) Of(Exception exception) => (StatusOf(exception), CodeOf(exception), TextOf(exception), ErrorsOf(exception));

    public static int StatusOf(Exception exception) => exception switch
    {
        RefusedException { Refusal.Forbids: true } => 403,
        RefusedException or NotYetException => 409,
        NotFoundException => 404,
        InvalidInputException or UnreadableFormException => 400,
        StaleVersionException or DbUpdateConcurrencyException => 412,
        _ when IsDoneMeanwhile(exception) => 409,
        PreconditionRequiredException => 428,
        BadHttpRequestException bad => bad.StatusCode,
        _ when IsUnstorableText(exception) => 400,
        _ => IsDatabaseAway(exception) ? 503 : 500,
    };

    /// <summary>
    /// Whether a failure is told, so that the framework need not: a refusal is an answer, not a fault of ours, and a database that is away is one line, for there
    /// are as many of it as there are requests.
    /// </summary>
    public static bool IsTold(ExceptionHandlerSuppressDiagnosticsContext failed)
    {
        if (StatusOf(failed.Exception) < 500) return true;
        if (!IsDatabaseAway(failed.Exception)) return false;
        var (request, log) = (failed.HttpContext.Request, failed.HttpContext.RequestServices.GetRequiredService<ILogger<Problems>>());
        LogDatabaseAway(log, request.Method, failed.HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? request.Path, failed.Exception.GetBaseException().Message);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path} is answered with 503, for the database is away: {Why}")]
    private static partial void LogDatabaseAway(ILogger log, string method, string path, string why);

    private static string CodeOf(Exception exception) => exception switch
    {
        RefusedException refused => refused.Refusal.Code,
        NotYetException later => later.Refusal.Code,
        NotFoundException => "not-found",
        InvalidInputException => "input.invalid",
        UnreadableFormException form => form.Code,
        StaleVersionException or DbUpdateConcurrencyException => "precondition-failed",
        _ when IsDoneMeanwhile(exception) => "done-meanwhile",
        PreconditionRequiredException => "precondition-required",
        BadHttpRequestException { StatusCode: 413 } => "payload-too-large",
        BadHttpRequestException => "input.malformed",
        _ when IsUnstorableText(exception) => "input.control-characters",
        _ when IsDatabaseFull(exception) => "database-full",
        _ => IsDatabaseAway(exception) ? "database-away" : "internal",
    };

    /// <summary>What a person reads, on a page or in "detail".</summary>
    public string TextOf(Exception exception) => exception switch
    {
        RefusedException refused => texts.Of(refused.Refusal),
        NotYetException later => texts.Of(later.Refusal),
        BadHttpRequestException { StatusCode: 413 } => texts["payload-too-large", Size(DefaultBytes)],
        NotFoundException { Pointer: not null } named => texts[NotFoundNamed, named.Id],
        _ => texts[CodeOf(exception)],
    };

    // Kestrel's own, where nothing else is said
    private const long DefaultBytes = 28 << 20;

    /// <summary>What the address that was asked takes: a file, or what a body may have there, as "256 kB".</summary>
    public static string MostOf(HttpContext http) => Size(
        (http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint())?.Metadata.GetMetadata<FileUpload>()?.MegaBytes << 20
        ?? http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? DefaultBytes);

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{bytes >> 10} kB" : $"{bytes >> 20} MB";

    // whoever has so many wrong mends them by the first ones
    private const int MostErrors = 100;

    private object[]? ErrorsOf(Exception exception) => Named(exception) is { } errors ? [.. errors.Take(MostErrors).Select(error => new { pointer = error.Pointer, code = error.Code, detail = texts[error.Code, error.Args] })] : null;

    private static IReadOnlyList<InputError>? Named(Exception exception) => exception switch
    {
        InvalidInputException input => input.Errors,
        RefusedException { Refusal: { Field: { } field } refusal } => [new("/" + field, refusal.Code, refusal.Args)],
        NotFoundException { Pointer: { } pointer } named => [new(pointer, NotFoundNamed, named.Id)],
        _ => null,
    };

    private const string NotFoundNamed = "input.not-found";

    /// <summary>Every value that can't be used, and why; for a page.</summary>
    public IReadOnlyList<(string Field, string Text)> Faults(Exception exception) => exception is InvalidInputException input
        ? [.. input.Errors.Select(error => (error.Pointer.TrimStart('/'), texts[error.Code, error.Args]))]
        : [];

    /// <summary>Two did the same at once, and the database kept the first.</summary>
    public static bool IsDoneMeanwhile(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } || (exception.InnerException is { } inner && IsDoneMeanwhile(inner));

    /// <summary>Text with the character U+0000, or half of a surrogate pair: no database keeps it (class 22).</summary>
    private static bool IsUnstorableText(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } or EncoderFallbackException
        || (exception.InnerException is { } inner && IsUnstorableText(inner));

    /// <summary>This is the page that says so: it is written without asking the database anything.</summary>
    public static bool TellsDatabaseAway(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>() is { } failed && IsDatabaseAway(failed.Error);

    /// <summary>The connection failed, was cut off (class 08, 57P) or the server is starting: worth another try, and nothing was committed.</summary>
    public static bool IsDatabaseAway(Exception exception) =>
        exception is PostgresException { SqlState: ['0', '8', ..] or ['5', '7', 'P', ..] }
        || exception is NpgsqlException { InnerException: null } && exception.Message.Contains("SSL negotiation", StringComparison.Ordinal)    // it died between the greeting and the answer
        || exception is NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException or TimeoutException }
        || (exception.InnerException is { } inner && IsDatabaseAway(inner));

    /// <summary>There, but with no room for what was to be kept. What reads still works.</summary>
    public static bool IsDatabaseFull(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.DiskFull } || (exception.InnerException is { } inner && IsDatabaseFull(inner));
}

public static class Machines
{
    extension(HttpContext http)
    {
        /// <summary>The caller reads JSON, not pages.</summary>
        public bool IsForMachines => Owns(http.Request.Path);
    }

    internal static bool Owns(PathString path) => path.StartsWithSegments("/api") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/health");
}
