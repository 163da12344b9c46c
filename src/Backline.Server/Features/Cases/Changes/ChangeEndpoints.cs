using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Changes;

internal static class ChangeEndpoints
{
    public static void MapChanges(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/cases/{id:guid}").WithTags("Cases");
        group.MapGet("/changes", ListAsync).RequirePermission(Permissions.CasesRead).Answers<Page<ChangeView>>().WithSummary("What was changed about it after its opening: as it was, as it became, and why.");
        group.MapPut("/matter", (Guid id, MoveInput input, ChangeOperations changes, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => changes.MoveAsync(id, version, input, stop), stop))
            .RequirePermission(Permissions.CasesWork).Answers<CaseView>().NeedsVersion().WithSummary("Change site, contact and device; coverage is decided again, and what was used and waited stays.");
        group.MapPut("/model", (Guid id, NamedModel input, ChangeOperations changes, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => changes.NameModelAsync(id, version, input, stop), stop))
            .RequirePermission(Permissions.CasesOpen).Answers<CaseView>().NeedsVersion().WithSummary("Say which model the unit is that no inventory has; coverage is decided again.");
        group.MapPut("/privacy", (Guid id, PrivacyInput input, ChangeOperations changes, CaseAct act, CancellationToken stop) => act.DoAsync(id, version => changes.ChangePrivacyAsync(id, version, input, stop), stop))
            .RequirePermission(Permissions.CasesOpen).Answers<CaseView>().NeedsVersion().WithSummary("Make it private or share it with all of the account, with the reason.");
    }

    private static async Task<IResult> ListAsync(Guid id, ChangeOperations changes, CaseGlances glances, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        return TypedResults.Ok(Page.Whole(await changes.ListAsync(one.AccountId, id, stop)));
    }
}
