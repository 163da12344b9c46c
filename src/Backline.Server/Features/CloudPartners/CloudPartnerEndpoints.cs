using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudPartners;

internal static class CloudPartnerEndpoints
{
    public static void MapCloudPartnerEndpoints(this RouteGroupBuilder api)
    {
        // open to customers (PO-3)
        var read = api.MapGroup("/cloud-partners").WithTags("Cloud partners").RequirePermission(Permissions.CasesRead);
        read.MapGet("", ListAsync).Answers<Page<CloudPartnerView>>().WithSummary("Cloud partners, by name, with their approval.");
        read.MapGet("/{cloudPartner:guid}", GetAsync).Answers<CloudPartnerView>().Versioned().WithSummary("One cloud partner.");
        var manage = api.MapGroup("/cloud-partners").WithTags("Cloud partners").RequirePermission(Permissions.CloudPartnersManage);
        manage.MapPost("", CreateAsync).Creates<CloudPartnerView>().Versioned().Idempotent().WithSummary("Add a cloud partner.");
        manage.MapPut("/{cloudPartner:guid}", ChangeAsync).Answers<CloudPartnerView>().NeedsVersion().WithSummary("Change a cloud partner, and its approval.");
        manage.MapGet("/{cloudPartner:guid}/connector", ConnectorAsync).Answers<CloudConnectorView>().WithSummary("How a program opens and follows incidents there, without its secrets.");
        manage.MapPut("/{cloudPartner:guid}/connector", ConnectAsync).Answers<CloudConnectorView>().WithSummary("Let a program open and follow incidents there.");
        manage.MapDelete("/{cloudPartner:guid}/connector", DisconnectAsync).AnswersNothing().WithSummary("Let no program do so any more.");
    }

    private static async Task<IResult> ListAsync(string? approval, CloudPartnerQueries partners, CancellationToken stop)
    {
        new InputErrors().Word(approval, "approval", Words.All<CloudPartnerApproval>()).ThrowIfAny();
        return TypedResults.Ok(Page.Whole(await partners.ListAsync(approval, stop)));
    }

    private static async Task<IResult> GetAsync(Guid cloudPartner, CloudPartnerQueries partners, HttpContext http, CancellationToken stop) => TypedResults.Ok(Versioned(http, await partners.GetAsync(cloudPartner, stop)));

    private static async Task<IResult> CreateAsync(CloudPartnerInput input, CloudPartnerOperations operations, CloudPartnerQueries partners, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await operations.CreateAsync(input, stop);
        var partner = await partners.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cloud-partners/{id}", Versioned(http, partner));
    }

    private static async Task<IResult> ChangeAsync(Guid cloudPartner, CloudPartnerInput input, CloudPartnerOperations operations, CloudPartnerQueries partners, Session session, HttpContext http, CancellationToken stop)
    {
        var version = (await partners.GetAsync(cloudPartner, stop)).Version;
        http.RequireVersion(version);
        await operations.ChangeAsync(cloudPartner, version, input, stop);
        var changed = await partners.GetAsync(cloudPartner, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(Versioned(http, changed));
    }

    private static async Task<IResult> ConnectorAsync(Guid cloudPartner, CloudPartnerQueries partners, CancellationToken stop)
    {
        await partners.GetAsync(cloudPartner, stop);
        return TypedResults.Ok(await partners.ConnectorViewAsync(cloudPartner, stop) ?? throw new NotFoundException("connector", cloudPartner));
    }

    private static async Task<IResult> ConnectAsync(Guid cloudPartner, CloudConnectorInput input, CloudPartnerOperations operations, CloudPartnerQueries partners, Session session, CancellationToken stop)
    {
        await operations.ConnectAsync(cloudPartner, input, stop);
        var view = await partners.ConnectorViewAsync(cloudPartner, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> DisconnectAsync(Guid cloudPartner, CloudPartnerOperations operations, Session session, CancellationToken stop)
    {
        await operations.DisconnectAsync(cloudPartner, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static CloudPartnerView Versioned(HttpContext http, CloudPartnerView partner)
    {
        http.SetEtag(partner.Version);
        return partner;
    }
}
