using System.Globalization;
using Backline.Server.Features.Accounts.Pages;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.Accounts;

/// <summary>Lists as files, and the fragment of a form that depends on the country chosen in it.</summary>
internal static class AccountFiles
{
    // a spreadsheet on most machines guesses wrongly without it
    private static readonly CsvConfiguration Spreadsheet = new(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };

    public static void MapAccountFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/accounts/export", AccountsAsync).RequirePermission(Permissions.AccountsRead).ExcludeFromDescription();
        web.MapGet("/sites/subdivision", ([FromQuery(Name = "Input.Country")] string? country) => new RazorComponentResult<SubdivisionField>(new { Country = country })).RequirePermission(Permissions.SitesManage).ExcludeFromDescription();
        web.MapGet("/sites/export", SitesAsync).RequirePermission(Permissions.AccountsRead).ExcludeFromDescription();
    }

    private static Task AccountsAsync([AsParameters] AccountFilter filter, AccountQueries accounts, HttpContext http, CancellationToken stop) => WriteAsync(
        http, "accounts.csv", ["master account ID", "name", "partner", "country", "time zone", "currency", "success manager", "inventory", "devices", "plan", "covered until"],
        cursor => accounts.ListAsync(filter, cursor, Cursor.MaxLimit, stop),
        row => [row.Number, row.Name, row.Partner, row.Country, row.TimeZone, row.Currency, row.SuccessManager, row.InventorySource, row.Devices, row.Plan, row.CoveredUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);

    private static Task SitesAsync([AsParameters] SiteFilter filter, SiteQueries sites, HttpContext http, CancellationToken stop) => WriteAsync(
        http, "sites.csv", ["site", "customer site ID", "account", "address", "postal code", "city", "subdivision", "country", "time zone", "devices", "closed"],
        cursor => sites.ListAsync(filter, cursor, Cursor.MaxLimit, stop),
        row => [row.Name, row.Number, row.Account, row.Address, row.PostalCode, row.City, row.Subdivision, row.Country, row.TimeZone, row.Devices, row.ClosedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);

    private static async Task WriteAsync<T>(HttpContext http, string name, string[] heading, Func<string?, Task<Page<T>>> next, Func<T, object?[]> cells)
    {
        // asked for before the first byte: a filter that is refused is still a 400
        var page = await next(null);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await using var text = new StreamWriter(http.Response.Body, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await using var file = new CsvWriter(text, Spreadsheet);
        foreach (var cell in heading) file.WriteField(cell);
        for (; ; page = await next(page.Next))
        {
            foreach (var row in page.Items)
            {
                await file.NextRecordAsync();
                foreach (var cell in cells(row)) file.WriteField(cell);
            }
            if (page.Next is null) break;
        }
        await file.NextRecordAsync();
    }
}
