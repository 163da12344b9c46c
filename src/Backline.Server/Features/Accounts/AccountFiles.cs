using System.Globalization;
using Backline.Domain.Common;
using Backline.Server.Features.Accounts.Pages;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.Accounts;

/// <summary>Lists as files, and the fragment of a form that depends on the country chosen in it.</summary>
internal static class AccountFiles
{
    public static void MapAccountFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/accounts/export", AccountsAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.AccountsRead).ExcludeFromDescription();
        web.MapGet("/sites/subdivision", ([FromQuery(Name = "Input.Country")] string? country) => new RazorComponentResult<SubdivisionField>(new { Country = country })).RequirePermission(Permissions.SitesManage).ExcludeFromDescription();
        web.MapGet("/sites/export", SitesAsync).RequireRateLimiting(RateLimits.Exports).RequirePermission(Permissions.AccountsRead).ExcludeFromDescription();
    }

    private static CsvAnswer AccountsAsync([AsParameters] AccountFilter filter, AccountQueries accounts, CancellationToken stop) => new(
        "accounts", ["account-number", "account", "partner", "country", "time-zone", "currency", "success-manager", "inventory", "devices", "plan", "covered-until"],
        Rows(cursor => accounts.ListAsync(filter, cursor, Cursor.MaxLimit, stop),
            row => [row.Number, row.Name, row.Partner, row.Country, row.TimeZone, row.Currency, row.SuccessManager, row.InventorySource, Figure.Of(row.Devices), row.Plan, Day(row.CoveredUntil)]));

    private static CsvAnswer SitesAsync([AsParameters] SiteFilter filter, SiteQueries sites, CancellationToken stop) => new(
        "sites", ["site", "site-number", "account", "address", "postal-code", "city", "subdivision", "country", "time-zone", "devices", "closed-on"],
        Rows(cursor => sites.ListAsync(filter, cursor, Cursor.MaxLimit, stop),
            row => [row.Name, row.Number, row.Account, row.Address, row.PostalCode, row.City, row.Subdivision, row.Country, row.TimeZone, Figure.Of(row.Devices), row.ClosedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]));

    private static string? Day(DateOnly? day) => day is { } known ? Figure.Of(known) : null;

    // a page of the list at a time
    private static async IAsyncEnumerable<IReadOnlyList<string?>> Rows<T>(Func<string?, Task<Page<T>>> next, Func<T, string?[]> cells)
    {
        string? cursor = null;
        do
        {
            var page = await next(cursor);
            foreach (var row in page.Items) yield return cells(row);
            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
