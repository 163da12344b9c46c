using System.Globalization;
using Backline.Domain.Common;
using Backline.Domain.Escalations;
using Backline.Server.Features.Cases.Satisfaction;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Escalations;

/// <summary>Whoever says that it went badly is heard, also when the case is closed. Said again, it is the same occasion; taken back, it ends unless somebody took it up.</summary>
internal sealed class LowRatings(Session session, EscalationOperations escalations, EscalationRecords records, EscalationMail mail) : IRatingObserver
{
    public async Task SeeAsync(CaseRated rated, CancellationToken stop)
    {
        var before = rated.Before is { } score && EscalationRules.IsLow(score);
        if (EscalationRules.IsLow(rated.Score) == before) return;
        if (before) await TakeBackAsync(rated, stop);
        else await escalations.TriggerAsync(rated.CaseId, EscalationTrigger.LowSatisfaction, "rating " + rated.At.ToUniversalTime().ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture), Figure(rated.Score), stop);
    }

    // whoever has it in hand decides what becomes of it
    private async Task TakeBackAsync(CaseRated rated, CancellationToken stop)
    {
        await session.OneAtATimeAsync("escalation of case", rated.CaseId, stop);
        if (await records.OpenOfAsync(await records.CaseAsync(rated.CaseId, stop), stop) is not { } one || !await records.HasCauseAsync(one, EscalationTrigger.LowSatisfaction, stop)) return;
        var ends = one.OwnerId is null && await records.IsUntouchedAsync(one, stop);
        if (ends) one.FallAway(EscalationEnding.RatingChanged, records.Now);
        await records.NoteAsync(one, "rated-again", stop, Figure(rated.Score));
        records.Audit(one, ends ? "escalation.ended" : "escalation.rated-again", new { rated.Score, ending = one.Ending?.Word() });
        if (ends) await mail.TellEndedAsync(one, stop);
        else await mail.TellAsync(one, "mail.rated-again", null, stop);
    }

    private static string Figure(int score) => score.ToString(CultureInfo.InvariantCulture);
}
