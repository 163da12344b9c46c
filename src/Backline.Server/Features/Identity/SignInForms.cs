using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Backline.Server.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Identity;

/// <summary>Form targets of a browser: signing out, passkeys, sessions. Pages with fields post to themselves.</summary>
internal static class SignInForms
{
    public static void Map(RouteGroupBuilder web)
    {
        web.MapPost("/sign-out", SignOutAsync).AllowAnonymous();
        web.MapPost("/passkeys/request-options", RequestOptionsAsync).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        web.MapPost("/passkeys/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);

        var me = web.MapGroup("").RequireAuthorization(Policies.SignedIn);
        me.MapPost("/passkeys/creation-options", CreationOptionsAsync);
        me.MapPost("/passkeys", AddAsync);
        me.MapPost("/passkeys/{credential}/removal", RemoveAsync);
        me.MapPost("/me/two-factor/key", BeginTwoFactorAsync);
        me.MapPost("/me/sessions/end", EndSessionsAsync);
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext http, EndedSessions sessions, SignInManager<Person> signIn, CancellationToken stop)
    {
        if (http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties is { } session) await sessions.EndAsync(session, stop);
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect("/sign-in");
    }

    // who asks isn't known: a passkey found by the browser says who it is
    private static async Task<IResult> RequestOptionsAsync(SignInManager<Person> signIn) =>
        TypedResults.Text(await signIn.MakePasskeyRequestOptionsAsync(user: null), "application/json");

    private static async Task<RedirectHttpResult> SignInAsync(HttpContext http, [FromForm] string? credential, [FromForm] string? back, SignInManager<Person> signIn, Flash flash, IStringLocalizer<IdentityTexts> texts)
    {
        if (!string.IsNullOrEmpty(credential) && (await Passkeys.TryAsync(() => signIn.PasskeySignInAsync(credential)))?.Succeeded == true) return TypedResults.LocalRedirect(Web.Local(back));
        flash.Bad(texts["passkey.refused"]);
        return TypedResults.LocalRedirect("/sign-in" + QueryString.Create("back", Web.Local(back)));
    }

    private static async Task<IResult> CreationOptionsAsync(MeOperations me, SignInManager<Person> signIn)
    {
        var person = await me.PersonAsync();
        return TypedResults.Text(await signIn.MakePasskeyCreationOptionsAsync(new() { Id = person.Id.ToString(), Name = person.Email!, DisplayName = person.Name }), "application/json");
    }

    private static Task<RedirectHttpResult> AddAsync([FromForm] string? credential, [FromForm] string? name, MeOperations me, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop) =>
        BackToMeAsync(() => me.AddPasskeyAsync(credential, name, stop), texts["passkey.added"], session, flash, problems, stop);

    private static Task<RedirectHttpResult> RemoveAsync(string credential, MeOperations me, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop)
    {
        if (!System.Buffers.Text.Base64Url.IsValid(credential)) throw new NotFoundException("passkey", credential);
        return BackToMeAsync(() => me.RemovePasskeyAsync(System.Buffers.Text.Base64Url.DecodeFromChars(credential), stop), texts["passkey.removed"], session, flash, problems, stop);
    }

    private static async Task<RedirectHttpResult> BeginTwoFactorAsync(MeOperations me)
    {
        await me.BeginTwoFactorAsync();
        return TypedResults.LocalRedirect("/me/two-factor");
    }

    private static Task<RedirectHttpResult> EndSessionsAsync(MeOperations me, Session session, Flash flash, ProblemTexts problems, IStringLocalizer<IdentityTexts> texts, CancellationToken stop) =>
        BackToMeAsync(() => me.SignOutElsewhereAsync(stop), texts["me.sessions-ended"], session, flash, problems, stop);

    private static async Task<RedirectHttpResult> BackToMeAsync(Func<Task> work, string done, Session session, Flash flash, ProblemTexts problems, CancellationToken stop)
    {
        try
        {
            await work();
            await session.SaveAsync(stop);
            flash.Ok(done);
        }
        catch (RefusedException e)
        {
            flash.Bad(problems.Of(e.Refusal));
        }
        return TypedResults.LocalRedirect("/me");
    }
}
