using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Identity;

/// <summary>Form targets of a browser: the button in the list of invitations.</summary>
internal static class InvitationForms
{
    public static void Map(RouteGroupBuilder web) =>
        web.MapPost("/invitations/{invitationId:guid}/mails", SendAgainAsync).RequirePermission(Permissions.PeopleManage);

    private static async Task<RedirectHttpResult> SendAgainAsync(Guid invitationId, InvitationOperations invitations, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop)
    {
        try
        {
            var invited = await invitations.SendAgainAsync(invitationId, stop);
            await session.SaveAsync(stop);
            flash.Ok(invited.Link is { } link ? texts["invitation.link", invited.Invitation.Name, link] : texts["invitation.sent", invited.Invitation.Email]);
        }
        catch (RefusedException e)
        {
            flash.Bad(problems.Of(e.Refusal));
        }
        return TypedResults.LocalRedirect("/invitations");
    }
}
