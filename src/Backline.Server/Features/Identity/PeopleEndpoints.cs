using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.Identity;

internal sealed record RoleChange(string? Role);

internal static class PeopleEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var people = api.MapGroup("/people").RequirePermission(Permissions.PeopleManage).WithTags("People");
        people.MapGet("", ListAsync).Lists<PersonRow>().WithSummary("People by name; filters: q, role, state (active, disabled).");
        people.MapGet("/{personId:guid}", GetAsync).Answers<PersonRow>().Versioned().WithSummary("One person.");
        people.MapPut("/{personId:guid}/role", ChangeRoleAsync).Answers<PersonRow>().NeedsVersion().WithSummary("Another role of the same side. Ends the person's sessions. Needs If-Match.");
        people.MapPut("/{personId:guid}/suspension", DisableAsync).Answers<PersonRow>().NeedsVersion().WithSummary("May no longer sign in. Needs If-Match.");
        people.MapDelete("/{personId:guid}/suspension", EnableAsync).Answers<PersonRow>().NeedsVersion().WithSummary("May sign in again. Needs If-Match.");
    }

    private static async Task<IResult> ListAsync(HttpContext http, PeopleQueries people, string? q, string? role, string? state, string? cursor, int? limit, CancellationToken stop) =>
        http.Answer(await people.ListAsync(new(q, role, state), cursor, limit, stop));

    private static async Task<IResult> GetAsync(Guid personId, HttpContext http, PeopleQueries people, CancellationToken stop) => Answer(http, await people.GetAsync(personId, stop));

    private static Task<IResult> ChangeRoleAsync(Guid personId, RoleChange change, HttpContext http, PeopleQueries people, PeopleOperations operations, Session session, CancellationToken stop) =>
        ChangeAsync(personId, http, people, session, () => operations.ChangeRoleAsync(personId, change.Role, stop), stop);

    private static Task<IResult> DisableAsync(Guid personId, HttpContext http, PeopleQueries people, PeopleOperations operations, Session session, CancellationToken stop) =>
        ChangeAsync(personId, http, people, session, () => operations.DisableAsync(personId, stop), stop);

    private static Task<IResult> EnableAsync(Guid personId, HttpContext http, PeopleQueries people, PeopleOperations operations, Session session, CancellationToken stop) =>
        ChangeAsync(personId, http, people, session, () => operations.EnableAsync(personId, stop), stop);

    private static async Task<IResult> ChangeAsync(Guid id, HttpContext http, PeopleQueries people, Session session, Func<Task<PersonRow>> change, CancellationToken stop)
    {
        http.RequireVersion((await people.GetAsync(id, stop)).Version);
        var person = await change();
        await session.SaveAsync(stop);
        return Answer(http, person);
    }

    private static Ok<PersonRow> Answer(HttpContext http, PersonRow person)
    {
        http.SetEtag(person.Version);
        return TypedResults.Ok(person);
    }
}
