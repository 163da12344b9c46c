using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Backline.Server.Platform.Identity;

internal static class IdentitySetup
{
    /// <summary>A request with a bearer key is a program's; everything else is a browser's.</summary>
    private const string Either = "Backline";

    /// <summary>Of the page where somebody signs in: a session of this browser was ended, by somebody or something else than time.</summary>
    public const string Ended = "ended";

    public static IServiceCollection AddBacklineIdentity(this IServiceCollection services)
    {
        services.AddDbContext<IdentityDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).LeaveFailuresToTheCaller());
        services.AddAuthentication(options => options.DefaultScheme = options.DefaultChallengeScheme = options.DefaultForbidScheme = Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = http => IsKey(http) ? ApiKeyAuthentication.Scheme : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null)
            .AddIdentityCookies();
        services.AddIdentityCore<Person>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                // length is what helps; composition rules only annoy (NIST SP 800-63B)
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddEntityFrameworkStores<IdentityDb>().AddSignInManager<PersonSignIn>().AddDefaultTokenProviders().AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider).AddClaimsPrincipalFactory<PersonClaims>();
        services.AddScoped<ILookupNormalizer, SignInNames>();
        services.Configure<IdentityPasskeyOptions>(options => options.UserVerificationRequirement = options.ResidentKeyRequirement = "required");
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = TimeSpan.FromHours(2));
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromSeconds(10));
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "backline";
            options.LoginPath = "/sign-in";
            options.LogoutPath = "/sign-out";
            options.AccessDeniedPath = "/denied";
            options.ReturnUrlParameter = "back";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = EndedSessions.CookieGood;
            options.Events.OnSigningIn = async context =>
            {
                var (http, sessions) = (context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<EndedSessions>());
                sessions.Name(context.Properties);
                if ((await http.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Properties is { } before) await sessions.ReplaceAsync(before, context.Properties, http.RequestAborted);
            };
            options.Events.OnValidatePrincipal = context => Problems.TellsDatabaseAway(context.HttpContext) ? Task.CompletedTask : ValidateAsync(context);
            // the page where somebody signs in leads on by itself; this would write what the address says into a header as it is
            options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask;
            options.Events.OnRedirectToLogin = context => ToPage(context, 401, "unauthenticated");
            options.Events.OnRedirectToAccessDenied = context => ToPage(context, 403, "forbidden");
        });
        services.AddSingleton<ApiKeys>().AddSingleton<EndedSessions>().AddSingleton<PublicAddress>().AddScoped<CurrentReader>().AddHttpContextAccessor();
        services.AddAuthorizationBuilder().AddPermissions();
        return services;
    }

    private static bool IsKey(HttpContext http) => http.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.Ordinal);

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<EndedSessions>();
        if (await sessions.HasEndedAsync(context.Properties, context.HttpContext.RequestAborted)) context.RejectPrincipal();
        else await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal is null) context.HttpContext.Items[Ended] = true;
    }

    /// <summary>Programs get a problem, htmx sends the whole browser, a browser is redirected. Other scripts get the bare status: followed to the page where one signs in, they would
    /// bring back a token for forms that puts the one of the page just shown out of use.</summary>
    private static Task ToPage(RedirectContext<CookieAuthenticationOptions> context, int status, string code)
    {
        var http = context.HttpContext;
        var texts = http.RequestServices.GetRequiredService<ProblemTexts>();
        if (http.IsForMachines) return status == 403 ? Forbidden.AnswerAsync(http, texts) : Problems.Result(http, status, code, texts[code]).ExecuteAsync(http);
        if (status == 403)
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        }
        if (http.Request.Headers["HX-Request"] == "true")
        {
            http.Response.StatusCode = status;
            http.Response.Headers["HX-Redirect"] = SignInPage(http, http.Request.Headers["HX-Current-URL"]);
        }
        else if (http.IsOfScript)
        {
            http.Response.StatusCode = status;
        }
        else
        {
            http.Response.Redirect(SignInPage(http, HttpMethods.IsGet(http.Request.Method) ? http.Request.GetEncodedUrl() : http.Request.Headers.Referer));
        }
        return Task.CompletedTask;
    }

    /// <param name="asked">The page to lead back to: a fragment or the target of a form is none.</param>
    private static string SignInPage(HttpContext http, string? asked) => "/sign-in" + QueryString.Create(
    [
        .. Uri.TryCreate(asked, UriKind.Absolute, out var page) && page.Authority == http.Request.Host.Value ? [new("back", page.PathAndQuery)] : Array.Empty<KeyValuePair<string, string?>>(),
        .. http.Items.ContainsKey(Ended) ? [new(Ended, "1")] : Array.Empty<KeyValuePair<string, string?>>(),
    ]);
}
