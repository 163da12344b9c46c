using Backline.Server.Features.Cases;
using Backline.Server.Features.Cases.Satisfaction;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;

namespace Backline.Server.Features.Escalations;

/// <summary>More attention for cases and accounts that need it, and who answers for that.</summary>
public static class EscalationsFeature
{
    public static IServiceCollection AddEscalations(this IServiceCollection services)
    {
        services.AddScoped<EscalationOperations>().AddScoped<AccountEscalationOperations>().AddScoped<EscalationRecords>().AddScoped<EscalationQueries>().AddScoped<EscalationMail>().AddScoped<EscalationAct>();
        services.AddScoped<ICaseObserver, EscalationObserver>().AddScoped<IRatingObserver, LowRatings>().AddScoped<IPanelForms, EscalationForms>().AddHostedService<EscalationWorker>();
        services.AddScoped<DeskPeopleQueries>().AddScoped<DeskPeopleOperations>().AddScoped<EscalationMatrixOperations>().AddScoped<SpecialistQueries>().AddScoped<BreachQueries>();
        services.AddScoped<EscalationCallOperations>().AddScoped<ICaseAlarmObserver>(scope => scope.GetRequiredService<EscalationCallOperations>());
        services.AddScheduledJob<EscalationRulesJob>("escalation-rules", "0 5/15 * * * ?");
        services.AddScoped<EscalationWords>().AddScoped<EscalationPageForms>().AddScoped<CaseAttention>();
        services.AddSingleton(new Panel("case-others", typeof(Pages.CaseEscalationCard), Permissions.CasesRead, 10)).AddSingleton(new Panel("case-others", typeof(Pages.CaseLadderCard), Permissions.CasesRead, 20)).AddSingleton(new Panel("case", typeof(Pages.CaseSpecialistsCard), Permissions.CasesWork));
        services.AddSingleton(new Panel("case-lead", typeof(Pages.OpenCallNote), Permissions.CasesWork, 10)).AddSingleton(new Panel("case-badge", typeof(Pages.EscalatedBadge), Permissions.CasesWork));
        services.AddScoped<DutyQueries>().AddSingleton(new Panel("queue", typeof(Pages.DutyLines), Permissions.CasesWork, Order: -10));
        services.AddSingleton(new Panel("account", typeof(Pages.AccountEscalationCard), Permissions.CasesRead));
        services.AddSingleton(new Panel("home", typeof(Pages.BreachesCard), Permissions.EscalationsManage));
        services.AddNavItem(new("breaches", "/breaches", "alarm", 18, reader => reader.Side != Side.Customer && reader.May(Permissions.EscalationsManage), typeof(EscalationTexts)));
        services.AddNavItem(new("escalations", "/escalations", "flag", 16, reader => reader.Side != Side.Customer && reader.May(Permissions.CasesRead), typeof(EscalationTexts)) { Also = ["/escalation-matrix", "/desk-people"] });
        return services.AddProblemTexts<EscalationTexts>();
    }

    public static void MapEscalations(this RouteGroupBuilder api)
    {
        api.MapEscalationEndpoints();
        api.MapDesk();
    }
}

/// <summary>Names EscalationTexts.resx.</summary>
public sealed class EscalationTexts;
