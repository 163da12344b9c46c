using Backline.Domain.Common;
using Backline.Server.Platform.Audit;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Articles;

/// <summary>What is done to articles. The caller saves.</summary>
internal sealed class ArticleOperations(Session session, CaseGlances glances, TimeProvider clock)
{
    /// <summary>A draft, in its original language.</summary>
    public async Task<Guid> WriteAsync(ArticleInput input, CancellationToken stop)
    {
        var asked = input.Checked();
        var (id, now) = (Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        var number = await session.ScalarAsync<string>("insert into article (id, number, audience, state, language, categories, models, changed_at, changed_by) values ($1, 'A-' || nextval('article_number_seq'), $2, 'draft', $3, $4, $5, $6, $7) returning number", stop,
            id, asked.Audience, asked.Language, asked.Categories!.ToArray(), asked.Models!.ToArray(), now, session.Reader.Name);
        await session.ExecuteAsync("insert into article_text (article_id, language, title, body, changed_at) values ($1, $2, $3, $4, $5)", stop, id, asked.Language, asked.Title, asked.Body, now);
        session.Audit(Act.OnProgramme("article.written", "article", id, number, after: new { asked.Title, asked.Audience }));
        return id;
    }

    /// <summary>Changes the original; translations of it are stale from then on.</summary>
    /// <exception cref="StaleVersionException"/>
    public async Task ChangeAsync(Guid id, long version, ArticleInput input, CancellationToken stop)
    {
        var asked = input.Checked();
        var number = await TouchAsync(id, version, "audience = $5, categories = $6, models = $7", stop, asked.Audience, asked.Categories!.ToArray(), asked.Models!.ToArray());
        await session.ExecuteAsync(
            "update article_text t set title = $2, body = $3, changed_at = $4, revision = revision + 1 from article a where a.id = $1 and t.article_id = a.id and t.language = a.language and (t.title, t.body) is distinct from ($2, $3)", stop,
            id, asked.Title, asked.Body, clock.GetUtcNow());
        session.Audit(Act.OnProgramme("article.changed", "article", id, number, after: new { asked.Title, asked.Audience }));
    }

    /// <summary>Says it in another language, after the original as it stands.</summary>
    /// <exception cref="RefusedException"><c>article.is-original</c></exception>
    public async Task TranslateAsync(Guid id, long version, string language, TranslationInput input, CancellationToken stop)
    {
        var asked = new ArticleInput(input.Title, input.Body, Language: language).Checked();
        var number = await TouchAsync(id, version, "audience = audience", stop);
        var original = await session.FirstAsync("select a.language, t.revision from article a join article_text t on t.article_id = a.id and t.language = a.language where a.id = $1", row => (Language: row.GetString(0), Revision: row.GetInt32(1)), stop, id);
        if (original.Language == language) throw new RefusedException(new("article.is-original", number, language));
        await session.ExecuteAsync(
            """
            insert into article_text as t (article_id, language, title, body, based_on, changed_at) values ($1, $2, $3, $4, $5, $6)
            on conflict (article_id, language) do update set title = excluded.title, body = excluded.body, based_on = excluded.based_on, changed_at = excluded.changed_at, revision = t.revision + 1
            """, stop, id, language, asked.Title, asked.Body, original.Revision, clock.GetUtcNow());
        session.Audit(Act.OnProgramme("article.translated", "article", id, number, after: new { language }));
    }

    public async Task PublishAsync(Guid id, long version, bool published, CancellationToken stop)
    {
        var number = await TouchAsync(id, version, "state = $5", stop, published ? "published" : "draft");
        session.Audit(Act.OnProgramme(published ? "article.published" : "article.withdrawn", "article", id, number));
    }

    /// <summary>Once by each person; said again, the last counts.</summary>
    public async Task VoteAsync(Guid id, VoteInput input, CancellationToken stop)
    {
        new InputErrors().Refuse(input.Helpful is null, "/helpful", "input.required").ThrowIfAny();
        if (session.Reader.PersonId is not { } person) throw new RefusedException(new("article.votes-of-people"));
        if (!await session.ScalarAsync<bool>("select exists (select from article where id = $1)", stop, id)) throw new NotFoundException("article", id);
        await session.ExecuteAsync("insert into article_vote (article_id, person_id, helpful) values ($1, $2, $3) on conflict (article_id, person_id) do update set helpful = excluded.helpful", stop, id, person, input.Helpful);
    }

    /// <summary>It helped in a case, or not after all.</summary>
    /// <exception cref="RefusedException"><c>case.not-your-desk</c></exception>
    public async Task UseAsync(Guid caseId, Guid articleId, bool used, CancellationToken stop)
    {
        var one = await glances.GetAsync(caseId, stop);
        if (!session.Reader.WorksAt(one.Tier)) throw new RefusedException(new("case.not-your-desk", one.Number));
        if (!await session.ScalarAsync<bool>("select exists (select from article where id = $1)", stop, articleId)) throw new NotFoundException("article", articleId);
        if (used)
            await session.ExecuteAsync("insert into case_article (account_id, partner_id, case_id, article_id, tier, front_id, at, actor) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing", stop,
                one.AccountId, Parameters.OrNull(one.PartnerId), caseId, articleId, one.Tier.Word(), Parameters.OrNull(one.FrontId), clock.GetUtcNow(), session.Reader.Name);
        else await session.ExecuteAsync("delete from case_article where account_id = $1 and case_id = $2 and article_id = $3", stop, one.AccountId, caseId, articleId);
    }

    // one more version, in the same statement that looks at the one it is based on
    private async Task<string> TouchAsync(Guid id, long version, string set, CancellationToken stop, params object?[] more) =>
        await session.ScalarAsync<string>($"update article set version = version + 1, changed_at = $3, changed_by = $4, {set} where id = $1 and version = $2 returning number", stop, [id, version, clock.GetUtcNow(), session.Reader.Name, .. more])
        ?? (await session.ScalarAsync<bool>("select exists (select from article where id = $1)", stop, id) ? throw new StaleVersionException() : throw new NotFoundException("article", id));
}
