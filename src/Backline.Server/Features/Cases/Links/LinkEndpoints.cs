using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Links;

internal static class LinkEndpoints
{
    public static void MapLinks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/cases/{id:guid}").WithTags("Cases");
        group.MapGet("/links", ListAsync).RequirePermission(Permissions.CasesRead).Answers<Page<LinkView>>().WithSummary("The cases it belongs together with.");
        group.MapPost("/links", AddAsync).RequirePermission(Permissions.CasesWork).Creates<Page<LinkView>>().Idempotent().WithSummary("Say how it belongs together with another of the same account and desk.");
        group.MapDelete("/links/{linkId:guid}", RemoveAsync).RequirePermission(Permissions.CasesWork).AnswersNothing().WithSummary("They don't belong together.");
        group.MapPost("/splits", SplitAsync).RequirePermission(Permissions.CasesWork).Creates<CaseView>().Versioned().Idempotent().WithSummary("Let messages go on in a case of their own, with its own clocks.");
        group.MapPost("/follow-ups", FollowUpAsync).RequirePermission(Permissions.CasesOpen).Creates<CaseView>().Versioned().Idempotent().WithSummary("Go on after it was closed, in another case linked to it.");
    }

    private static async Task<IResult> ListAsync(Guid id, LinkOperations links, CaseGlances glances, CancellationToken stop) => TypedResults.Ok(await AllAsync(id, links, glances, stop));

    private static async Task<IResult> AddAsync(Guid id, LinkInput input, LinkOperations links, CaseGlances glances, Session session, CancellationToken stop)
    {
        await links.AddAsync(id, input, stop);
        var all = await AllAsync(id, links, glances, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/cases/{id}/links", all);
    }

    private static async Task<IResult> RemoveAsync(Guid id, Guid linkId, LinkOperations links, Session session, CancellationToken stop)
    {
        await links.RemoveAsync(id, linkId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SplitAsync(Guid id, SplitInput input, SplitOperations splits, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var own = await splits.SplitAsync(id, input, stop);
        return await CaseEndpoints.CreatedAsync(own.Id, cases, session, http, stop);
    }

    private static async Task<IResult> FollowUpAsync(Guid id, FollowUpInput input, SplitOperations splits, CaseDetails cases, Session session, HttpContext http, CancellationToken stop)
    {
        var next = await splits.FollowUpAsync(id, input, stop);
        return await CaseEndpoints.CreatedAsync(next.Id, cases, session, http, stop);
    }

    private static async Task<Page<LinkView>> AllAsync(Guid id, LinkOperations links, CaseGlances glances, CancellationToken stop)
    {
        var one = await glances.GetAsync(id, stop);
        return Page.Whole(await links.ListAsync(one.AccountId, id, stop));
    }
}
