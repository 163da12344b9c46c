using Backline.Server.Features.Cases.Articles;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Cases.Bulk;
using Backline.Server.Features.Cases.Changes;
using Backline.Server.Features.Cases.Links;
using Backline.Server.Features.Cases.Mentions;
using Backline.Server.Features.Cases.Satisfaction;
using Backline.Server.Features.Cases.Templates;
using Backline.Server.Features.Cases.Time;
using Backline.Server.Features.Cases.Views;
using Backline.Server.Features.Cases.Watchers;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Jobs;
using Backline.Server.Ui;

namespace Backline.Server.Features.Cases;

/// <summary>What customers need help with, from the question to the end.</summary>
public static class CasesFeature
{
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        services.AddScoped<CaseOperations>().AddScoped<CaseOpeningOperations>().AddScoped<CaseRecords>().AddScoped<NextUpdates>().AddScoped<CaseRecipientQueries>();
        // asked for when there is something to see: those who see it may act on cases themselves
        services.AddScoped<Func<IEnumerable<ICaseObserver>>>(scope => scope.GetServices<ICaseObserver>);
        services.AddScoped<CaseQueries>().AddScoped<CaseList>().AddScoped<CaseFaces>().AddScoped<CaseDetails>().AddScoped<CaseAlarmQueries>().AddScoped<CaseSheet>().AddScoped<DeskWorkerQueries>().AddScoped<CaseForms>().AddScoped<ToldWords>().AddScoped<CallNotes>().AddScoped<DeskRecipients>().AddScoped<CaseWords>().AddScoped<NewCaseForm>().AddScoped<CaseAct>();
        services.AddScoped<CaseShelf>().AddScoped<CasePresence>().AddScoped<DeskQueue>().AddScoped<DeskAddress>().AddScoped<ICaseObserver, LiveCases>();
        services.AddScoped<ArticleOperations>().AddScoped<ArticleQueries>().AddScoped<ArticleAct>().AddScoped<IPanelForms, ArticleForms>().AddScoped<SimilarQueries>().AddScoped<RelatedDevices>().AddScoped<EntitlementQueries>();
        services.AddScoped<CaseGlances>().AddScoped<WatcherOperations>().AddScoped<LinkOperations>().AddScoped<SplitOperations>().AddScoped<ChosenMessages>().AddScoped<ChangeOperations>().AddScoped<IPanelForms, MatterForms>();
        services.AddSingleton(new Panel("case", typeof(Pages.LinksPanel), Permissions.CasesRead)).AddSingleton(new Panel("case", typeof(Pages.WatchersPanel), Permissions.CasesRead)).AddSingleton(new Panel("case", typeof(Pages.ChangesPanel), Permissions.CasesRead));
        services.AddSingleton(new Panel("case-lead", typeof(Pages.FollowUpPanel), Permissions.CasesOpen));
        services.AddScoped<TimeOperations>().AddScoped<MentionQueries>().AddScoped<ICaseObserver, MentionObserver>();
        services.AddScoped<RatingOperations>().AddScoped<RatingQueries>().AddScoped<RatingLinks>().AddScoped<RatingAsking>().AddScoped<SurveyWords>().AddScoped<IBrandSource, RatingBrandSource>().AddScheduledJob<RatingJob>("case-ratings", "0 */10 * * * ?");
        services.AddSingleton(new Panel("case", typeof(Pages.TimePanel), Permissions.CasesWork)).AddSingleton(new Panel("case", typeof(Pages.RatingPanel), Permissions.CasesWork)).AddSingleton(new Panel("home", typeof(Pages.MentionsCard), Permissions.CasesWork));
        services.AddScoped<TemplateOperations>().AddScoped<ReplyDrafts>().AddScoped<MacroOperations>().AddScoped<BulkOperations>().AddScoped<BulkForm>().AddScoped<BulkLetters>().AddScoped<ViewOperations>();
        services.AddScoped<CaseAlarmOperations>().AddScoped<CaseAlarmMail>().AddScoped<NoticeHours>().AddScoped<CaseNoticeOperations>().AddSingleton<NoticePatience>().AddScoped<DeskNotices>().AddScoped<ICaseObserver, UnownedCaseObserver>().AddScoped<IDueHandler, UnownedCaseHandler>().AddSingleton<MatrixShelf>().AddScoped<EscalationMatrixQueries>().AddHostedService<CaseAlarmWorker>();
        services.AddAttachments();
        services.AddSingleton(new Panel("home", typeof(Pages.NextCasesCard), Permissions.CasesRead)).AddSingleton(new Panel("help-keys", typeof(Pages.DeskKeyList), Permissions.CasesWork));
        services.AddNavItem(new("desk", "/desk", "inbox", 3, reader => reader.HasDesk));
        services.AddNavItem(new("cases", "/cases", "message", 5, reader => reader.May(Permissions.CasesRead)) { Also = ["/templates", "/satisfaction"] });
        services.AddNavItem(new("articles", "/articles", "bulb", 27, reader => reader.May(Permissions.CasesRead)));
        return services.AddProblemTexts<ArticleTexts>().AddProblemTexts<CaseTexts>().AddProblemTexts<MatterTexts>().AddProblemTexts<DeskTexts>();
    }

    public static void MapCases(this RouteGroupBuilder api)
    {
        api.MapCaseEndpoints();
        api.MapCaseActions();
        api.MapArticles();
        api.MapAttachments();
        api.MapBulk();
        api.MapChanges();
        api.MapLinks();
        api.MapMentions();
        api.MapRatings();
        api.MapTemplates();
        api.MapTime();
        api.MapViews();
        api.MapWatchers();
    }
}

/// <summary>The words of cases.</summary>
public sealed class CaseTexts;
