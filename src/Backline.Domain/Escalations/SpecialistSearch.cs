namespace Backline.Domain.Escalations;

/// <summary>What a case needs of whoever takes it.</summary>
/// <param name="Skills">Model, category and words of what it is about; one that nobody has counts for nothing.</param>
/// <param name="Language">Of whoever asked.</param>
public sealed record SpecialistNeed(IReadOnlyList<string> Skills, string? Language, DateTimeOffset Now);

/// <param name="OpenCases">That they work on now.</param>
public sealed record SpecialistCandidate(DeskPerson Person, int OpenCases);

/// <summary>Somebody proposed, and why.</summary>
/// <param name="Skills">Of those needed, the ones they have.</param>
/// <param name="BeginsAt">When they are at work: now, or next.</param>
public sealed record SpecialistProposal(DeskPerson Person, int Points, IReadOnlyList<string> Skills, bool SpeaksLanguage, int OpenCases, bool AtWork, DateTimeOffset BeginsAt);

/// <summary>
/// Proposes who takes a case, by skill, language, hours and load: each skill that is needed gives 40 points, the language 30, being at work 30, or 15 when
/// that is so within four hours; each open case takes 3. Of equals, who has less to do, then by name.
/// </summary>
public static class SpecialistSearch
{
    public const int Skill = 40, Language = 30, AtWork = 30, Soon = 15, PerCase = 3;
    private static readonly TimeSpan soon = TimeSpan.FromHours(4);

    public static IReadOnlyList<SpecialistProposal> Propose(SpecialistNeed need, IEnumerable<SpecialistCandidate> candidates) =>
    [
        .. candidates.Select(one => Weigh(need, one)).OrderByDescending(one => one.Points).ThenBy(one => one.OpenCases).ThenBy(one => one.Person.Name, StringComparer.Ordinal).ThenBy(one => one.Person.Id),
    ];

    private static SpecialistProposal Weigh(SpecialistNeed need, SpecialistCandidate one)
    {
        string[] skills = [.. one.Person.Skills.Where(skill => need.Skills.Contains(skill, StringComparer.OrdinalIgnoreCase)).Order(StringComparer.OrdinalIgnoreCase)];
        var speaks = need.Language is { } language && one.Person.Languages.Contains(language, StringComparer.OrdinalIgnoreCase);
        var begins = one.Person.NextAtWork(need.Now);
        var hours = begins == need.Now ? AtWork : begins - need.Now <= soon ? Soon : 0;
        return new(one.Person, Skill * skills.Length + (speaks ? Language : 0) + hours - PerCase * one.OpenCases, skills, speaks, one.OpenCases, begins == need.Now, begins);
    }
}
