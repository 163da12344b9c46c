using Backline.Server.Ui;

namespace Backline.Server.Features.Home;

internal static class HomeFeature
{
    public static IServiceCollection AddHome(this IServiceCollection services) => services
        .AddScoped<HomeScope>().AddScoped<Waiting>().AddScoped<AccountCover>().AddScoped<AccountFleet>().AddScoped<AccountsAtRisk>().AddScoped<CoverByCategory>().AddScoped<HomeLists>()
        .AddNavItem(new("home", "/", "home", 0, _ => true));
}
