using Backline.Domain.Contracts;

namespace Backline.Domain.Coverage;

/// <summary>Is this covered, for that service, at that moment? Any of the first five may be given.</summary>
/// <param name="Serial">As compared, see <c>SerialKey</c>.</param>
/// <param name="Mac">As compared, see <c>MacKey</c>.</param>
/// <param name="Model">The name that was given, when the model was asked for by name.</param>
public sealed record CoverageQuestion(
    Guid? AccountId, Guid? SiteId, string? Serial, string? Mac, string? Model, Service Service, DateTimeOffset At)
{
    /// <summary>A device or model was named, so the answer depends on it.</summary>
    public bool NamesDevice => Serial is not null || Mac is not null || Model is not null;
}
