using Backline.Domain.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Places;
using Backline.Server.Ui;

namespace Backline.Server.Features.Accounts;

/// <summary>Customers, their sites and their contacts.</summary>
internal static class AccountsFeature
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddScoped<AccountQueries>().AddScoped<AccountOperations>().AddScoped<AccountSheet>()
        .AddScoped<SiteQueries>().AddScoped<SiteOperations>().AddScoped<SiteList>()
        .AddScoped<ContactQueries>().AddScoped<ContactOperations>()
        .AddProblemTexts<AccountTexts>().AddProblemTexts<PlaceTexts>()
        .AddNavItem(new("accounts", "/accounts", "building", 15, reader => reader.Side != Side.Customer && reader.May(Permissions.AccountsRead)))
        .AddNavItem(new("account", "/account", "building", 60, reader => reader.Side == Side.Customer && reader.May(Permissions.AccountsRead), typeof(AccountTexts)))
        .AddNavItem(new("sites", "/sites", "map-pin", 25, reader => reader.May(Permissions.AccountsRead)));

    public static void MapAccounts(this RouteGroupBuilder api)
    {
        api.MapAccountEndpoints();
        api.MapSiteEndpoints();
        api.MapContactEndpoints();
    }
}

/// <summary>Names AccountTexts.resx.</summary>
public sealed class AccountTexts;
