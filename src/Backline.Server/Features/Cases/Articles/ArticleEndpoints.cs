using Backline.Server.Features.Cases.Pages;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Backline.Server.Features.Cases.Articles;

internal static class ArticleEndpoints
{
    public static void MapArticles(this RouteGroupBuilder api)
    {
        var read = api.MapGroup("/articles").WithTags("Articles").RequirePermission(Permissions.CasesRead);
        read.MapGet("", ListAsync).Lists<ArticleRow>().WithSummary("What is known, the newest first.");
        read.MapGet("/suggestions", SuggestAsync).Answers<Page<ArticleRow>>().WithSummary("Published articles that may help with what somebody writes.");
        read.MapGet("/{id:guid}", GetAsync).Answers<ArticleView>().Versioned().WithSummary("One article, in all its languages.");
        read.MapPut("/{id:guid}/vote", VoteAsync).Answers<ArticleView>().WithSummary("Say whether it helped.");
        var write = api.MapGroup("/articles").WithTags("Articles").RequirePermission(Permissions.ArticlesManage);
        write.MapPost("", WriteAsync).Creates<ArticleView>().Versioned().Idempotent().WithSummary("Write an article: a draft, in its original language.");
        write.MapPut("/{id:guid}", (Guid id, ArticleInput input, ArticleOperations articles, ArticleAct act, CancellationToken stop) => act.DoAsync(id, version => articles.ChangeAsync(id, version, input, stop), stop))
            .Answers<ArticleView>().NeedsVersion().WithSummary("Change the original: translations of it are stale from then on.");
        write.MapPut("/{id:guid}/texts/{language}", (Guid id, string language, TranslationInput input, ArticleOperations articles, ArticleAct act, CancellationToken stop) => act.DoAsync(id, version => articles.TranslateAsync(id, version, language, input, stop), stop))
            .Answers<ArticleView>().NeedsVersion().WithSummary("Say it in another language.");
        write.MapPut("/{id:guid}/publication", (Guid id, ArticleOperations articles, ArticleAct act, CancellationToken stop) => act.DoAsync(id, version => articles.PublishAsync(id, version, published: true, stop), stop))
            .Answers<ArticleView>().NeedsVersion().WithSummary("Publish it to those it is for.");
        write.MapDelete("/{id:guid}/publication", (Guid id, ArticleOperations articles, ArticleAct act, CancellationToken stop) => act.DoAsync(id, version => articles.PublishAsync(id, version, published: false, stop), stop))
            .Answers<ArticleView>().NeedsVersion().WithSummary("Take it back: a draft again.");
        var cases = api.MapGroup("/cases/{id:guid}").WithTags("Articles");
        cases.MapGet("/articles", async (Guid id, CaseGlances glances, ArticleQueries articles, CancellationToken stop) =>
        {
            await glances.GetAsync(id, stop);
            return Page.Whole(await articles.UsedAsync(id, stop));
        }).RequirePermission(Permissions.CasesRead).Answers<Page<ArticleRow>>().WithSummary("Articles that helped in the case.");
        cases.MapPut("/articles/{articleId:guid}", (Guid id, Guid articleId, ArticleOperations articles, Session session, CancellationToken stop) => UseAsync(id, articleId, true, articles, session, stop)).RequirePermission(Permissions.CasesWork).AnswersNothing().WithSummary("Note that an article helped in the case.");
        cases.MapDelete("/articles/{articleId:guid}", (Guid id, Guid articleId, ArticleOperations articles, Session session, CancellationToken stop) => UseAsync(id, articleId, false, articles, session, stop)).RequirePermission(Permissions.CasesWork).AnswersNothing().WithSummary("Note that it did not help after all.");
        cases.MapGet("/similar", async (Guid id, SimilarQueries similar, CancellationToken stop) => Page.Whole(await similar.OfAsync(id, SimilarQueries.Shown, stop))).RequirePermission(Permissions.CasesRead).Answers<Page<SimilarCase>>().WithSummary("Cases like this one, of those the reader sees.");
    }

    public static void MapArticleFragments(this RouteGroupBuilder web)
    {
        web.MapGet("/cases/known", async (string? subject, string? text, string? device, string? siteId, ArticleQueries articles, SimilarQueries similar, CancellationToken stop) => new RazorComponentResult<CaseKnown>(new
        {
            Articles = await articles.SuggestAsync($"{subject} {text}", device, 4, stop),
            Similar = await similar.LikeAsync($"{subject} {text}", device, siteId, 4, stop),
        })).RequirePermission(Permissions.CasesOpen).ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync([AsParameters] ArticleFilter filter, string? cursor, int? limit, ArticleQueries articles, HttpContext http, CancellationToken stop) =>
        http.Answer(await articles.ListAsync(filter, cursor, Cursor.Limit(limit), stop));

    private static async Task<IResult> SuggestAsync(string? text, string? model, ArticleQueries articles, CancellationToken stop) => TypedResults.Ok(Page.Whole(await articles.SuggestAsync(text, model, 10, stop)));

    private static async Task<IResult> GetAsync(Guid id, ArticleQueries articles, HttpContext http, CancellationToken stop)
    {
        var one = await articles.GetAsync(id, stop);
        http.SetEtag(one.Version);
        return TypedResults.Ok(one);
    }

    private static async Task<IResult> WriteAsync(ArticleInput input, ArticleOperations operations, ArticleAct act, CancellationToken stop) =>
        await act.CreatedAsync(await operations.WriteAsync(input, stop), stop);

    private static async Task<IResult> VoteAsync(Guid id, VoteInput input, ArticleOperations operations, ArticleQueries articles, Session session, CancellationToken stop)
    {
        await operations.VoteAsync(id, input, stop);
        var one = await articles.GetAsync(id, stop);
        await session.SaveAsync(stop);
        return TypedResults.Ok(one);
    }

    private static async Task<IResult> UseAsync(Guid id, Guid articleId, bool used, ArticleOperations operations, Session session, CancellationToken stop)
    {
        await operations.UseAsync(id, articleId, used, stop);
        await session.SaveAsync(stop);
        return TypedResults.NoContent();
    }
}

/// <summary>Does something to the version the request names, and answers the article as it is then.</summary>
internal sealed class ArticleAct(ArticleQueries articles, Session session, IHttpContextAccessor accessor) : VersionedAct<ArticleView>("/api/v1/articles", session, accessor)
{
    protected override Task<ArticleView> GetAsync(Guid id, CancellationToken stop) => articles.GetAsync(id, stop);
}
