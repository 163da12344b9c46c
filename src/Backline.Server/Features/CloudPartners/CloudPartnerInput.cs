using System.Net;
using System.Text.RegularExpressions;
using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudPartners;

/// <summary>A cloud partner as it is entered.</summary>
/// <param name="Approval">approved, suspended or ended: incidents are opened with approved ones alone (EC-1).</param>
/// <param name="Word">What it calls an incident.</param>
/// <param name="NumberPattern">Regular expression; a number of another shape is refused, unless whoever types it says that it is theirs all the same.</param>
/// <param name="NeedsAuthority">It asks for the customer's signed approval (EC-3).</param>
/// <param name="PermitsFollowing">It lets the vendor work on the incident with it (EC-6).</param>
/// <param name="ContactMinutes">When it says nothing for so long, it is asked again: 5 to 43200.</param>
public sealed record CloudPartnerInput(
    string? Name, string? Approval, string? Products = null, string? Portal = null, string? Phone = null, string? Email = null, string? Api = null, string? WhoMayOpen = null, string? Word = null,
    string? SeverityScale = null, string? NumberShape = null, string? NumberPattern = null, string? NumberExample = null, string? SourceUrl = null, string? Note = null,
    bool NeedsAuthority = true, bool PermitsFollowing = true, int ContactMinutes = 240)
{
    /// <exception cref="InvalidInputException"/>
    public CloudPartnerInput Checked()
    {
        var errors = new InputErrors().Text(Name, "/name", 120).Text(Approval, "/approval").Word(Approval, "/approval", Words.All<CloudPartnerApproval>());
        (string Pointer, string? Text)[] texts =
        [
            ("/products", Products), ("/portal", Portal), ("/phone", Phone), ("/email", Email), ("/api", Api), ("/whoMayOpen", WhoMayOpen), ("/word", Word), ("/severityScale", SeverityScale),
            ("/numberShape", NumberShape), ("/numberPattern", NumberPattern), ("/numberExample", NumberExample), ("/sourceUrl", SourceUrl), ("/note", Note),
        ];
        foreach (var (pointer, text) in texts) errors.OptionalText(text, pointer, 1000);
        foreach (var (pointer, text) in texts.Where(way => way.Pointer is "/portal" or "/api"))
            if (Said(text).FirstOrDefault(word => IsLed(word) && !IsSafe(word)) is { } wrong) errors.Refuse(true, pointer, "cloud-partner.no-https", wrong);
        if (Said(Email) is var mails && mails.FirstOrDefault(word => (mails.Length == 1 || word.Contains('@', StringComparison.Ordinal)) && !EmailAddress.IsValid(word)) is { } unread) errors.Refuse(true, "/email", "cloud-partner.no-mail", unread);
        errors.Refuse(!string.IsNullOrWhiteSpace(SourceUrl) && !IsAddress(SourceUrl), "/sourceUrl", "cloud-partner.no-address").Refuse(!IsPattern(NumberPattern), "/numberPattern", "cloud-partner.no-pattern")
            .Refuse(ContactMinutes is < 5 or > 43_200, "/contactMinutes", "cloud-partner.contact-minutes", 5, 43_200).ThrowIfAny();
        return this with
        {
            Name = Name!.Trim(), Products = Tidy(Products), Portal = Tidy(Portal), Phone = Tidy(Phone), Email = Tidy(Email), Api = Tidy(Api), WhoMayOpen = Tidy(WhoMayOpen), Word = Tidy(Word),
            SeverityScale = Tidy(SeverityScale), NumberShape = Tidy(NumberShape), NumberPattern = Tidy(NumberPattern), NumberExample = Tidy(NumberExample), SourceUrl = Tidy(SourceUrl), Note = Tidy(Note),
        };
    }

    internal static bool IsAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0;

    /// <summary>Whether a number has the shape; null: none is known.</summary>
    internal static bool? Fits(string pattern, string number) => pattern.Length == 0 ? null : Regex.IsMatch(number, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(250));

    // how it is reached is said in words, "admin center > Support", with addresses among them
    private static string[] Said(string? text) => [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('(', ')', '<', '>', ',', ';', '.', ':')).Where(word => word.Length > 0)];

    private static bool IsLed(string word) => word.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && end < word.Length - 1 && char.IsAsciiLetter(word[0]) && word[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');

    private static bool IsSafe(string word) => word.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && IsAddress(word);

    private static string Tidy(string? text) => text?.Trim() ?? "";

    private static bool IsPattern(string? pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern)) return true;
        try
        {
            _ = new Regex(pattern.Trim(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(250));
            return true;
        }
        // what needs to look back has no place in the shape of a number
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}

/// <summary>How a program opens and follows incidents there.</summary>
/// <param name="Token">Sent as Bearer; never shown again. Left out: the one that is kept stays.</param>
/// <param name="WebhookSecret">What its messages are signed with; never shown again. Left out: the one that is kept stays.</param>
/// <param name="PollMinutes">1 to 1440.</param>
public sealed record CloudConnectorInput(string? BaseUrl, string? Token = null, string? WebhookSecret = null, int PollMinutes = 5)
{
    /// <exception cref="InvalidInputException"/>
    public CloudConnectorInput Checked(bool isKept)
    {
        new InputErrors().Text(BaseUrl, "/baseUrl", 500).Refuse(!string.IsNullOrWhiteSpace(BaseUrl) && !CloudPartnerInput.IsAddress(BaseUrl.Trim()), "/baseUrl", "cloud-partner.no-address")
            .Refuse(Uri.TryCreate(BaseUrl?.Trim(), UriKind.Absolute, out var address) && !IsBase(address), "/baseUrl", "cloud-partner.no-base")
            .Refuse(!isKept && string.IsNullOrWhiteSpace(Token), "/token", "input.required").OptionalText(Token, "/token", 2000)
            .Refuse(!isKept && string.IsNullOrWhiteSpace(WebhookSecret), "/webhookSecret", "input.required").OptionalText(WebhookSecret, "/webhookSecret", 500)
            .Refuse(WebhookSecret?.Trim().Length is > 0 and < 16, "/webhookSecret", "cloud-partner.secret-short", 16)
            .Refuse(PollMinutes is < 1 or > 1440, "/pollMinutes", "cloud-partner.poll-minutes", 1, 1440).ThrowIfAny();
        return this with { BaseUrl = BaseUrl!.Trim().TrimEnd('/'), Token = Given(Token), WebhookSecret = Given(WebhookSecret) };
    }

    // "incidents" is joined to it; where machines of a cloud tell their own secrets (link-local), and at no address at all, no partner answers
    private static bool IsBase(Uri address) => address.Query.Length == 0 && address.Fragment.Length == 0
        && !(IPAddress.TryParse(address.Host.Trim('[', ']'), out var at) && (at.IsIPv6LinkLocal || at.Equals(IPAddress.Any) || at.Equals(IPAddress.IPv6Any) || at.Equals(metadata) || at.MapToIPv4().GetAddressBytes() is [169, 254, ..]));

    private static readonly IPAddress metadata = IPAddress.Parse("fd00:ec2::254");

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
