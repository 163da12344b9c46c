using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Identity;

internal static class InvitationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var invitations = api.MapGroup("/invitations").RequirePermission(Permissions.PeopleManage).WithTags("People");
        invitations.MapGet("", ListAsync).Lists<InvitationRow>().WithSummary("Invitations, newest first.");
        invitations.MapGet("/{invitationId:guid}", GetAsync).Answers<InvitationRow>().WithSummary("One invitation.");
        invitations.MapPost("", InviteAsync).Creates<Invited>().WithSummary("Invites somebody; the link is in the answer where no email leaves.").Idempotent();
        invitations.MapPost("/{invitationId:guid}/mails", SendAgainAsync).Answers<Invited>().WithSummary("A new link for two more weeks; the one before stops working.");
        invitations.MapDelete("/{invitationId:guid}", WithdrawAsync).AnswersNothing().WithSummary("Withdraw an invitation: its link stops working.");
    }

    private static async Task<IResult> ListAsync(HttpContext http, InvitationQueries invitations, string? cursor, int? limit, CancellationToken stop) =>
        http.Answer(await invitations.ListAsync(cursor, limit, stop));

    private static async Task<IResult> GetAsync(Guid invitationId, InvitationQueries invitations, CancellationToken stop) => TypedResults.Ok(await invitations.GetAsync(invitationId, stop));

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
}
