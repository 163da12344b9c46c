using Backline.Domain.Common;

namespace Backline.Domain.Incidents;

/// <summary>Candidate: somebody thinks that many cases have one cause. Mitigated: a workaround restores service (CA-3). Dismissed: they have not.</summary>
public enum IncidentState { Candidate, Declared, Mitigated, Resolved, Dismissed }

/// <summary>One cause behind many cases of a desk: Candidate → Declared → Mitigated → Resolved, or from Candidate to Dismissed.</summary>
public sealed class MajorIncident
{
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";

    /// <summary>The partner whose desk it is; null: the vendor's.</summary>
    public Guid? DeskId { get; private init; }
    public string Title { get; private set; } = "";

    /// <summary>What whoever asked reads of it.</summary>
    public string PublicText { get; private set; } = "";
    public IncidentState State { get; private set; }
    public string? Workaround { get; private set; }

    /// <summary>Why it was dismissed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Written when it is over: what happened, and what is learnt.</summary>
    public string? Note { get; private set; }
    public Guid? ModelId { get; private set; }
    public Guid? CloudPartnerId { get; private set; }
    public string OpenedBy { get; private init; } = "";
    public DateTimeOffset OpenedAt { get; private init; }
    public DateTimeOffset? DeclaredAt { get; private set; }
    public DateTimeOffset? MitigatedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the desk says more; null: that is not promised.</summary>
    public DateTimeOffset? NextWordAt { get; private set; }
    public long Version { get; private set; } = 1;

    private MajorIncident() { }

    public static MajorIncident Open(Guid? deskId, string number, string title, string publicText, Guid? modelId, Guid? cloudPartnerId, string actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), DeskId = deskId, Number = number, Title = title, PublicText = publicText, ModelId = modelId, CloudPartnerId = cloudPartnerId, OpenedBy = actor, OpenedAt = now,
    };

    public Refusal? WhyNotChange() => EndedAt is null ? null : new("incident.over", Number, State.Word());

    public void Describe(string title, string publicText, Guid? modelId, Guid? cloudPartnerId)
    {
        WhyNotChange().ThrowIfRefused();
        (Title, PublicText, ModelId, CloudPartnerId) = (title, publicText, modelId, cloudPartnerId);
        Version++;
    }

    public Refusal? WhyNotSayNext(DateTimeOffset? at, DateTimeOffset now) => WhyNotChange() ?? (at <= now ? new("incident.next-word-past") : HandPromise.IsFar(at, now) ? new("incident.next-word-far", HandPromise.Furthest.Days) : null);

    /// <summary>Promises when the next word comes; null: it promises none, or the last promise is kept.</summary>
    public void SayNext(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at == NextWordAt) return;
        WhyNotSayNext(at, now).ThrowIfRefused();
        NextWordAt = at;
        Version++;
    }

    /// <summary>A case is of an incident of the desk it lies at (PO-2).</summary>
    public static Refusal? WhyNotReport(string number, bool incidentOfVendor, bool caseAtVendor) => incidentOfVendor == caseAtVendor ? null : new("incident.other-desk", number);

    public Refusal? WhyNotDeclare() => WhyNotChange() ?? (State == IncidentState.Candidate ? null : new("incident.declared", Number));

    public void Declare(DateTimeOffset now)
    {
        WhyNotDeclare().ThrowIfRefused();
        DeclaredAt = now;
        Turn(IncidentState.Declared);
    }

    /// <summary>A candidate is the desk's thought: nobody else is told of it.</summary>
    public Refusal? WhyNotTell() => WhyNotChange() ?? UnlessDeclared();

    public Refusal? WhyNotMitigate() => WhyNotChange() ?? UnlessDeclared();

    /// <summary>A workaround restores service (CA-3); another one replaces it.</summary>
    public void Mitigate(string workaround, DateTimeOffset now)
    {
        WhyNotMitigate().ThrowIfRefused();
        (Workaround, MitigatedAt) = (workaround, MitigatedAt ?? now);
        Turn(IncidentState.Mitigated);
    }

    public Refusal? WhyNotResolve() => WhyNotChange() ?? UnlessDeclared();

    public void Resolve(DateTimeOffset now)
    {
        WhyNotResolve().ThrowIfRefused();
        EndedAt = now;
        Turn(IncidentState.Resolved);
    }

    public Refusal? WhyNotDismiss() => WhyNotDeclare();

    /// <summary>The cases have not one cause.</summary>
    public void Dismiss(string reason, DateTimeOffset now)
    {
        WhyNotDismiss().ThrowIfRefused();
        (Reason, EndedAt) = (reason, now);
        Turn(IncidentState.Dismissed);
    }

    public Refusal? WhyNotReview() => State == IncidentState.Resolved ? null : new("incident.not-resolved", Number, State.Word());

    public void Review(string note)
    {
        WhyNotReview().ThrowIfRefused();
        Note = note;
        Version++;
    }

    private Refusal? UnlessDeclared() => State == IncidentState.Candidate ? new("incident.not-declared", Number) : null;

    private void Turn(IncidentState state)
    {
        State = state;
        Version++;
    }
}
