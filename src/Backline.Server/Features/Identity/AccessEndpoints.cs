using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Identity;

/// <summary>The buttons in the lists of invitations and keys.</summary>
internal static class AccessEndpoints
{
    public static void Map(RouteGroupBuilder web)
    {
        var invitations = web.MapGroup("/invitations/{invitationId:guid}").RequirePermission(Permissions.PeopleManage);
        invitations.MapPost("/mails", SendAgainAsync);
        invitations.MapPost("/revocation", RevokeInvitationAsync);
        web.MapPost("/keys/{apiKeyId:guid}/revocation", RevokeKeyAsync).RequirePermission(Permissions.KeysManage);
    }

    private static Task<RedirectHttpResult> SendAgainAsync(Guid invitationId, InvitationOperations invitations, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop) =>
        DoAsync("/invitations", session, flash, problems, async () =>
        {
            var invited = await invitations.SendAgainAsync(invitationId, stop);
            return invited.Link is { } link ? texts["invitation.link", invited.Invitation.Name, link] : texts["invitation.sent", invited.Invitation.Email];
        }, stop);

    private static Task<RedirectHttpResult> RevokeInvitationAsync(Guid invitationId, InvitationOperations invitations, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop) =>
        DoAsync("/invitations", session, flash, problems, async () =>
        {
            await invitations.RevokeAsync(invitationId, stop);
            return texts["did.invitation.revoked"];
        }, stop);

    private static Task<RedirectHttpResult> RevokeKeyAsync(Guid apiKeyId, KeyOperations keys, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop) =>
        DoAsync("/keys", session, flash, problems, async () =>
        {
            await keys.RevokeAsync(apiKeyId, stop);
            return texts["did.api-key.revoked"];
        }, stop);

    private static async Task<RedirectHttpResult> DoAsync(string back, Session session, Flash flash, ProblemTexts problems, Func<Task<string>> work, CancellationToken stop)
    {
        try
        {
            var done = await work();
            await session.SaveAsync(stop);
            flash.Ok(done);
        }
        catch (RefusedException e)
        {
            flash.Bad(problems.Of(e.Refusal));
        }
        return TypedResults.LocalRedirect(back);
    }
}
