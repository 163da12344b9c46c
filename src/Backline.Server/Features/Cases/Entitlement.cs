using System.Globalization;
using System.Text.Json;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>What the contract of a case gives.</summary>
/// <param name="Always">Around the clock; else from and until those hours.</param>
/// <param name="Manager">The named success manager (PL-4).</param>
public sealed record Entitlement(DateOnly EndsOn, bool Always, string From, string Until, bool Replacement, bool OnSite, bool OnSiteCharged, string? Manager);

/// <summary>Reads the contract's own copy of its plan.</summary>
internal sealed class EntitlementQueries(Session session)
{
    /// <summary>The template that arranges a visit.</summary>
    public const string VisitTemplate = "site-visit";

    /// <summary>Null: no contract covers the case, or the reader doesn't see it.</summary>
    public async Task<Entitlement?> OfAsync(CaseView one, CancellationToken stop) => one.Coverage.ContractId is not { } id ? null : await session.FirstAsync(
        "select c.settings::text, c.ends_on, c.options, shown_name(a.success_manager) from contract c join account a on a.account_id = c.account_id where c.account_id = $1 and c.id = $2", row =>
        {
            var settings = JsonSerializer.Deserialize<PlanSettings>(row.GetString(0), BacklineJson.Options)!;
            var hours = settings.Support.Hours;
            var bought = row.GetFieldValue<string[]>(2).Contains("on-site");
            return new Entitlement(row.GetFieldValue<DateOnly>(1), hours.AreAlways, Time(hours.From), Time(hours.Until), settings.Services.Contains(Service.Replacement), bought || settings.Services.Contains(Service.OnSite), settings.OnSite == OnSiteCharge.Charged, row.Text(3));
        }, stop, one.AccountId, id);

    private static string Time(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";
}
