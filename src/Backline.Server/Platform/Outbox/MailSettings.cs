namespace Backline.Server.Platform.Outbox;

/// <summary>The section Mail:Smtp. Without a host, or without PublicUrl for the links, no mail leaves, and the programme administrator reads the outbox instead.</summary>
public sealed record MailSettings
{
    public string? Host { get; init; }

    /// <summary>587 with STARTTLS is the usual one; implicit TLS (465) is not spoken.</summary>
    public int Port { get; init; } = 587;
    public bool StartTls { get; init; } = true;
    public string? User { get; init; }
    public string? Password { get; init; }
    public string From { get; init; } = "backline@localhost";
    public string FromName { get; init; } = "Backline";

    /// <summary>Of a mail that was given none.</summary>
    public string MessageId(Guid mail) => $"{mail}@{From.Split('@')[^1]}";

    public bool Sends => !string.IsNullOrWhiteSpace(Host);

    public static MailSettings Of(IConfiguration configuration) => string.IsNullOrWhiteSpace(configuration["PublicUrl"]) ? new() : configuration.GetSection("Mail:Smtp").Get<MailSettings>() ?? new();
}
