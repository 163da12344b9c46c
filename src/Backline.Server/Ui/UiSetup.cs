using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

/// <summary>What every page needs: components, texts, formats, navigation, error pages.</summary>
public static class UiSetup
{
    public static IServiceCollection AddBacklineUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        services.AddSingleton<ResourceManagerStringLocalizerFactory>().AddSingleton<IStringLocalizerFactory, CountedTextsFactory>().AddLocalization();
        services.AddHttpContextAccessor();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "xsrf";
            options.HeaderName = "RequestVerificationToken";
        });
        services.Configure<RequestLocalizationOptions>(Languages.Configure);
        services.Configure<ExceptionHandlerOptions>(options =>
        {
            options.ExceptionHandlingPath = "/error";
            options.CreateScopeForErrors = true;
        });
        services.AddSingleton(provider => Reach.Of(provider.GetRequiredService<IConfiguration>()));
        services.AddScoped<SealedCookies>().AddScoped<Flash>().AddScoped<PostedForm>().AddScoped<BrandContext>().AddScoped<PageHead>().AddScoped<FieldLabels>().AddScoped<Formats>().AddScoped<Navigation>();
        return services;
    }

    /// <summary>Stands right after UseExceptionHandler and before UseRouting.</summary>
    public static IApplicationBuilder UseBacklineUi(this IApplicationBuilder app) => app.UseSecurityHeaders().UseRelativeRedirects().UseStatusPages().UseErrorPagesAsGet();

    /// <summary>Pages and static files; the returned group is where features map their fragments and form targets.</summary>
    public static RouteGroupBuilder MapBacklineUi(this WebApplication app)
    {
        app.MapStaticAssets().ShortCircuit();
        var pages = app.MapRazorComponents<App>().WithStaticAssets();
        var web = app.MapGroup("").AddEndpointFilter<AntiforgeryFilter>().WithAssetsOf(pages);
        web.MapPreferences();
        return web;
    }
}
