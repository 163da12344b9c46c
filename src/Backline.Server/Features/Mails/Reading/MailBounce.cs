using MimeKit;

namespace Backline.Server.Features.Mails.Reading;

/// <summary>What a mail server says of one recipient (RFC 3464, 2.3).</summary>
/// <param name="Address">At which it failed, or not yet arrived.</param>
/// <param name="Original">The address that was written to, where it was passed on from there; empty when it is not said.</param>
internal sealed record ReportedRecipient(string Address, string Original, string Action, string Status, string Said)
{
    public bool HasFailed => Action == "failed";

    public bool IsDelayed => Action == "delayed";

    public IEnumerable<string> Names => Original.Length == 0 || Original == Address ? [Address] : [Original, Address];

    /// <summary>Both addresses, where they are two.</summary>
    public string Shown => string.Join(" → ", Names);
}

/// <summary>What a mail server says of a mail it could not deliver.</summary>
/// <param name="Original">Message-ID of that mail.</param>
/// <param name="Subject">Of that mail, where its headers came back.</param>
internal sealed record MailBounce(string? Original, string Subject, IReadOnlyList<ReportedRecipient> Recipients)
{
    private const int MostReported = 50;

    /// <returns>Null: it is no report.</returns>
    public static MailBounce? Of(MimeMessage mail)
    {
        var parts = mail.Body.All().ToList();
        if (parts.OfType<MessageDeliveryStatus>().FirstOrDefault() is not { } report) return null;
        var returned = parts.OfType<MessagePart>().Select(part => part.Message?.Headers).OfType<HeaderList>().ToList();
        var original = returned.SelectMany(headers => headers.Ids("Message-ID")).FirstOrDefault() ?? mail.Headers.Ids("In-Reply-To").Concat(mail.Headers.Ids("References")).FirstOrDefault();
        // a block for the mail, then one for each recipient
        var recipients = report.StatusGroups.Take(MostReported).Select(Recipient).OfType<ReportedRecipient>();
        return new(original, IncomingMail.Tidy(returned.Select(headers => headers.Text("Subject")).FirstOrDefault(subject => subject is not null) ?? ""), [.. recipients]);
    }

    /// <summary>What it says of those addresses: each recipient for itself.</summary>
    public IReadOnlyList<ReportedRecipient> About(IReadOnlyList<string> addresses) => [.. Recipients.Where(one => one.Names.Intersect(addresses, StringComparer.OrdinalIgnoreCase).Any())];

    /// <summary>What becomes of it.</summary>
    /// <param name="sent">Those of its recipients to whom a mail of ours was sent.</param>
    public (string State, string Reason) Became(IReadOnlyList<string> sent) =>
        sent.Count == 0 ? ("ignored", "bounce-unknown")
        : About(sent) is var ours && ours.Any(one => one.HasFailed) ? ("bounced", "")
        : ours.Count == 0 ? ("ignored", "bounce-elsewhere")
        : ("ignored", ours.Any(one => one.IsDelayed) ? "bounce-delayed" : "bounce-arrived");

    private static ReportedRecipient? Recipient(HeaderList fields)
    {
        var (last, first) = (Address(fields, "Final-Recipient"), Address(fields, "Original-Recipient"));
        return last.Length + first.Length == 0 ? null
            : new(last.Length > 0 ? last : first, first, fields.First("Action")?.Trim().ToLowerInvariant() ?? "", IncomingMail.Tidy(fields.First("Status") ?? ""), IncomingMail.Tidy(fields.First("Diagnostic-Code") ?? ""));
    }

    private static string Address(HeaderList fields, string name) => IncomingMail.Address(fields.First(name)?.Split(';')[^1] ?? "").Address;
}
