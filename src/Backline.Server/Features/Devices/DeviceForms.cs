using Backline.Server.Features.Accounts;
using Backline.Server.Features.Devices.Pages;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.Devices;

/// <summary>Targets of the forms on the pages of devices, and the rows htmx asks for while somebody types.</summary>
internal static class DeviceForms
{
    private const int MostAccounts = 20;
    public const string ColumnsCookie = "device-columns";

    public static void MapDeviceForms(this RouteGroupBuilder web)
    {
        var read = web.MapGroup("/devices").RequirePermission(Permissions.DevicesRead).ExcludeFromDescription();
        read.MapGet("/rows", RowsAsync);
        read.MapGet("/export", ExportAsync).RequireRateLimiting(RateLimits.Exports);
        read.MapGet("/accounts", AccountsAsync);
        read.MapGet("/columns", Columns);
        read.MapPost("/selection/export", ExportSelection).RequireRateLimiting(RateLimits.Exports);
        var manage = web.MapGroup("/devices").RequirePermission(Permissions.DevicesManage).ExcludeFromDescription();
        manage.MapGet("/models", ModelsAsync);
        manage.MapPost("/selection/site", MoveAsync);
        manage.MapPost("/selection/model", SetModelAsync);
        manage.MapPost("/selection/removal", RemoveAsync);
        manage.MapPost("/{id:guid}/removal", RemoveOneAsync);
        manage.MapPost("/{id:guid}/restoration", RestoreAsync);
        var names = web.MapGroup("/devices/models-waiting").RequirePermission(Permissions.CatalogManage).ExcludeFromDescription();
        names.MapPost("/model", AssignAsync);
        names.MapPost("/ignored", IgnoreAsync);
    }

    private static async Task<IResult> RowsAsync(string? after, DeviceListView view, HttpContext http, CancellationToken stop)
    {
        var filter = await view.FilterAsync(http.Request.Query, stop);
        // the links of the fragment lead to the page it stands in
        http.Request.Path = "/devices";
        http.Response.Headers["HX-Replace-Url"] = filter.Href("/devices");
        return new RazorComponentResult<DeviceList>(new { Model = await view.LoadAsync(filter, after, stop) });
    }

    private static async Task<CsvAnswer> ExportAsync(DeviceQueries devices, DeviceListView view, Formats formats, HttpContext http, CancellationToken stop) =>
        DeviceExport.Answer(devices.AllAsync(await view.FilterAsync(http.Request.Query, stop), stop), formats.Today);

    private static async Task<IResult> AccountsAsync(string? account, AccountQueries accounts, CancellationToken stop) =>
        new RazorComponentResult<AccountOptions>(new { Accounts = await accounts.NamesAsync(account ?? "", MostAccounts, stop) });

    private static async Task<IResult> ModelsAsync(DeviceQueries devices, CancellationToken stop) =>
        new RazorComponentResult<ModelOptions>(new { Models = await devices.ModelChoicesAsync(stop) });

    private static RedirectHttpResult Columns(HttpContext http, string? back)
    {
        var chosen = http.Request.Query["column"].OfType<string>().Where(DeviceColumns.Optional.Contains);
        http.Response.Cookies.Append(ColumnsCookie, string.Join('.', chosen),
            new() { IsEssential = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), Path = "/" });
        return TypedResults.LocalRedirect(Web.Local(back));
    }

    private static CsvAnswer ExportSelection([FromForm] Guid[]? ids, DeviceQueries devices, Formats formats, CancellationToken stop) =>
        DeviceExport.Answer(Selected(devices, ids ?? [], stop), formats.Today);

    private static async IAsyncEnumerable<DeviceRow> Selected(DeviceQueries devices, Guid[] ids, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var row in await devices.SelectedAsync(ids, stop)) yield return row;
    }

    private static Task<IResult> MoveAsync([FromForm] Guid[]? ids, [FromForm] string? site, [FromForm] string? back, DeviceBulkOperations devices, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync(back, "flash.moved", () => devices.MoveAsync(ids ?? [], FormDesk.Id(site, "/siteId"), stop), stop);

    private static Task<IResult> SetModelAsync([FromForm] Guid[]? ids, [FromForm] string? model, [FromForm] string? back, DeviceBulkOperations devices, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync(back, "flash.model-set", () => devices.SetModelAsync(ids ?? [], FormDesk.Id(model, "/modelId"), stop), stop);

    private static Task<IResult> RemoveAsync([FromForm] Guid[]? ids, [FromForm] string? reason, [FromForm] string? back, DeviceBulkOperations devices, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync(back, "flash.removed", () => devices.RemoveAsync(ids ?? [], reason, stop), stop);

    private static Task<IResult> RemoveOneAsync(Guid id, [FromForm] long version, [FromForm] string? reason, DeviceOperations devices, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync($"/devices/{id}", "flash.removed", async () =>
        {
            await devices.RemoveAsync(id, version, reason, stop);
            return 1;
        }, stop);

    private static Task<IResult> RestoreAsync(Guid id, [FromForm] long version, DeviceOperations devices, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync($"/devices/{id}", "flash.restored", async () =>
        {
            await devices.RestoreAsync(id, version, stop);
            return 1;
        }, stop);

    private static Task<IResult> AssignAsync([FromForm] string? name, [FromForm] string? model, WaitingModels models, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync("/devices/models-waiting", "flash.assigned", () => models.AssignAsync(name, FormDesk.Id(model, "/modelId"), stop), stop);

    private static Task<IResult> IgnoreAsync([FromForm] string? name, WaitingModels models, FormDesk desk, CancellationToken stop) =>
        desk.DoAsync("/devices/models-waiting", "flash.ignored", async () =>
        {
            await models.IgnoreAsync(name, stop);
            return 1;
        }, stop);
}
