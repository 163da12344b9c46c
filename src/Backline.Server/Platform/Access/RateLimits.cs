using System.Globalization;
using System.Threading.RateLimiting;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Backline.Server.Platform.Access;

/// <summary>The section Limits: how often in a minute, or how many at once. 0 switches one off.</summary>
public sealed record RateLimitSettings
{
    /// <summary>Tries to sign in, per address of the network.</summary>
    public int SignIn { get; init; } = 60;

    /// <summary>Mails asked for without being signed in, per address of the network.</summary>
    public int Mail { get; init; } = 10;

    /// <summary>Requests to the API per key, or per address of the network without one.</summary>
    public int Api { get; init; } = 60_000;

    /// <summary>Files on their way in at the same moment, per key, or per address of the network without one.</summary>
    public int Uploads { get; init; } = 8;

    /// <summary>Files on their way out at the same moment, per key, or per address of the network without one: each holds a connection to the database.</summary>
    public int Exports { get; init; } = 8;
}

/// <summary>Brakes on guessing and on programs that run away: 429 with Retry-After.</summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";
    public const string Mail = "mail";
    public const string Uploads = "uploads";
    public const string Exports = "exports";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection("Limits").Get<RateLimitSettings>() ?? new());
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => http.Request.Path.StartsWithSegments("/api") ? Limit("api:" + Caller(http), Of(http).Api) : None());
            options.AddPolicy(SignIn, http => HttpMethods.IsPost(http.Request.Method) ? Limit("sign-in:" + Network(http), Of(http).SignIn) : None());
            options.AddPolicy(Mail, http => HttpMethods.IsPost(http.Request.Method) ? Limit("mail:" + Network(http), Of(http).Mail) : None());
            options.AddPolicy(Uploads, http => AtOnce("uploads:" + Caller(http), Of(http).Uploads));
            options.AddPolicy(Exports, http => AtOnce("exports:" + Caller(http), Of(http).Exports));
            options.OnRejected = async (rejected, stop) => await AnswerAsync(rejected);
        });
    }

    private static RateLimitSettings Of(HttpContext http) => http.RequestServices.GetRequiredService<RateLimitSettings>();

    private static RateLimitPartition<string> Limit(string partition, int perMinute) => perMinute <= 0
        ? None()
        : RateLimitPartition.GetFixedWindowLimiter(partition, _ => new() { PermitLimit = perMinute, Window = Window, QueueLimit = 0 });

    private static RateLimitPartition<string> AtOnce(string partition, int most) => most <= 0 ? None() : RateLimitPartition.GetConcurrencyLimiter(partition, _ => new() { PermitLimit = most, QueueLimit = 0 });

    private static RateLimitPartition<string> None() => RateLimitPartition.GetNoLimiter("none");

    // by the key as it was sent: before authentication, so that guessing keys costs no question to the database
    private static string Caller(HttpContext http) => http.Request.Headers.Authorization is [{ Length: > 0 and < 200 } key] ? key : Network(http);

    private static string Network(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static async Task AnswerAsync(OnRejectedContext rejected)
    {
        var http = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (!http.IsForMachines) return;
        var texts = http.RequestServices.GetRequiredService<ProblemTexts>();
        await Problems.Result(http, 429, "too-many-requests", texts["too-many-requests", seconds]).ExecuteAsync(http);
    }
}
