using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Outbox;
using Backline.Server.Ui;

namespace Backline.Server.Features.Identity;

internal static class IdentityFeature
{
    public static IServiceCollection AddIdentityFeature(this IServiceCollection services)
    {
        services.AddScoped<Doorstep>().AddScoped<InvitationAcceptance>().AddScoped<MeOperations>().AddScoped<IdentityMails>()
            .AddScoped<PeopleQueries>().AddScoped<PeopleOperations>().AddScoped<InvitationQueries>().AddScoped<InvitationOperations>()
            .AddScoped<KeyQueries>().AddScoped<KeyOperations>().AddScoped<OutboxQueries>()
            .AddScoped<IBrandSource, LinkBrandSource>();
        services.AddSingleton(provider => MailSettings.Of(provider.GetRequiredService<IConfiguration>())).AddHostedService<MailWorker>();
        services.AddNavItem(new("people", "/people", "users", 80, reader => reader.May(Permissions.PeopleManage)) { Also = ["/invitations", "/keys"] });
        return services.AddProblemTexts<IdentityTexts>();
    }

    public static void MapIdentity(this RouteGroupBuilder api)
    {
        MeEndpoints.Map(api);
        PeopleEndpoints.Map(api);
        InvitationEndpoints.Map(api);
        KeyEndpoints.Map(api);
        OutboxEndpoints.Map(api);
    }

    public static void MapIdentityForms(this RouteGroupBuilder web)
    {
        SignInForms.Map(web);
        InvitationForms.Map(web);
    }
}
