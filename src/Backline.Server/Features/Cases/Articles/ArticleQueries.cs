using System.Globalization;
using Backline.Domain.Cases;
using Backline.Domain.Catalog;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Npgsql;

namespace Backline.Server.Features.Cases.Articles;

/// <param name="Q">Beginnings of words, in whichever language.</param>
/// <param name="State">draft or published; for those who write articles.</param>
public sealed record ArticleFilter(string? Q = null, string? Model = null, string? Category = null, string? Audience = null, string? State = null);

/// <summary>Reads articles: row security lets each reader see what is for them.</summary>
internal sealed class ArticleQueries(Session session)
{
    private const int WordsAsked = 12;
    private const int ShortestWord = 4;

    // of a title that has no more, one word says what it is about
    private const int ShortTitle = 4;

    // the text in the reader's language, else the original
    private const string Rows =
        """
        select a.id, a.number, t.title, left(t.body, 400), a.audience, a.state, t.language, a.models, a.categories, (select count(*) from article_vote v where v.article_id = a.id and v.helpful), a.changed_at
        from article a join article_text t on t.article_id = a.id and t.language = coalesce((select x.language from article_text x where x.article_id = a.id and x.language = {0}), a.language)
        """;

    /// <summary>The newest first.</summary>
    /// <exception cref="InvalidInputException"/>
    public async Task<Page<ArticleRow>> ListAsync(ArticleFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(filter.Audience, "audience", ArticleInput.Audiences).Word(filter.State, "state", ["draft", "published"]).ThrowIfAny();
        var place = Cursor.At(cursor, 2);
        var where = new Conditions();
        var sql = Rows.Replace("{0}", (string)where.Arg(Language), StringComparison.Ordinal);
        if (!string.IsNullOrWhiteSpace(filter.Q)) where = CaseWordsSought.Of(filter.Q) is { } words ? where.Add("a.id in (select f.article_id from article_text f where f.words @@ case_words_sought({0}))", words) : where.Add("false");
        where.AddIf(!string.IsNullOrEmpty(filter.Model), "a.models @> array[{0}]", filter.Model).AddIf(!string.IsNullOrEmpty(filter.Category), "a.categories @> array[{0}]", filter.Category)
            .AddIf(!string.IsNullOrEmpty(filter.Audience), "a.audience = {0}", filter.Audience).AddIf(!string.IsNullOrEmpty(filter.State), "a.state = {0}", filter.State);
        if (place.Values is { } from) where.Add($"(a.changed_at, a.id) {place.Beyond(descending: true)} ({{0}}, {{1}})", from[0].GetDateTimeOffset().ToUniversalTime(), from[1].GetGuid());
        var rows = await session.ListAsync($"{sql} {where.Where} order by a.changed_at {place.Way(descending: true)}, a.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}", Row, stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.ChangedAt, row.Id));
    }

    /// <summary>Published articles that may help: those that share two words, one of them of the title, or one of a short title, or most of what is asked; and those about the model, which the text may name too. A few words of a body are a guess, and so is what every case has: nothing is shown for it. About a model of another category nothing is.</summary>
    public async Task<IReadOnlyList<ArticleRow>> SuggestAsync(string? text, string? model, int limit, CancellationToken stop)
    {
        var words = AnyOf(text);
        string[] keys = [.. ModelName.KeysIn(text ?? ""), .. string.IsNullOrEmpty(model) ? [] : new[] { ModelName.Key(model) }];
        if (words.Length == 0 && keys.Length == 0) return [];
        // a word that every text may have ("after") says nothing of what it is about
        return await session.ListAsync(
            $"""
            with asked as (
                select case_words_sought(word) as word from unnest($2::text[]) word
                where not exists (select from unnest(array['english_stem', 'german_stem', 'italian_stem', 'spanish_stem']::regdictionary[]) rules where cardinality(ts_lexize(rules, ltrim(split_part(word, '|', 1), '~'))) = 0)),
            every as (select string_agg('(' || word::text || ')', ' | ')::tsquery as words from asked),
            hit as (
                select x.article_id, ts_rank(x.words, every.words) as rank, (select count(*) from asked where x.words @@ asked.word) as shared, exists (select from asked where ts_filter(x.words, array['a'::"char"]) @@ asked.word) as titled,
                    (select count(*) from regexp_split_to_table(x.title, '\W+') word where length(word) >= {ShortestWord}) <= {ShortTitle} as short
                from every join article_text x on x.words @@ every.words),
            about as (select array_agg(name) || $5::text as models, array_agg(distinct category) as categories from model where name_key = any ($3) or name = $5)
            {Rows.Replace("{0}", "$1", StringComparison.Ordinal).Replace("a.changed_at", "a.changed_at, found.rank = 0, (select m from unnest(a.models) m where m = any (about.models) limit 1)", StringComparison.Ordinal)}
            cross join about join (select f.article_id, max(f.rank) as rank from (
                select article_id, rank from hit where titled and (shared > 1 or short) or shared > 1 and shared * 2 > (select count(*) from asked)
                union all select m.id, 0 from article m where m.models && (select models from about)) f group by f.article_id order by 2 desc limit 50) found on found.article_id = a.id
            where a.state = 'published' and (a.models && about.models or about.categories is null or a.categories = '{"{}"}' or a.categories && about.categories)
            order by found.rank + case when found.rank > 0 and a.models && about.models then 0.5 else 0 end desc, a.id limit $4
            """, row => Row(row) with { ModelAlone = row.GetBoolean(11) ? row.Text(12) : null }, stop, Language, words, keys, limit, model ?? "");
    }

    /// <exception cref="NotFoundException"/>
    public async Task<ArticleView> GetAsync(Guid id, CancellationToken stop)
    {
        var found = await session.FirstAsync(
            """
            select a.id, a.number, a.audience, a.state, a.language, a.models, a.categories, (select count(*) from article_vote v where v.article_id = a.id and v.helpful), (select count(*) from article_vote v where v.article_id = a.id and not v.helpful),
                   (select v.helpful from article_vote v where v.article_id = a.id and v.person_id = $2), (select count(*) from case_article u where u.article_id = a.id), a.changed_at, shown_name(a.changed_by), a.version
            from article a where a.id = $1
            """, row => new ArticleView(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<string[]>(5), row.GetFieldValue<string[]>(6), [], row.GetInt64(7), row.GetInt64(8), row.Nullable<bool>(9), row.GetInt64(10),
                row.GetFieldValue<DateTimeOffset>(11), row.GetString(12), row.GetInt64(13)), stop, id, Parameters.OrNull(session.Reader.PersonId)) ?? throw new NotFoundException("article", id);
        var texts = await session.ListAsync("select language, title, body, revision, based_on, changed_at from article_text where article_id = $1",
            row => (Text: new ArticleVariant(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.IsDBNull(4), false, row.GetFieldValue<DateTimeOffset>(5)), BasedOn: row.Nullable<int>(4)), stop, id);
        var newest = texts.Find(text => text.Text.IsOriginal).Text.Revision;
        return found with { Texts = [.. texts.Select(text => text.Text with { Stale = text.BasedOn < newest }).OrderBy(text => ArticleInput.Languages.ToList().IndexOf(text.Language))] };
    }

    /// <summary>Those that helped in a case.</summary>
    public async Task<IReadOnlyList<ArticleRow>> UsedAsync(Guid caseId, CancellationToken stop) => await session.ListAsync(
        $"{Rows.Replace("{0}", "$1", StringComparison.Ordinal)} join case_article u on u.article_id = a.id where u.case_id = $2 order by u.at, a.id", Row, stop, Language, caseId);

    public static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    /// <summary>The longer words of a text but for those that every case may have, and numbers of one or two digits (those of a version), each as the database's case_words_sought() takes it; none where none is long enough to tell one thing from another.</summary>
    internal static string[] AnyOf(string? text) =>
        [.. string.Concat((text ?? "").ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= ShortestWord || (word.Any(char.IsDigit) && (word.Length > 2 || (word.Length > 1 && word.Any(char.IsLetter)))) || word[0] >= '가').Where(word => !CommonWords.Has(word)).OrderByDescending(word => word.Length).Select(CaseWordsSought.Of).OfType<string>().Distinct(StringComparer.Ordinal).Take(WordsAsked)];

    private static ArticleRow Row(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), ArticleText.Beginning(row.GetString(3)), row.GetString(4), row.GetString(5), row.GetString(6), row.GetFieldValue<string[]>(7), row.GetFieldValue<string[]>(8), row.GetInt64(9), row.GetFieldValue<DateTimeOffset>(10));
}
