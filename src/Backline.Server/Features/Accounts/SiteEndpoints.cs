using System.ComponentModel.DataAnnotations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

internal static class SiteEndpoints
{
    public static void MapSiteEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/sites").WithTags("Sites").RequirePermission(Permissions.AccountsRead);
        read.MapGet("", ListAsync).Lists<SiteRow>().WithSummary("Sites, by name.");
        read.MapGet("/{id:guid}", GetAsync).Answers<SiteRow>().Versioned().WithSummary("One site.");
        var manage = api.MapGroup("/sites").WithTags("Sites").RequirePermission(Permissions.SitesManage);
        manage.MapPost("", CreateAsync).Creates<SiteRow>().Versioned().Idempotent().WithSummary("Add a site; it gets its customer site ID.");
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<SiteRow>().NeedsVersion().WithSummary("Change a site.");
        manage.MapPut("/{id:guid}/closing", CloseAsync).Answers<SiteRow>().NeedsVersion().WithSummary("Close a site that has no devices any more.");
        manage.MapDelete("/{id:guid}/closing", ReopenAsync).Answers<SiteRow>().NeedsVersion().WithSummary("Open a closed site again.");
    }

    /// <param name="AccountId">Whose site it is; a customer's own when left out.</param>
    public sealed record NewSite(
        Guid? AccountId = null, [property: Required] string? Name = null, string? Address = null, string? PostalCode = null, string? City = null, [property: Required] string? Country = null,
        string? Subdivision = null, string? TimeZone = null)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public SiteInput Input => new(Name, Address, PostalCode, City, Country, Subdivision, TimeZone);
    }

    private static async Task<IResult> ListAsync([AsParameters] SiteFilter filter, string? cursor, int? limit, SiteQueries sites, HttpContext http, CancellationToken stop) =>
        http.Answer(await sites.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, SiteQueries sites, HttpContext http, CancellationToken stop) => TypedResults.Ok(http.Versioned(await sites.GetAsync(id, stop)));

    private static async Task<IResult> CreateAsync(NewSite site, SiteOperations operations, SiteQueries sites, Session session, HttpContext http, CancellationToken stop)
    {
        var account = site.AccountId ?? session.Reader.AccountId ?? throw new InvalidInputException(new InputError("/accountId", "input.required"));
        var id = await operations.CreateAsync(account, site.Input, stop);
        var created = await sites.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/sites/{id}", http.Versioned(created));
    }

    private static Task<IResult> ChangeAsync(Guid id, SiteInput input, SiteOperations operations, SiteQueries sites, Session session, HttpContext http, CancellationToken stop) =>
        ActAsync(id, version => operations.ChangeAsync(id, version, input, stop), sites, session, http, stop);

    private static Task<IResult> CloseAsync(Guid id, SiteOperations operations, SiteQueries sites, Session session, HttpContext http, CancellationToken stop) =>
        ActAsync(id, version => operations.CloseAsync(id, version, stop), sites, session, http, stop);

    private static Task<IResult> ReopenAsync(Guid id, SiteOperations operations, SiteQueries sites, Session session, HttpContext http, CancellationToken stop) =>
        ActAsync(id, version => operations.ReopenAsync(id, version, stop), sites, session, http, stop);

    private static async Task<IResult> ActAsync(Guid id, Func<long, Task> act, SiteQueries sites, Session session, HttpContext http, CancellationToken stop)
    {
        var now = await sites.GetAsync(id, stop);
        http.RequireVersion(now.Version);
        await act(now.Version);
        var changed = await sites.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(http.Versioned(changed));
    }

    private static SiteRow Versioned(this HttpContext http, SiteRow site)
    {
        http.SetEtag(site.Version);
        return site;
    }
}
