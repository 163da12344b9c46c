using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Escalations;

internal static class EscalationEndpoints
{
    public static void MapEscalationEndpoints(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/escalations").WithTags("Escalations").RequirePermission(Permissions.CasesRead);
        read.MapGet("", ListAsync).Lists<EscalationView>().WithSummary("Escalations of cases and accounts: calls to answer first, then what is due next; a request stands where it was asked for, and what is over comes last.");
        read.MapGet("/{id:guid}", GetAsync).Answers<EscalationView>().Versioned().WithSummary("One escalation.");
        read.MapGet("/{id:guid}/lines", async (Guid id, EscalationQueries escalations, CancellationToken stop) => TypedResults.Ok(Page.Whole(await escalations.LinesAsync(id, stop)))).WithSummary("What happened to it, the oldest first.");
        read.MapGet("/{id:guid}/cases", async (Guid id, EscalationQueries escalations, CancellationToken stop) => TypedResults.Ok(Page.Whole(await escalations.CasesAsync(id, stop)))).WithSummary("The cases of an escalated account.");
        read.MapGet("/{id:guid}/watchers", async (Guid id, EscalationQueries escalations, CancellationToken stop) => TypedResults.Ok(Page.Whole(await escalations.WatchersAsync(id, stop)))).WithSummary("Who is told of all that happens.");
        var ask = api.MapGroup("/escalations").WithTags("Escalations").RequirePermission(Permissions.CasesOpen);
        ask.MapPost("", OpenAsync).Creates<EscalationView>().Versioned().Idempotent().WithSummary("Ask for a case to be escalated; service management escalates cases and accounts at once.");
        MapWork(api.MapGroup("/escalations/{id:guid}").WithTags("Escalations").RequirePermission(Permissions.CasesWork));
    }

    private static void MapWork(RouteGroupBuilder work)
    {
        work.MapPut("/approval", (Guid id, EscalationOperations escalations, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => escalations.ApproveAsync(id, version, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Agree to what was asked for.");
        work.MapPut("/refusal", (Guid id, EscalationTextInput input, EscalationOperations escalations, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => escalations.DeclineAsync(id, version, input, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Decline what was asked for, with the reason.");
        work.MapPut("/owner", (Guid id, OwnerInput input, EscalationOperations escalations, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => escalations.OwnAsync(id, version, input.PersonId, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Say who answers for it, or nobody.");
        work.MapPut("/update", (Guid id, EscalationUpdateInput input, EscalationOperations escalations, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => escalations.UpdateAsync(id, version, input, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Say how it stands, and when the next word comes.");
        work.MapPut("/ending", (Guid id, EscalationTextInput input, EscalationOperations escalations, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => escalations.EndAsync(id, version, input, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("De-escalate, with the reason.");
        work.MapPut("/trend", (Guid id, TrendInput input, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => accounts.TurnAsync(id, version, input, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Say where an escalated account is heading.");
        work.MapPut("/plan", (Guid id, EscalationTextInput input, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => accounts.IntendAsync(id, version, input, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Say what is done about it.");
        work.MapPut("/cases/{caseId:guid}", (Guid id, Guid caseId, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => accounts.LinkAsync(id, version, caseId, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Add a case to an escalated account.");
        work.MapDelete("/cases/{caseId:guid}", (Guid id, Guid caseId, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => accounts.UnlinkAsync(id, version, caseId, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Take a case out of it.");
        work.MapPut("/watchers/{personId:guid}", (Guid id, Guid personId, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => accounts.WatchAsync(id, version, personId, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Let somebody of the desk be told of all that happens.");
        work.MapDelete("/watchers/{personId:guid}", (Guid id, Guid personId, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop) => act.DoAsync(id, version => accounts.UnwatchAsync(id, version, personId, stop), stop))
            .Answers<EscalationView>().NeedsVersion().WithSummary("Tell somebody no longer.");
    }

    private static async Task<IResult> ListAsync([AsParameters] EscalationFilter filter, string? cursor, int? limit, EscalationQueries escalations, HttpContext http, CancellationToken stop) =>
        http.Answer(await escalations.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> GetAsync(Guid id, EscalationQueries escalations, HttpContext http, CancellationToken stop)
    {
        var one = await escalations.GetAsync(id, stop);
        http.SetEtag(one.Version);
        return TypedResults.Ok(one);
    }

    private static async Task<IResult> OpenAsync(NewEscalation input, EscalationOperations cases, AccountEscalationOperations accounts, EscalationAct act, CancellationToken stop)
    {
        var asked = input.Checked();
        var one = asked.CaseId is { } of ? await cases.RequestAsync(of, asked.Trigger, asked.Reason!, stop) : await accounts.OpenAsync(asked.AccountId!.Value, asked.Reason!, asked.CaseIds ?? [], stop);
        return await act.CreatedAsync(one.Id, stop);
    }
}

/// <summary>Does something to the version the request names, and answers the escalation as it is then.</summary>
internal sealed class EscalationAct(EscalationQueries escalations, Session session, IHttpContextAccessor accessor) : VersionedAct<EscalationView>("/api/v1/escalations", session, accessor)
{
    protected override Task<EscalationView> GetAsync(Guid id, CancellationToken stop) => escalations.GetAsync(id, stop);
}
