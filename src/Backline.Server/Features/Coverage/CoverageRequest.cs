using System.Globalization;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Devices;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Coverage;

/// <summary>The question as it is sent: any of the first five.</summary>
/// <param name="AccountId">Id or master account ID (MA-204817).</param>
/// <param name="SiteId">Id or customer site ID (S-1001).</param>
/// <param name="Service">A word: support (default), replacement, software, on-site, cloud-partner, success-management, premium-management, professional-services.</param>
/// <param name="At">The moment asked about; now when left out.</param>
public sealed record CoverageRequest(
    string? AccountId = null, string? SiteId = null, string? Serial = null, string? Mac = null, string? Model = null, string? Service = null, DateTimeOffset? At = null);

/// <summary>The question made comparable: what the queries look for.</summary>
internal sealed record CoverageSearch(string? Account, string? Site, string? Serial, string? Mac, string? Model, Service Service, DateTimeOffset At)
{
    public string? ModelKey => Model is null ? null : ModelName.Key(Model);
    public Guid? AccountGuid => Guid.TryParse(Account, out var id) ? id : null;
    public Guid? SiteGuid => Guid.TryParse(Site, out var id) ? id : null;

    /// <exception cref="InvalidInputException">Nothing to look for, or something that is no serial, MAC address or service.</exception>
    public static CoverageSearch From(CoverageRequest request, DateTimeOffset now)
    {
        var (account, site, serial) = (Given(request.AccountId)?.ToUpperInvariant(), Given(request.SiteId)?.ToUpperInvariant(), Given(request.Serial));
        var (mac, model, word) = (Given(request.Mac), Given(request.Model), Given(request.Service) ?? "support");
        var known = Words.TryParse<Service>(word, out var service);
        new InputErrors()
            .Refuse(account is null && site is null && serial is null && mac is null && model is null, "", "coverage.nothing-asked")
            .OptionalText(account, "/accountId").OptionalText(site, "/siteId").OptionalText(serial, "/serial").OptionalText(mac, "/mac").OptionalText(model, "/model")
            .Refuse(serial is not null && SerialKey.From(serial) is null, "/serial", "coverage.not-a-serial", serial ?? "")
            .Refuse(mac is not null && MacKey.From(mac) is null, "/mac", "coverage.not-a-mac", mac ?? "")
            .Refuse(!known, "/service", "input.unknown-value", string.Join(", ", Words.All<Service>()))
            .Refuse(request.At is { } at && !ProgrammeYears.Hold(at), "/at", "coverage.at-out-of-range", ProgrammeYears.First, ProgrammeYears.Last)
            .ThrowIfAny();
        return new(account, site, SerialKey.From(serial), MacKey.From(mac), model, service, (request.At ?? now).ToUniversalTime());
    }

    /// <summary>One pasted line: an account, a site, a MAC address, else a serial number; twelve hexadecimal digits may be either.</summary>
    public static CoverageRequest Guess(string line, string? service, DateTimeOffset? at)
    {
        var text = line.Trim().Trim('"', '\'');
        CoverageRequest Ask(string? account = null, string? site = null, string? serial = null, string? mac = null, string? model = null) => new(account, site, serial, mac, model, service, at);
        if (text.StartsWith("MA-", StringComparison.OrdinalIgnoreCase)) return Ask(account: text.ToUpper(CultureInfo.InvariantCulture));
        if (text.StartsWith("S-", StringComparison.OrdinalIgnoreCase)) return Ask(site: text.ToUpper(CultureInfo.InvariantCulture));
        if (MacKey.From(text) is not null) return text.Any(letter => letter is ':' or '-' or '.') ? Ask(mac: text) : Ask(serial: text, mac: text);
        // names of models have spaces or are too short for a serial number; the query asks the catalogue first
        return text.Contains(' ') || text.Length < 6 ? Ask(model: text) : Ask(serial: text);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
