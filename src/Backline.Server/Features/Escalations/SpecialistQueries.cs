using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Escalations;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Escalations;

/// <summary>Who could take a case, the best first.</summary>
/// <param name="Skills">That the case asks for, of those somebody has.</param>
/// <param name="Language">Of whoever asked.</param>
public sealed record SpecialistSearchView(IReadOnlyList<string> Skills, string? Language, IReadOnlyList<SpecialistView> Proposals)
{
    internal long CaseVersion { get; init; }
}

/// <param name="Points">Each skill 40, the language 30, at work 30 (15 within four hours), each open case −3.</param>
public sealed record SpecialistView(Guid PersonId, string Name, int Points, IReadOnlyList<string> Skills, bool SpeaksLanguage, bool AtWork, DateTimeOffset BeginsAt, int OpenCases);

/// <summary>Proposes who of the desk takes a case.</summary>
internal sealed class SpecialistQueries(Session session, DeskPeopleQueries people, EscalationRecords records, TimeProvider time)
{
    private sealed record About(string Words, string? Language, Guid? Assignee, long Version);

    /// <summary>Those of the desk alone propose; others get null.</summary>
    public async Task<SpecialistSearchView?> OfAsync(Guid caseId, int most, CancellationToken stop)
    {
        var of = await records.CaseAsync(caseId, stop);
        if (!session.Reader.WorksOnEscalations(of.Place.Tier) || of.State == CaseState.Closed) return null;
        var about = await session.FirstAsync(
            """
            select concat_ws(' ', c.subject, m.name, m.category), coalesce((select p.language from person p where p.id = c.opened_by_id), a.language), c.assignee_id, c.version
            from support_case c left join account a on a.account_id = c.account_id left join model m on m.id = c.model_id where c.account_id = $1 and c.id = $2
            """, row => new About(row.GetString(0), row.Text(1), row.Nullable<Guid>(2), row.GetInt64(3)), stop, of.Place.AccountId, caseId) ?? throw new NotFoundException("case", caseId);
        var candidates = await people.CandidatesAsync(of.Place.Tier == CaseTier.Partner ? of.Place.FrontId : null, stop);
        string[] skills = [.. candidates.SelectMany(one => one.Person.Skills).Distinct(StringComparer.OrdinalIgnoreCase).Where(skill => about.Words.Contains(skill, StringComparison.OrdinalIgnoreCase))];
        var proposals = SpecialistSearch.Propose(new(skills, about.Language, time.GetUtcNow()), candidates.Where(one => one.Person.Id != about.Assignee));
        return new(skills, about.Language, [.. proposals.Take(most).Select(one => new SpecialistView(one.Person.Id, one.Person.Name, one.Points, one.Skills, one.SpeaksLanguage, one.AtWork, one.BeginsAt, one.OpenCases))]) { CaseVersion = about.Version };
    }
}
