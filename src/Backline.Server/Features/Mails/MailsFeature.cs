using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;

namespace Backline.Server.Features.Mails;

/// <summary>Cases by mail: what is said goes out, what comes in finds its case.</summary>
public static class MailsFeature
{
    public static IServiceCollection AddMails(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IConfiguration>().GetSection("Mail").Get<MailboxSettings>() ?? new());
        services.AddSingleton<MailStore>().AddScoped<MailDelivery>().AddScoped<MailSorting>().AddScoped<IDueHandler>(scope => scope.GetRequiredService<MailSorting>());
        services.AddScoped<ICaseObserver, CaseMailObserver>().AddScoped<IDueHandler, CaseMailHandler>().AddScoped<IDueHandler, RefusedFilesHandler>().AddScoped<HeldAnswers>();
        services.AddScoped<IDueHandler, FailedMailHandler>().AddScoped<IDueHandler, UndeliveredMailHandler>().AddScoped(scope => MailNoteHandler.Of(scope, MailNote.Cut)).AddScoped(scope => MailNoteHandler.Of(scope, MailNote.Broken));
        services.AddScoped<MailQueries>().AddScoped<MailOperations>().AddScoped<MailForm>().AddHostedService<MaildirWorker>();
        services.AddSingleton(new Panel("queue", typeof(Pages.HeldMails), Permissions.CasesWork));
        services.AddNavItem(new("mail", "/mail", "mail", 45, reader => reader.May(Permissions.CasesWork), typeof(MailTexts)) { Also = ["/outbox"] });
        return services.AddProblemTexts<MailTexts>();
    }
}

/// <summary>The words of mails that came in.</summary>
public sealed class MailTexts;
