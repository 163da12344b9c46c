using System.Text;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.CloudIncidents;

internal static class CloudCallEndpoints
{
    public static void MapCloudCalls(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/cloud-incidents/{cloudIncidentId:guid}/calls").WithTags("Cloud incidents").RequirePermission(Permissions.CasesRead);
        read.MapGet("", async (Guid cloudIncidentId, CloudIncidentQueries incidents, CloudCallOperations calls, CancellationToken stop) =>
        {
            await incidents.VersionAsync(cloudIncidentId, stop);
            return TypedResults.Ok(Page.Whole(await calls.ListAsync(cloudIncidentId, stop)));
        }).Answers<Page<CloudCallView>>().WithSummary("Joint calls, the latest first.");
        read.MapGet("/{callId:guid}", GetAsync).Answers<CloudCallView>().Versioned().WithSummary("One joint call.");
        read.MapGet("/{callId:guid}/invitation", InvitationAsync).AnswersFile("text/calendar").WithSummary("Its invitation, for a calendar (RFC 5545).");
        api.MapGet("/cases/{caseId:guid}/joint-calls", OfCaseAsync).WithTags("Cloud incidents").RequirePermission(Permissions.CasesRead).Answers<Page<CaseCallView>>()
            .WithSummary("The joint calls about a case, the latest first; a customer behind a partner reads those that its people were invited to.");
        api.MapGet("/cases/{caseId:guid}/joint-calls/{callId:guid}/invitation", OfCaseFileAsync).WithTags("Cloud incidents").RequirePermission(Permissions.CasesRead).AnswersFile("text/calendar").WithSummary("The invitation to one of them, for a calendar (RFC 5545).");
        var work = api.MapGroup("/cloud-incidents/{cloudIncidentId:guid}/calls").WithTags("Cloud incidents").RequirePermission(Permissions.CasesWork);
        work.MapPost("", PlanAsync).Creates<CloudCallView>().Versioned().Idempotent().WithSummary("Plan a joint call, and invite to it.");
        work.MapPut("/{callId:guid}", (Guid cloudIncidentId, Guid callId, CloudCallInput input, CloudCallOperations calls, CloudCallAct act, CancellationToken stop) => act.DoAsync(cloudIncidentId, callId, version => calls.MoveAsync(cloudIncidentId, callId, version, input, stop), stop))
            .Answers<CloudCallView>().NeedsVersion().WithSummary("Move it, or change who comes: everybody gets the update.");
        work.MapPut("/{callId:guid}/minutes", (Guid cloudIncidentId, Guid callId, CloudCallMinutes input, CloudCallOperations calls, CloudCallAct act, CancellationToken stop) => act.DoAsync(cloudIncidentId, callId, version => calls.HoldAsync(cloudIncidentId, callId, version, input, stop), stop))
            .Answers<CloudCallView>().NeedsVersion().WithSummary("It was held: what was said, and how long it took.");
        work.MapPut("/{callId:guid}/cancellation", (Guid cloudIncidentId, Guid callId, CloudCallOperations calls, CloudCallAct act, CancellationToken stop) => act.DoAsync(cloudIncidentId, callId, version => calls.CancelAsync(cloudIncidentId, callId, version, stop), stop))
            .Answers<CloudCallView>().NeedsVersion().WithSummary("Cancel it: everybody is told.");
    }

    public static void MapCloudCallFiles(this RouteGroupBuilder web)
    {
        web.MapGet("/cases/{caseId:guid}/joint-calls/{callId:guid}/invitation.ics", OfCaseFileAsync).RequirePermission(Permissions.CasesRead).ExcludeFromDescription();
        web.MapGet("/cloud-incidents/{id:guid}/calls/{callId:guid}/invitation.ics", (Guid id, Guid callId, CloudCallOperations calls, CancellationToken stop) => InvitationAsync(id, callId, calls, stop)).RequirePermission(Permissions.CasesRead).ExcludeFromDescription();
    }

    private static async Task<IResult> OfCaseAsync(Guid caseId, CloudCallOperations calls, CloudIncidentRecords records, CancellationToken stop)
    {
        await records.CaseAsync(caseId, stop);
        return TypedResults.Ok(Page.Whole(await calls.OfCaseAsync(caseId, stop)));
    }

    private static async Task<IResult> GetAsync(Guid cloudIncidentId, Guid callId, CloudCallOperations calls, HttpContext http, CancellationToken stop)
    {
        var call = await calls.GetAsync(cloudIncidentId, callId, stop);
        http.SetEtag(call.Version);
        return TypedResults.Ok(call);
    }

    private static async Task<IResult> InvitationAsync(Guid cloudIncidentId, Guid callId, CloudCallOperations calls, CancellationToken stop) =>
        Calendar(await calls.InvitationAsync(cloudIncidentId, callId, stop));

    private static async Task<IResult> OfCaseFileAsync(Guid caseId, Guid callId, CloudCallOperations calls, CancellationToken stop) => Calendar(await calls.InvitationOfCaseAsync(caseId, callId, stop));

    private static FileContentHttpResult Calendar(string invitation) => TypedResults.File(Encoding.UTF8.GetBytes(invitation), "text/calendar; charset=utf-8", "joint-call.ics");

    private static async Task<IResult> PlanAsync(Guid cloudIncidentId, CloudCallInput input, CloudCallOperations calls, Session session, HttpContext http, CancellationToken stop)
    {
        var id = await calls.PlanAsync(cloudIncidentId, input, stop);
        var call = await calls.GetAsync(cloudIncidentId, id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(call.Version);
        return TypedResults.Created($"/api/v1/cloud-incidents/{cloudIncidentId}/calls/{id}", call);
    }
}

/// <summary>Does something to the version the request names, and answers the call as it is then.</summary>
internal sealed class CloudCallAct(CloudCallOperations calls, Session session, IHttpContextAccessor accessor)
{
    public async Task<IResult> DoAsync(Guid incidentId, Guid id, Func<long, Task> act, CancellationToken stop)
    {
        var http = accessor.HttpContext!;
        var version = (await calls.GetAsync(incidentId, id, stop)).Version;
        http.RequireVersion(version);
        await act(version);
        var call = await calls.GetAsync(incidentId, id, stop);
        await session.SaveAsync(stop);
        http.SetEtag(call.Version);
        return TypedResults.Ok(call);
    }
}
