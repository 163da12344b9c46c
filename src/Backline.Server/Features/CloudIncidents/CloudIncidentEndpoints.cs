using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.CloudIncidents;

internal static class CloudIncidentEndpoints
{
    public static void MapCloudIncidentEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/cloud-incidents").WithTags("Cloud incidents").RequirePermission(Permissions.CasesRead);
        read.MapGet("", ListAsync).Lists<CloudIncidentRow>().WithSummary("Incidents with cloud partners, the newest first.");
        read.MapGet("/export", ([AsParameters] CloudIncidentFilter filter, CloudIncidentQueries incidents, CancellationToken stop) => CloudIncidentFiles.FileAsync(filter, incidents, stop)).RequireRateLimiting(RateLimits.Exports).AnswersFile("text/csv").WithSummary("The same list as a CSV file, whole.");
        read.MapGet("/{cloudIncidentId:guid}", GetAsync).Answers<CloudIncidentView>().Versioned().WithSummary("One incident, with everything that keeps it from being requested at the cloud partner.");
        read.MapGet("/{cloudIncidentId:guid}/events", EventsAsync).Lists<CloudEventView>().WithSummary("What happened, the newest first.");
        var ofCase = api.MapGroup("/cases/{caseId:guid}").WithTags("Cloud incidents").RequirePermission(Permissions.CasesRead);
        ofCase.MapGet("/cloud-numbers", NumbersAsync).Answers<Page<CloudNumberView>>().WithSummary("The numbers at cloud partners that stand at a case.");
        var ask = api.MapGroup("/cloud-incidents").WithTags("Cloud incidents").RequirePermission(Permissions.CasesOpen);
        ask.MapPost("", ConsiderAsync).Creates<CloudIncidentView>().Versioned().Idempotent().WithSummary("Consider an incident with a cloud partner for a case; sent by whoever asks, it counts as asked for by them.");
        ask.Act<CloudIncidentOperations, CloudAsking>("asking", (operations, id, version, input, stop) => operations.AskAsync(id, version, input, stop), "Ask for it; the vendor notes who did.");
        ask.Act<CloudIncidentOperations, CloudEnding>("withdrawal", (operations, id, version, input, stop) => operations.WithdrawAsync(id, version, input, stop), "Take it back, with the reason.");
        var work = api.MapGroup("/cloud-incidents").WithTags("Cloud incidents").RequirePermission(Permissions.CasesWork);
        work.Act<CloudIncidentOperations, CloudFindings>("findings", (operations, id, version, input, stop) => operations.NoteAsync(id, version, input, stop), "Write down what was found out.");
        work.Act<CloudIncidentOperations, CloudOwner>("owner", (operations, id, version, input, stop) => operations.AssignAsync(id, version, input, stop), "Say who looks after it.");
        work.Act<CloudIncidentOperations, CloudRequest>("request", (operations, id, version, input, stop) => operations.RequestAsync(id, version, input, stop), "Go to the cloud partner, once every condition holds.");
        work.Act<CloudNumberOperations, CloudOpening>("opening", (numbers, id, version, input, stop) => numbers.OpenAsync(id, version, input, stop), "It is open there: its number, which customer and partner see from now on.");
        work.Act<CloudNumberOperations, CloudNumber>("external-number", (numbers, id, version, input, stop) => numbers.RenumberAsync(id, version, input, stop), "Correct its number there: it changes wherever it is shown, and each linked case is told.");
        work.Act<CloudNewsOperations, CloudMove>("state", (news, id, version, input, stop) => news.MoveAsync(id, version, input, stop), "The cloud partner works on it, or waits.");
        work.Act<CloudNewsOperations, CloudWorkaround>("workaround", (news, id, version, input, stop) => news.WorkAroundAsync(id, version, input, stop), "Tell a workaround in each linked case.");
        work.Act<CloudNewsOperations, CloudEnding>("resolution", (news, id, version, input, stop) => news.ResolveAsync(id, version, input, stop), "The cloud partner resolved it.");
        work.Act<CloudIncidentOperations, CloudReferral>("referral", (operations, id, version, input, stop) => operations.ReferAsync(id, version, input, stop), "None can be opened: hand the findings over, and call off what was planned.");
        work.MapGet("/{cloudIncidentId:guid}/referral", async (Guid cloudIncidentId, string? reason, CloudIncidentOperations operations, CancellationToken stop) => TypedResults.Ok(Page.Whole(await operations.LettersAsync(cloudIncidentId, reason, stop))))
            .Answers<Page<CloudLetterView>>().WithSummary("What a referral for this reason would say in the cases, in each of their languages.");
        work.MapPost("/{cloudIncidentId:guid}/contacts", ContactAsync).Creates<CloudIncidentView>().Versioned().Idempotent().WithSummary("Somebody spoke with the cloud partner, or tried.");
        work.MapPost("/{cloudIncidentId:guid}/cases", LinkAsync).Creates<CloudIncidentView>().Versioned().Idempotent().WithSummary("Link another case of the same cause, also of another account.");
    }

    private static void Act<TOperations, TInput>(this RouteGroupBuilder group, string what, Func<TOperations, Guid, long, TInput, CancellationToken, Task> act, string summary) =>
        group.MapPut("/{cloudIncidentId:guid}/" + what, (Guid cloudIncidentId, TInput input, TOperations operations, CloudIncidentAct acts, CancellationToken stop) =>
            acts.DoAsync(cloudIncidentId, version => act(operations, cloudIncidentId, version, input, stop), stop)).Answers<CloudIncidentView>().NeedsVersion().WithSummary(summary);

    private static async Task<IResult> ListAsync([AsParameters] CloudIncidentFilter filter, string? cursor, int? limit, CloudIncidentQueries incidents, HttpContext http, CancellationToken stop) =>
        http.Answer(await incidents.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid cloudIncidentId, CloudIncidentQueries incidents, HttpContext http, CancellationToken stop)
    {
        var view = await incidents.GetAsync(cloudIncidentId, stop);
        http.SetEtag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> EventsAsync(Guid cloudIncidentId, string? cursor, int? limit, CloudIncidentQueries incidents, HttpContext http, CancellationToken stop) =>
        http.Answer(await incidents.EventsAsync(cloudIncidentId, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> NumbersAsync(Guid caseId, CloudIncidentQueries incidents, CloudIncidentRecords records, CancellationToken stop)
    {
        await records.CaseAsync(caseId, stop);
        return TypedResults.Ok(Page.Whole(await incidents.NumbersAsync(caseId, stop)));
    }

    private static async Task<IResult> ConsiderAsync(NewCloudIncident input, CloudIncidentOperations operations, CloudIncidentAct acts, CancellationToken stop) => await acts.CreatedAsync(await operations.ConsiderAsync(input, stop), stop);

    private static async Task<IResult> ContactAsync(Guid cloudIncidentId, CloudContact input, CloudNewsOperations news, CloudIncidentAct acts, CancellationToken stop)
    {
        await news.ContactAsync(cloudIncidentId, input, stop);
        return await acts.CreatedAsync(cloudIncidentId, stop);
    }

    private static async Task<IResult> LinkAsync(Guid cloudIncidentId, CloudCaseLink input, CloudNumberOperations numbers, CloudIncidentAct acts, CancellationToken stop) =>
        await acts.CreatedAsync(await numbers.LinkAsync(cloudIncidentId, input, stop), stop);
}

/// <summary>Does something to the version the request names, and answers the incident as it is then.</summary>
internal sealed class CloudIncidentAct(CloudIncidentQueries incidents, Session session, IHttpContextAccessor accessor) : VersionedAct<CloudIncidentView>("/api/v1/cloud-incidents", session, accessor)
{
    protected override Task<CloudIncidentView> GetAsync(Guid id, CancellationToken stop) => incidents.GetAsync(id, stop);

    protected override Task<long> VersionAsync(Guid id, CancellationToken stop) => incidents.VersionAsync(id, stop);
}
