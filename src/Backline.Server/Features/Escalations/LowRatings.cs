using System.Globalization;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases.Satisfaction;

namespace Backline.Server.Features.Escalations;

/// <summary>Whoever says that it went badly is heard, also when the case is closed; said again, it is the same occasion.</summary>
internal sealed class LowRatings(EscalationOperations escalations) : IRatingObserver
{
    private const int Low = 2;

    public async Task SeeAsync(CaseRated rated, CancellationToken stop)
    {
        if (rated.Score <= Low) await escalations.TriggerAsync(rated.CaseId, EscalationTrigger.LowSatisfaction, "rating", rated.Score.ToString(CultureInfo.InvariantCulture), stop);
    }
}
