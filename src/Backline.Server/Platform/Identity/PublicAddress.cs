using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Backline.Server.Platform.Identity;

/// <summary>
/// The address of this installation in mails: the setting PublicUrl. Without it the address by which whoever is signed in sees it; a stranger's request
/// names what host it likes, so a stranger's mail gets the address the server listens on. Mail leaves only when PublicUrl is set.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration, IHttpContextAccessor accessor, IServer server)
{
    private readonly string? configured = configuration["PublicUrl"]?.TrimEnd('/');

    public bool IsConfigured => !string.IsNullOrEmpty(configured);

    // before it listens, as when the demonstration programme is loaded, where it is going to
    private string Listening => (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? configuration["urls"]?.Split(';')[0] ?? ServeCommand.DefaultUrls)
        .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);

    /// <param name="path">Begins with a slash.</param>
    public string Of(string path)
    {
        if (IsConfigured) return configured + path;
        return accessor.HttpContext is { User.Identity.IsAuthenticated: true, Request: { } request } ? $"{request.Scheme}://{request.Host}{request.PathBase}{path}" : Listening + path;
    }

    /// <summary>
    /// Whether a page of this origin is one of this installation: the host is the one the request names, or that of PublicUrl. The scheme is not compared, for
    /// behind a proxy with TLS it is another one here.
    /// </summary>
    public bool IsOf(string origin, HttpRequest request) => Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && ((Is(page, request.Host.Host) && (request.Host.Port is { } port ? page.Port == port : page.IsDefaultPort))
            || (Uri.TryCreate(configured, UriKind.Absolute, out var own) && Is(page, own.Host) && page.Port == own.Port));

    private static bool Is(Uri page, string host) => string.Equals(page.Host, host, StringComparison.OrdinalIgnoreCase);
}
