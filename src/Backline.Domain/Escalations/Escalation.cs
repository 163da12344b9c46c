using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Escalations;

/// <summary>
/// More attention than a case gets by itself (CA-2): Requested → Active → Ended, Requested → Declined, or Requested → Ended with its case. Whoever owns it keeps it, whoever works on the
/// case meanwhile; while it is active, somebody says by when the next update comes.
/// </summary>
public sealed class Escalation
{
    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public EscalationKind Kind { get; private init; }

    /// <summary>Whose desk it lies on, as cases do: each desk escalates its own (PO-2).</summary>
    public CaseTier Tier { get; private init; }
    public Guid? FrontId { get; private init; }
    public Guid? CaseId { get; private init; }
    public EscalationTrigger Trigger { get; private init; }
    public string Title { get; private init; } = "";
    public string Reason { get; private init; } = "";
    public EscalationState State { get; private set; }

    /// <summary>Of the matrix, 1 to 4; 0 when no level was reached.</summary>
    public int Level { get; private set; }

    /// <summary>Of its case now; null: of an account.</summary>
    public Severity? Severity { get; private set; }

    /// <summary>Of an account.</summary>
    public EscalationTrend? Trend { get; private set; }

    /// <summary>What is done about it.</summary>
    public string? Plan { get; private set; }
    public Guid? OwnerId { get; private set; }
    public DateTimeOffset RequestedAt { get; private init; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? NextUpdateAt { get; private set; }

    /// <summary>By when those whom its highest level calls are to answer; null: nobody is called, or somebody answered.</summary>
    public DateTimeOffset? AnswerBy { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public EscalationEnding? Ending { get; private set; }

    /// <summary>Why it was declined, or de-escalated.</summary>
    public string? EndReason { get; private set; }
    public long Version { get; private set; } = 1;

    public bool IsOpen => State is EscalationState.Requested or EscalationState.Active;

    private Escalation() { }

    /// <param name="nextUpdate">How soon somebody says how it stands.</param>
    public static Escalation Open(EscalationRequest request, EscalationPlace of, string number, TimeSpan nextUpdate, DateTimeOffset now)
    {
        var opened = new Escalation
        {
            AccountId = of.AccountId,
            PartnerId = of.PartnerId,
            Tier = of.Tier,
            FrontId = of.FrontId,
            CaseId = of.CaseId,
            Id = Guid.CreateVersion7(now),
            Number = number,
            Kind = request.Kind,
            Trigger = request.Trigger,
            Title = request.Title,
            Reason = request.Reason,
            Level = request.Level,
            Severity = of.Severity,
            Trend = request.Kind == EscalationKind.Account ? EscalationTrend.Steady : null,
            RequestedAt = now,
        };
        if (request.Starts) opened.Start(now, nextUpdate);
        return opened;
    }

    public Refusal? WhyNotApprove() => State == EscalationState.Requested ? null : new("escalation.not-requested", Number, State.Word());

    public void Approve(TimeSpan nextUpdate, DateTimeOffset now)
    {
        WhyNotApprove().ThrowIfRefused();
        Start(now, nextUpdate);
        Version++;
    }

    public void Decline(string reason, DateTimeOffset now)
    {
        WhyNotApprove().ThrowIfRefused();
        (State, EndedAt, EndReason) = (EscalationState.Declined, now, reason);
        Version++;
    }

    public Refusal? WhyNotWork() => State == EscalationState.Active ? null : new("escalation.not-active", Number, State.Word());

    /// <summary>Somebody answers for it from now on.</summary>
    public void Own(Guid? person)
    {
        WhyNotWork().ThrowIfRefused();
        OwnerId = person;
        Version++;
    }

    /// <summary>Higher, never lower: what was reached was reached.</summary>
    public void Raise(int level)
    {
        WhyNotWork().ThrowIfRefused();
        if (level <= Level) return;
        Level = level;
        Version++;
    }

    /// <summary>Those on duty are called, and answer until then.</summary>
    public void Call(DateTimeOffset answerBy)
    {
        WhyNotWork().ThrowIfRefused();
        AnswerBy = answerBy;
        Version++;
    }

    /// <summary>Somebody answered, or nobody is asked for an answer any more.</summary>
    public void EndCall()
    {
        if (AnswerBy is null) return;
        AnswerBy = null;
        Version++;
    }

    /// <summary>Its case is graver now, or less so.</summary>
    public void Weigh(Severity severity)
    {
        Severity = severity;
        Version++;
    }

    public Refusal? WhyNotUpdate(DateTimeOffset? nextUpdateAt, DateTimeOffset now) => WhyNotWork() ?? (nextUpdateAt <= now ? new("escalation.update-past", Number) : HandPromise.IsFar(nextUpdateAt, now) ? new("escalation.update-far", Number, HandPromise.Furthest.Days) : null);

    /// <summary>Somebody said how it stands, and when the next word comes.</summary>
    public void Update(DateTimeOffset? nextUpdateAt, DateTimeOffset now)
    {
        WhyNotUpdate(nextUpdateAt, now).ThrowIfRefused();
        NextUpdateAt = nextUpdateAt;
        Version++;
    }

    public Refusal? WhyNotTurn() => WhyNotWork() ?? (Kind == EscalationKind.Account ? null : new("escalation.of-a-case", Number));

    public void Turn(EscalationTrend trend)
    {
        WhyNotTurn().ThrowIfRefused();
        Trend = trend;
        Version++;
    }

    public void Intend(string? plan)
    {
        WhyNotWork().ThrowIfRefused();
        Plan = plan;
        Version++;
    }

    /// <summary>De-escalated: it goes on as any other.</summary>
    public void End(string reason, DateTimeOffset now)
    {
        WhyNotWork().ThrowIfRefused();
        EndReason = reason;
        End(EscalationEnding.DeEscalated, now);
    }

    public Refusal? WhyNotFallAway() => IsOpen ? null : new("escalation.not-active", Number, State.Word());

    /// <summary>What it was about is over, decided or not: nobody has to say why.</summary>
    public void FallAway(EscalationEnding ending, DateTimeOffset now)
    {
        WhyNotFallAway().ThrowIfRefused();
        End(ending, now);
    }

    private void End(EscalationEnding ending, DateTimeOffset now)
    {
        (State, Ending, EndedAt, NextUpdateAt, AnswerBy) = (EscalationState.Ended, ending, now, null, null);
        Version++;
    }

    private void Start(DateTimeOffset now, TimeSpan nextUpdate) => (State, StartedAt, NextUpdateAt) = (EscalationState.Active, now, now + nextUpdate);
}
