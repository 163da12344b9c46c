using Backline.Domain.Contracts;

namespace Backline.Domain.Escalations;

/// <summary>Somebody of a desk who is to be told of a case.</summary>
/// <param name="OnCall">Today, for whichever duty.</param>
public sealed record NoticeReader(DeskPerson Person, bool OnCall);

/// <summary>When those of a desk are told of a case.</summary>
public static class NoticeRules
{
    /// <summary>
    /// Whoever is on call: at once. All others in their own hours, but for the highest severity while nobody on call knows of it, which waits for no morning.
    /// </summary>
    /// <param name="severity">Of the case; null: of none.</param>
    /// <param name="somebodyOnCall">Somebody on call is told of it or was called.</param>
    public static DateTimeOffset DueAt(NoticeReader reader, Severity? severity, bool somebodyOnCall, DateTimeOffset now) =>
        reader.OnCall || severity == Severity.P1 && !somebodyOnCall ? now : reader.Person.NextAtWork(now);
}
