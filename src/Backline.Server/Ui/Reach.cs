namespace Backline.Server.Ui;

/// <summary>The section Reach: how people reach support at any hour, also those who can't sign in. Said only where the service has the vendor's own name.</summary>
public sealed record Reach
{
    public string? Phone { get; init; }
    public string? Mail { get; init; }

    public bool IsKnown => !string.IsNullOrWhiteSpace(Phone) || !string.IsNullOrWhiteSpace(Mail);

    /// <summary>What a telephone dials: "tel:+442079460123".</summary>
    public string PhoneHref => "tel:" + string.Concat((Phone ?? "").Where(sign => char.IsAsciiDigit(sign) || sign == '+'));

    public static Reach Of(IConfiguration configuration) => configuration.GetSection("Reach").Get<Reach>() ?? new();
}
