using Backline.Server.Features.Cases.Pages;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Live;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Backline.Server.Features.Cases;

/// <summary>Who else of the desk looks at a case right now, so that two do not answer at once.</summary>
internal sealed class CasePresence(Session session, CaseGlances cases, LiveWire wire, LivePeople people)
{
    public static void Map(RouteGroupBuilder web)
    {
        web.MapPost("/cases/{id:guid}/presence", async (Guid id, [FromForm] string? state, CasePresence presence, CancellationToken stop) =>
        {
            await presence.NoteAsync(id, state, stop);
            return TypedResults.NoContent();
        }).RequirePermission(Permissions.CasesWork).ExcludeFromDescription();
        web.MapGet("/cases/{id:guid}/others", async (Guid id, CasePresence presence, CancellationToken stop) =>
            new RazorComponentResult<CaseOthers>(new { CaseId = id, People = await presence.OthersAsync(id, stop) })).RequirePermission(Permissions.CasesWork).ExcludeFromDescription();
    }

    /// <param name="state">reading, writing or gone.</param>
    /// <exception cref="NotFoundException"/>
    private async Task NoteAsync(Guid id, string? state, CancellationToken stop)
    {
        var one = await cases.GetAsync(id, stop);
        if (session.Reader.PersonId is not { } person || !session.Reader.IsOfDesk(one.Tier)) return;
        wire.Tell(new("presence", id, Permissions.CasesWork, LiveCases.Circle(new(one.Tier, one.FrontId, one.PartnerId, one.AccountId), amongDesk: true), new(person, session.Reader.Name, state == "writing", state == "gone")));
    }

    /// <exception cref="NotFoundException"/>
    private async Task<IReadOnlyList<SomebodyHere>> OthersAsync(Guid id, CancellationToken stop)
    {
        var one = await cases.GetAsync(id, stop);
        return session.Reader.IsOfDesk(one.Tier) ? people.Beside(id, session.Reader.PersonId) : [];
    }
}
