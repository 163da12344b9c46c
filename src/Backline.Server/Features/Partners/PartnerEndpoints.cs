using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Partners;

internal static class PartnerEndpoints
{
    public static void MapPartnerEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/partners").WithTags("Partners").RequirePermission(Permissions.AccountsRead);
        read.MapGet("", ListAsync).Lists<PartnerRow>().WithSummary("Partners, by name: all for the vendor, its own for a partner, the one that fronts its service for a customer.");
        read.MapGet("/{id:guid}", GetAsync).Answers<PartnerRow>().Versioned().WithSummary("One partner.");
        var manage = api.MapGroup("/partners").WithTags("Partners").RequirePermission(Permissions.PartnersManage);
        manage.MapPost("", CreateAsync).Creates<PartnerRow>().Versioned().Idempotent().WithSummary("Add a partner.");
        manage.MapPut("/{id:guid}", ChangeAsync).Answers<PartnerRow>().NeedsVersion().WithSummary("Change a partner.");
    }

    private static async Task<IResult> ListAsync(string? q, bool? certified, string? cursor, int? limit, PartnerQueries partners, HttpContext http, CancellationToken stop) =>
        http.Answer(await partners.ListAsync(q, certified, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, PartnerQueries partners, HttpContext http, CancellationToken stop)
    {
        var partner = await partners.GetAsync(id, stop);
        http.SetEtag(partner.Version);
        return TypedResults.Ok(partner);
    }

    private static async Task<IResult> CreateAsync(PartnerInput input, PartnerOperations operations, PartnerQueries partners, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await operations.CreateAsync(input, stop);
        var created = await partners.GetAsync(id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(created.Version);
        return TypedResults.Created($"/api/v1/partners/{id}", created);
    }

    private static async Task<IResult> ChangeAsync(Guid id, PartnerInput input, PartnerOperations operations, PartnerQueries partners, Session session, HttpContext http, CancellationToken stop)
    {
        var now = await partners.GetAsync(id, stop);
        http.RequireVersion(now.Version);
        await operations.ChangeAsync(id, now.Version, input, stop);
        var changed = await partners.GetAsync(id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(changed.Version);
        return TypedResults.Ok(changed);
    }
}
