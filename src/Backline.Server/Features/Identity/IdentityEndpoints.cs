using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.Identity;

internal sealed record RoleChange(string? Role);

/// <summary>What the caller is and may do.</summary>
internal sealed record Me(Guid? Id, string Name, string Role, Side Side, Guid? AccountId, Guid? PartnerId, string TimeZone, IEnumerable<string> Permissions);

/// <summary>/api/v1: people, invitations, api-keys, me.</summary>
internal static class IdentityEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/me", (CurrentReader reader) => ReadMe(reader.Required)).RequireAuthorization(Policies.SignedIn).WithTags("Me").WithSummary("Who the caller is, and what it may do.");

        var people = api.MapGroup("/people").RequirePermission(Permissions.PeopleManage).WithTags("People");
        people.MapGet("", ListPeopleAsync).Lists<PersonRow>().WithSummary("People by name; filters: q, role, state (active, disabled).");
        people.MapGet("/{personId:guid}", GetPersonAsync).Answers<PersonRow>().Versioned().WithSummary("One person.");
        people.MapPut("/{personId:guid}/role", ChangeRoleAsync).Answers<PersonRow>().NeedsVersion().WithSummary("Another role of the same side. Ends the person's sessions. Needs If-Match.");
        people.MapPut("/{personId:guid}/suspension", DisableAsync).Answers<PersonRow>().NeedsVersion().WithSummary("May no longer sign in. Needs If-Match.");
        people.MapDelete("/{personId:guid}/suspension", EnableAsync).Answers<PersonRow>().NeedsVersion().WithSummary("May sign in again. Needs If-Match.");

        var invitations = api.MapGroup("/invitations").RequirePermission(Permissions.PeopleManage).WithTags("People");
        invitations.MapGet("", ListInvitationsAsync).Lists<InvitationRow>().WithSummary("Invitations, newest first.");
        invitations.MapGet("/{invitationId:guid}", GetInvitationAsync).Answers<InvitationRow>().WithSummary("One invitation.");
        invitations.MapPost("", InviteAsync).Creates<Invited>().WithSummary("Invites somebody; the link is in the answer where no email leaves.").Idempotent();
        invitations.MapPost("/{invitationId:guid}/mails", SendAgainAsync).Answers<Invited>().WithSummary("A new link for two more weeks; the one before stops working.");
        invitations.MapDelete("/{invitationId:guid}", WithdrawAsync).AnswersNothing().WithSummary("Withdraw an invitation: its link stops working.");

        var keys = api.MapGroup("/api-keys").RequirePermission(Permissions.KeysManage).WithTags("API keys");
        keys.MapGet("", ListKeysAsync).Lists<KeyRow>().WithSummary("Keys, newest first, never with the key itself.");
        keys.MapGet("/{apiKeyId:guid}", GetKeyAsync).Answers<KeyRow>().WithSummary("One key, without the key itself.");
        // the answer that is kept for a repetition holds the key too: it is sealed
        keys.MapPost("", MakeKeyAsync).Idempotent().Creates<MadeKey>().WithSummary("Makes a key. The answer holds it, and nothing else ever will.");
        keys.MapDelete("/{apiKeyId:guid}", RevokeKeyAsync).AnswersNothing().WithSummary("Revoke a key: it stops working at once.");
    }

    private static Me ReadMe(Reader reader) => new(reader.PersonId, reader.Name, reader.Role, reader.Side, reader.AccountId, reader.PartnerId, reader.TimeZone, reader.Permissions.Order(StringComparer.Ordinal));

    private static async Task<IResult> ListPeopleAsync(HttpContext http, PeopleQueries people, string? q, string? role, string? state, string? cursor, int? limit, CancellationToken stop) =>
        http.Answer(await people.ListAsync(new(q, role, state), cursor, limit, stop));

    private static async Task<IResult> GetPersonAsync(Guid personId, HttpContext http, PeopleQueries people, CancellationToken stop) => Answer(http, await people.GetAsync(personId, stop));

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

    private static async Task<IResult> ListInvitationsAsync(HttpContext http, InvitationQueries invitations, string? cursor, int? limit, CancellationToken stop) =>
        http.Answer(await invitations.ListAsync(cursor, limit, stop));

    private static async Task<IResult> GetInvitationAsync(Guid invitationId, InvitationQueries invitations, CancellationToken stop) => TypedResults.Ok(await invitations.GetAsync(invitationId, stop));

    private static async Task<IResult> InviteAsync(NewInvitation invitation, InvitationOperations invitations, Session session, CancellationToken stop)
    {
        var invited = await invitations.InviteAsync(invitation, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/invitations/{invited.Invitation.Id}", invited);
    }

    private static async Task<IResult> SendAgainAsync(Guid invitationId, InvitationOperations invitations, Session session, CancellationToken stop)
    {
        var invited = await invitations.SendAgainAsync(invitationId, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(invited);
    }

    private static async Task<IResult> WithdrawAsync(Guid invitationId, InvitationOperations invitations, Session session, CancellationToken stop)
    {
        await invitations.WithdrawAsync(invitationId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ListKeysAsync(HttpContext http, KeyQueries keys, string? cursor, int? limit, CancellationToken stop) => http.Answer(await keys.ListAsync(cursor, limit, stop));

    private static async Task<IResult> GetKeyAsync(Guid apiKeyId, KeyQueries keys, CancellationToken stop) => TypedResults.Ok(await keys.GetAsync(apiKeyId, stop));

    private static async Task<IResult> MakeKeyAsync(NewKey key, KeyOperations keys, Session session, CancellationToken stop)
    {
        var made = await keys.MakeAsync(key, stop);
        await session.SaveAsync(stop);
        return TypedResults.Created($"/api/v1/api-keys/{made.Key.Id}", made);
    }

    private static async Task<IResult> RevokeKeyAsync(Guid apiKeyId, KeyOperations keys, Session session, CancellationToken stop)
    {
        await keys.RevokeAsync(apiKeyId, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}
