using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases;

/// <summary>What is done with a case: each names the version it is based on, and answers the case as it is then.</summary>
internal static class CaseActionEndpoints
{
    public static void MapCaseActions(this RouteGroupBuilder api)
    {
        var ask = api.MapGroup("/cases/{id:guid}").WithTags("Cases").RequirePermission(Permissions.CasesOpen);
        ask.MapPut("/reopening", (Guid id, TellingInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.ReopenAsync(id, version, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Open a resolved case again, with the reason.");
        ask.MapPut("/closing", (Guid id, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.CloseAsync(id, version, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Close a resolved case for good.");
        ask.MapPut("/withdrawal", (Guid id, TellingInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.WithdrawAsync(id, version, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("End a case of one's own that is needed no longer, with the reason.");
        var work = api.MapGroup("/cases/{id:guid}").WithTags("Cases").RequirePermission(Permissions.CasesWork);
        work.MapPut("/assignment", (Guid id, AssignmentInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.AssignAsync(id, version, input.PersonId, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Say who of the desk works on it, or nobody.");
        work.MapPut("/severity", (Guid id, SeverityInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.ChangeSeverityAsync(id, version, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Change the severity; what was used and waited stays.");
        work.MapPut("/waits/{reason}", (Guid id, string reason, WaitInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.WaitAsync(id, version, Reason(reason), input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Wait for somebody or something: the clocks that name it stand still.");
        work.MapDelete("/waits/{reason}", (Guid id, string reason, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.ResumeAsync(id, version, Reason(reason), stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Wait for it no longer.");
        work.MapPut("/plan", (Guid id, TellingInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.TellAsync(id, version, ClockMark.Planned, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Tell the plan.");
        work.MapPut("/workaround", (Guid id, TellingInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.TellAsync(id, version, ClockMark.WorkedAround, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Tell a workaround that restores service.");
        work.MapPut("/resolution", (Guid id, ResolutionInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.ResolveAsync(id, version, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Resolve it, and say how.");
        work.MapPut("/merging", (Guid id, MergeInput input, CaseOperations cases, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => cases.MergeAsync(id, version, input, stop), stop))
            .Answers<CaseView>().NeedsVersion().WithSummary("Let it go on in another case of the same account and desk.");
        work.MapPost("/vendor-case", HandOnAsync).Creates<CaseView>().Versioned().Idempotent().WithSummary("Hand it on to the vendor: a linked case, of which the customer sees nothing.");
    }

    private static PauseReason Reason(string word) => Words.TryParse<PauseReason>(word, out var reason) ? reason : throw new InvalidInputException(new InputError("reason", "input.unknown-value", string.Join(", ", Words.All<PauseReason>())));

    private static async Task<IResult> HandOnAsync(Guid id, HandOnInput input, CaseOpeningOperations operations, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var one = await operations.HandOnAsync(id, input, stop);
        return await CaseEndpoints.CreatedAsync(one.Id, cases, session, http, stop);
    }
}

/// <summary>Does something to the version the request names, and answers the case as it is then.</summary>
internal sealed class CaseAct(CaseDetails cases, Session session, IHttpContextAccessor accessor) : VersionedAct<CaseView>("/api/v1/cases", session, accessor)
{
    protected override Task<CaseView> GetAsync(Guid id, CancellationToken stop) => cases.GetAsync(id, stop);

    protected override Task<long> VersionAsync(Guid id, CancellationToken stop) => cases.VersionAsync(id, stop);
}
