using Backline.Domain.Common;
using Backline.Domain.Defects;
using Backline.Server.Features.Cases;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Defects;

/// <param name="State">active (neither released nor declined), or a state.</param>
/// <param name="Kind">defect or feature-request.</param>
/// <param name="Q">Number, or words of the title.</param>
public sealed record DefectFilter(string? State = null, string? Kind = null, Guid? ModelId = null, string? Q = null);

public sealed record DefectRow(Guid Id, string Number, DefectKind Kind, string Title, string? Model, string FoundIn, DefectState State, string? FixedIn, int Cases, DateTimeOffset OpenedAt, long Version);

/// <param name="ToldAt">When it was told there; null: not yet.</param>
public sealed record DefectCaseView(Guid Id, string Number, string Subject, string State, Guid AccountId, string Account, DateTimeOffset? ToldAt);

public sealed record DefectView(
    Guid Id, string Number, DefectKind Kind, string Title, string PublicText, string Description, Guid? ModelId, string? Model, string FoundIn, DefectState State, string? FixedIn, string? Reason, string OpenedBy,
    DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, IReadOnlyList<DefectCaseView> Cases, long Version) : IVersioned;

/// <summary>What whoever reported a defect sees of it, at the case.</summary>
/// <param name="DefectId">For the vendor's people; null for others.</param>
public sealed record KnownDefect(Guid? DefectId, string Number, DefectKind Kind, string Text, DefectState State, string? FixedIn);

/// <summary>Reads of defects and wishes.</summary>
internal sealed class DefectQueries(Session session, CaseQueries cases)
{
    private const int MostCases = 500;

    /// <summary>The newest first.</summary>
    public async Task<Page<DefectRow>> ListAsync(DefectFilter filter, string? cursor, int limit, CancellationToken stop)
    {
        new InputErrors().Word(filter.State, "state", ["active", .. Words.All<DefectState>()]).Word(filter.Kind, "kind", Words.All<DefectKind>()).ThrowIfAny();
        var place = Cursor.At(cursor, 1);
        var q = filter.Q?.Trim() ?? "";
        var where = new Conditions().AddIf(filter.State == "active", "d.ended_at is null").AddIf(!string.IsNullOrEmpty(filter.State) && filter.State != "active", "d.state = {0}", filter.State)
            .AddIf(!string.IsNullOrEmpty(filter.Kind), "d.kind = {0}", filter.Kind).AddIf(filter.ModelId is not null, "d.model_id = {0}", filter.ModelId)
            .AddIf(q.Length > 0, "(d.number = upper({0}) or words_of(lower(d.title)) @@ to_tsquery('simple', {1}))", q, SearchWords.Of(q) ?? "")
            .AddIf(place.Values is not null, $"d.id {place.Beyond(descending: true)} {{0}}", place.Values?[0].GetGuid());
        var rows = await session.ListAsync(
            $"""
            select d.id, d.number, d.kind, d.title, m.name, d.found_in, d.state, d.fixed_in, (select count(*) from defect_case l where l.defect_id = d.id), d.opened_at, d.version
            from defect d left join model m on m.id = d.model_id {where.Where} order by d.id {place.Way(descending: true)} limit {where.Arg(limit + 1)}
            """, row => new DefectRow(row.GetGuid(0), row.GetString(1), Words.Parse<DefectKind>(row.GetString(2)), row.GetString(3), row.Text(4), row.GetString(5), Words.Parse<DefectState>(row.GetString(6)), row.Text(7), (int)row.GetInt64(8),
                row.GetFieldValue<DateTimeOffset>(9), row.GetInt64(10)), stop, where.Args);
        return Cursor.Cut(rows, limit, place, row => Cursor.Of(row.Id));
    }

    /// <exception cref="NotFoundException"/>
    public async Task<DefectView> GetAsync(Guid id, CancellationToken stop)
    {
        var found = await session.FirstAsync(
            "select d.id, d.number, d.kind, d.title, d.public_text, d.description, d.model_id, m.name, d.found_in, d.state, d.fixed_in, d.reason, d.opened_by, d.opened_at, d.ended_at, d.version from defect d left join model m on m.id = d.model_id where d.id = $1",
            row => new DefectView(row.GetGuid(0), row.GetString(1), Words.Parse<DefectKind>(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetString(5), row.Nullable<Guid>(6), row.Text(7), row.GetString(8), Words.Parse<DefectState>(row.GetString(9)),
                row.Text(10), row.Text(11), row.GetString(12), row.GetFieldValue<DateTimeOffset>(13), row.Nullable<DateTimeOffset>(14), [], row.GetInt64(15)), stop, id) ?? throw new NotFoundException("defect", id);
        return found with
        {
            Cases = await session.ListAsync(
                """
                select c.id, c.number, c.subject, c.state, c.account_id, coalesce(a.name, c.account_name), l.told_at from defect_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id
                left join account a on a.account_id = c.account_id where l.defect_id = $1 order by c.id limit $2
                """, row => new DefectCaseView(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetGuid(4), row.GetString(5), row.Nullable<DateTimeOffset>(6)), stop, id, MostCases),
        };
    }

    /// <summary>What a case reported, as its reader sees it.</summary>
    /// <exception cref="NotFoundException">The reader does not see the case.</exception>
    public async Task<IReadOnlyList<KnownDefect>> OfCaseAsync(Guid caseId, CancellationToken stop)
    {
        if (!await cases.IsSeenAsync(caseId, stop)) throw new NotFoundException("case", caseId);
        return await session.ListAsync(
        $"""
        select case when $2 then l.defect_id end, l.number, l.kind, l.public_text, l.state, l.fixed_in from defect_case l join support_case c on c.account_id = l.account_id and c.id = l.case_id
        where l.case_id = $1 and ($3 or {CaseQueries.SeenBy("c", "$4", "$5")}) order by l.defect_id desc
        """, row => new KnownDefect(row.Nullable<Guid>(0), row.GetString(1), Words.Parse<DefectKind>(row.GetString(2)), row.GetString(3), Words.Parse<DefectState>(row.GetString(4)), row.Text(5)), stop,
        caseId, session.Reader.IsVendor, session.Reader.IsVendor, Parameters.OrNull(session.Reader.PersonId), session.Reader.Name);
    }

    /// <exception cref="NotFoundException"/>
    public async Task<long> VersionAsync(Guid id, CancellationToken stop) => await session.ScalarAsync<long>("select version from defect where id = $1", stop, id) is > 0 and var version ? version : throw new NotFoundException("defect", id);
}
