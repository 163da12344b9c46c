namespace Backline.Server.Platform.Identity;

/// <summary>
/// The address of this installation in mails: the setting PublicUrl. Without it the address of the request, which its sender chooses; therefore
/// mail leaves only when PublicUrl is set.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration, IHttpContextAccessor accessor)
{
    private readonly string? configured = configuration["PublicUrl"]?.TrimEnd('/');

    public bool IsConfigured => !string.IsNullOrEmpty(configured);

    /// <param name="path">Begins with a slash.</param>
    public string Of(string path)
    {
        if (IsConfigured) return configured + path;
        return accessor.HttpContext?.Request is { } request ? $"{request.Scheme}://{request.Host}{request.PathBase}{path}" : ServeCommand.DefaultUrls + path;
    }
}
