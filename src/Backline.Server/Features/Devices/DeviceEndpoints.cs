using Backline.Domain.Devices;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Files;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Devices;

internal static class DeviceEndpoints
{
    public static void MapDeviceResources(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/devices").WithTags("Devices").RequirePermission(Permissions.DevicesRead);
        read.MapGet("", ListAsync).Lists<DeviceRow>().Filters(DeviceFilter.Names).WithSummary("Devices, page by page: q, accountId, siteId, modelId, category, presence, counted, lifecycle, sort, cursor, limit.");
        read.MapGet("/{id:guid}", GetAsync).Answers<DeviceView>().Versioned().WithSummary("One device.");
        read.MapGet("/{id:guid}/events", EventsAsync).Answers<Page<DeviceEvent>>().WithSummary("What happened to it, newest first.");
        read.MapGet("/export", ExportAsync).RequireRateLimiting(RateLimits.Exports).AnswersFile("text/csv").Filters(DeviceFilter.Names).WithSummary("The same list as a CSV file, whole.");
        var manage = api.MapGroup("/devices").WithTags("Devices").RequirePermission(Permissions.DevicesManage);
        manage.MapPost("", AddAsync).Creates<DeviceView>().Versioned().Idempotent().WithSummary("Adds a device by hand; takeOver moves it from another account (vendor only).");
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<DeviceView>().NeedsVersion().WithSummary("Change what is known of a device.");
        manage.MapPut("/{id:guid}/removal", RemoveAsync).Answers<DeviceView>().NeedsVersion().WithSummary("Takes it out of count and coverage, with the reason.");
        manage.MapDelete("/{id:guid}/removal", RestoreAsync).Answers<DeviceView>().NeedsVersion().WithSummary("Puts a removed device back.");
        api.MapGroup("/waiting-models").WithTags("Devices").RequirePermission(Permissions.DevicesRead).MapGet("", WaitingAsync).Answers<Page<WaitingModel>>().WithSummary("Reported names without a model, with proposals.");
        var names = api.MapGroup("/waiting-models").WithTags("Devices").RequirePermission(Permissions.CatalogManage);
        names.MapPut("/model", AssignAsync).Answers<Changed>().WithSummary("Says which model a reported name means; all its devices follow.");
        names.MapPut("/ignored", IgnoreAsync).AnswersNothing().WithSummary("Says that a reported name is no device of the programme.");
    }

    public sealed record Removal(string? Reason);

    public sealed record NameAssignment(string? Name, Guid ModelId);

    public sealed record IgnoredName(string? Name);

    public sealed record Changed(int Devices);

    private static async Task<IResult> ListAsync(string? cursor, int? limit, DeviceQueries devices, HttpContext http, CancellationToken stop)
    {
        var page = await devices.PageAsync(DeviceFilter.From(http.Request.Query), cursor, Cursor.Limit(limit), stop);
        return http.Answer(new Page<DeviceRow>(page.Items, page.Next, page.Back));
    }

    private static async Task<IResult> GetAsync(Guid id, DeviceDetails devices, HttpContext http, CancellationToken stop)
    {
        var view = await devices.GetAsync(id, stop);
        http.SetEtag(view.Device.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> EventsAsync(Guid id, DeviceDetails devices, CancellationToken stop)
    {
        var view = await devices.GetAsync(id, stop);
        return TypedResults.Ok(Page.Whole(await devices.EventsAsync(view.Device, stop)));
    }

    private static CsvAnswer ExportAsync(DeviceQueries devices, TimeProvider clock, HttpContext http, CancellationToken stop) =>
        DeviceExport.Answer(devices.AllAsync(DeviceFilter.From(http.Request.Query), stop), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    private static async Task<IResult> AddAsync(DeviceInput input, DeviceOperations devices, DeviceDetails details, Session session, HttpContext http, CancellationToken stop)
    {
        var device = await devices.AddAsync(input, stop);
        await session.SaveAsync(stop);
        http.SetEtag(device.Version);
        return TypedResults.Created($"/api/v1/devices/{device.Id}", await details.GetAsync(device.Id, stop));
    }

    private static Task<IResult> ChangeAsync(Guid id, DeviceInput input, DeviceOperations devices, DeviceDetails details, Session session, HttpContext http, CancellationToken stop) =>
        DoAsync(id, version => devices.ChangeAsync(id, version, input, stop), details, session, http, stop);

    private static Task<IResult> RemoveAsync(Guid id, Removal removal, DeviceOperations devices, DeviceDetails details, Session session, HttpContext http, CancellationToken stop) =>
        DoAsync(id, version => devices.RemoveAsync(id, version, removal.Reason, stop), details, session, http, stop);

    private static Task<IResult> RestoreAsync(Guid id, DeviceOperations devices, DeviceDetails details, Session session, HttpContext http, CancellationToken stop) =>
        DoAsync(id, version => devices.RestoreAsync(id, version, stop), details, session, http, stop);

    private static async Task<IResult> DoAsync(Guid id, Func<long, Task<Device>> act, DeviceDetails details, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await details.GetAsync(id, stop)).Device.Version;
        http.RequireVersion(version);
        await act(version);
        await session.SaveAsync(stop);
        return await GetAsync(id, details, http, stop);
    }

    private static async Task<IResult> WaitingAsync(WaitingModels models, CancellationToken stop) => TypedResults.Ok(Page.Whole(await models.ListAsync(stop)));

    private static async Task<IResult> AssignAsync(NameAssignment assignment, WaitingModels models, Session session, CancellationToken stop)
    {
        var devices = await models.AssignAsync(assignment.Name, assignment.ModelId, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(new Changed(devices));
    }

    private static async Task<IResult> IgnoreAsync(IgnoredName ignored, WaitingModels models, Session session, CancellationToken stop)
    {
        await models.IgnoreAsync(ignored.Name, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
