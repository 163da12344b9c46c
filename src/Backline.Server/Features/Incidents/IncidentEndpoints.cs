using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Incidents;

internal static class IncidentEndpoints
{
    public static void MapIncidentEndpoints(this RouteGroupBuilder api)
    {
        api.MapGroup("/cases").WithTags("Incidents").RequirePermission(Permissions.CasesRead).MapGet("/{caseId:guid}/incidents", async (Guid caseId, IncidentQueries incidents, CancellationToken stop) => TypedResults.Ok(Page.Whole(await incidents.OfCaseAsync(caseId, stop))))
            .Answers<Page<KnownIncident>>().WithSummary("The known incidents a case belongs to.");
        api.MapGroup("/known-incidents").WithTags("Incidents").RequirePermission(Permissions.CasesRead).MapGet("", async (KnownIncidents known, CancellationToken stop) => TypedResults.Ok(Page.Whole(await known.ListAsync(stop))))
            .Answers<Page<NearIncident>>().WithSummary("Incidents that may concern the reader's accounts, in their public words; the desk has /incidents.");
        api.MapGroup("/cases").WithTags("Incidents").RequirePermission(Permissions.CasesOpen).MapPut("/{caseId:guid}/incident-report", ReportAsync).AnswersNothing().WithSummary("Say that a case is of a known incident: the desk decides, and links it.");
        // of one's own desk
        var work = api.MapGroup("/incidents").WithTags("Incidents").RequirePermission(Permissions.CasesWork);
        work.MapGet("", async (string? state, string? cursor, int? limit, IncidentQueries incidents, HttpContext http, CancellationToken stop) => http.Answer(await incidents.ListAsync(state, cursor, Cursor.Limit(limit), stop))).Lists<IncidentRow>().WithSummary("Major incidents of one's desk, the newest first.");
        work.MapGet("/export", (string? state, IncidentQueries incidents, CancellationToken stop) => IncidentFiles.FileAsync(state, incidents, stop)).RequireRateLimiting(RateLimits.Exports).AnswersFile("text/csv").WithSummary("The same list as a CSV file, whole.");
        work.MapGet("/{incidentId:guid}", GetAsync).Answers<IncidentView>().Versioned().WithSummary("One incident, with its cases.");
        work.MapGet("/{incidentId:guid}/events", async (Guid incidentId, string? cursor, int? limit, IncidentQueries incidents, HttpContext http, CancellationToken stop) => http.Answer(await incidents.EventsAsync(incidentId, cursor, Cursor.Limit(limit), stop))).Lists<IncidentEventView>().WithSummary("What happened, the newest first.");
        work.MapGet("/{incidentId:guid}/related-cases", async (Guid incidentId, IncidentQueries incidents, CancellationToken stop) => TypedResults.Ok(Page.Whole(await incidents.RelatedAsync(incidentId, stop)))).Answers<Page<RelatedCase>>().WithSummary("Cases that may have the same cause, the likeliest first, with what they share.");
        work.MapPost("", OpenAsync).Creates<IncidentView>().Versioned().Idempotent().WithSummary("Open an incident, from a case or alone.");
        work.MapPost("/{incidentId:guid}/cases", LinkAsync).Creates<IncidentView>().Versioned().Idempotent().WithSummary("Link cases of the same desk, also of several accounts.");
        work.MapDelete("/{incidentId:guid}/cases/{caseId:guid}", UnlinkAsync).AnswersNothing().WithSummary("Unlink a case.");
        work.MapPost("/{incidentId:guid}/messages", TellAsync).Creates<IncidentView>().Versioned().Idempotent().WithSummary("One message to all: in each linked case, to whoever asked there.");
        work.Act<IncidentInput>("", (operations, id, version, input, stop) => operations.DescribeAsync(id, version, input, stop), "Change its title and public text.");
        work.MapPut("/{incidentId:guid}/declaration", (Guid incidentId, IncidentOperations operations, IncidentAct acts, CancellationToken stop) => acts.DoAsync(incidentId, version => operations.DeclareAsync(incidentId, version, stop), stop)).Answers<IncidentView>().NeedsVersion().WithSummary("Declare it: whoever asked sees it at the case.");
        work.Act<IncidentText>("/workaround", (operations, id, version, input, stop) => operations.MitigateAsync(id, version, input, stop), "A workaround restores service: told in each open case, where it counts as restoration.");
        work.Act<IncidentResolution>("/resolution", (operations, id, version, input, stop) => operations.ResolveAsync(id, version, input, stop), "It is over: resolve the chosen cases with it, and tell the others.");
        work.Act<IncidentText>("/dismissal", (operations, id, version, input, stop) => operations.DismissAsync(id, version, input, stop), "The cases have not one cause.");
        work.Act<IncidentText>("/review", (operations, id, version, input, stop) => operations.ReviewAsync(id, version, input, stop), "Write down what happened, and what is learnt.");
    }

    private static void Act<TInput>(this RouteGroupBuilder group, string what, Func<IncidentOperations, Guid, long, TInput, CancellationToken, Task> act, string summary) =>
        group.MapPut("/{incidentId:guid}" + what, (Guid incidentId, TInput input, IncidentOperations operations, IncidentAct acts, CancellationToken stop) =>
            acts.DoAsync(incidentId, version => act(operations, incidentId, version, input, stop), stop)).Answers<IncidentView>().NeedsVersion().WithSummary(summary);

    private static async Task<IResult> ReportAsync(Guid caseId, IncidentReport input, KnownIncidents known, Session session, CancellationToken stop)
    {
        await known.ReportAsync(caseId, input, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> GetAsync(Guid incidentId, IncidentQueries incidents, HttpContext http, CancellationToken stop)
    {
        var view = await incidents.GetAsync(incidentId, stop);
        http.SetEtag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> OpenAsync(IncidentInput input, IncidentOperations operations, IncidentAct acts, CancellationToken stop) => await acts.CreatedAsync(await operations.OpenAsync(input, stop), stop);

    private static async Task<IResult> LinkAsync(Guid incidentId, IncidentCases input, IncidentOperations operations, IncidentAct acts, CancellationToken stop)
    {
        await operations.LinkAsync(incidentId, input, stop);
        return await acts.CreatedAsync(incidentId, stop);
    }

    private static async Task<IResult> UnlinkAsync(Guid incidentId, Guid caseId, IncidentOperations operations, Session session, CancellationToken stop)
    {
        await operations.UnlinkAsync(incidentId, caseId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> TellAsync(Guid incidentId, IncidentMessage input, IncidentOperations operations, IncidentAct acts, CancellationToken stop)
    {
        await operations.TellAsync(incidentId, input, stop);
        return await acts.CreatedAsync(incidentId, stop);
    }
}

/// <summary>Does something to the version the request names, and answers the incident as it is then.</summary>
internal sealed class IncidentAct(IncidentQueries incidents, Session session, IHttpContextAccessor accessor) : VersionedAct<IncidentView>("/api/v1/incidents", session, accessor)
{
    protected override Task<IncidentView> GetAsync(Guid id, CancellationToken stop) => incidents.GetAsync(id, stop);

    protected override Task<long> VersionAsync(Guid id, CancellationToken stop) => incidents.VersionAsync(id, stop);
}
