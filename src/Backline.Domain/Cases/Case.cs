using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Cases;

/// <summary>
/// Something a customer needs help with, from the question to the end (CA-4). What happens to it is written to its ledger, from which its clocks are
/// reckoned: Open ⇄ Waiting → Resolved → Closed, and from Resolved back to Open.
/// </summary>
public sealed class Case
{
    private readonly List<LedgerEntry> news = [];
    private readonly List<CaseWait> waits = [];

    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public CaseTier Tier { get; private init; }

    /// <summary>The partner who stands before the customer for this case, also when the account has left it; null: nobody stands between (PO-2).</summary>
    public Guid? FrontId { get; private init; }

    /// <summary>The partner asks the vendor: its customer sees nothing of it.</summary>
    public bool IsBehindPartner => Tier == CaseTier.Vendor && FrontId is not null;
    public string Subject { get; private set; } = "";
    public Severity Severity { get; private set; }
    public ClockTerms Terms { get; private set; } = null!;
    public bool IsPriority { get; private init; }
    public bool IsPrivate { get; private set; }
    public Guid? SiteId { get; private set; }
    public Guid? ContactId { get; private set; }
    public Guid? DeviceId { get; private set; }
    public Guid? ModelId { get; private set; }
    public Guid? AssigneeId { get; private set; }
    public CaseState State { get; private set; }
    public CaseOutcome? Outcome { get; private set; }
    public Guid? MergedIntoId { get; private set; }
    public Guid? HandedFromId { get; private init; }
    public Guid? HandedToId { get; private set; }
    public DateTimeOffset OpenedAt { get; private init; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public DateTimeOffset? ResolvedAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public int Reopenings { get; private set; }
    public DateTimeOffset LastEntryAt { get; private set; }
    public long Version { get; private set; } = 1;

    public IReadOnlyList<CaseWait> Waits => waits;

    /// <summary>Entries of the ledger that are not kept yet, in order.</summary>
    public IReadOnlyList<LedgerEntry> News => news;

    /// <summary>The news, to be kept now: they are none any more.</summary>
    public IReadOnlyList<LedgerEntry> TakeNews()
    {
        LedgerEntry[] taken = [.. news];
        news.Clear();
        return taken;
    }

    private Case() { }

    public static Case Open(CaseRequest request, string number, ClockTerms terms, string actor, DateTimeOffset now)
    {
        var opened = new Case
        {
            AccountId = request.AccountId,
            PartnerId = request.PartnerId,
            Id = Guid.CreateVersion7(now),
            Number = number,
            Tier = request.Tier,
            FrontId = request.FrontId,
            HandedFromId = request.HandedFromId,
            Subject = request.Subject,
            Severity = request.Severity,
            Terms = terms,
            IsPriority = request.IsPriority,
            IsPrivate = request.IsPrivate,
            SiteId = request.SiteId,
            ContactId = request.ContactId,
            DeviceId = request.DeviceId,
            ModelId = request.ModelId,
            OpenedAt = now,
            LastEntryAt = now,
        };
        opened.news.Add(new CaseOpened(now, actor, request.Severity, terms));
        return opened;
    }

    public Refusal? WhyNotAnswer(NextUpdate? next = null) => UnlessOver() ?? next?.WhyNot(Number);

    /// <summary>The desk has written to whoever asked.</summary>
    /// <param name="next">By when it writes again; null: as the policy has it.</param>
    public void Answer(string actor, DateTimeOffset now, NextUpdate? next = null)
    {
        WhyNotAnswer(next).ThrowIfRefused();
        AnsweredAt ??= now;
        Note(at => new CaseMarked(at, actor, ClockMark.Answered, next?.By), now);
    }

    /// <summary>
    /// Whoever asked has written, by whatever way: the case waits for them no longer, and one that was resolved is open again. Written to one that is
    /// closed, it begins another case.
    /// </summary>
    public void TakeReply(string actor, DateTimeOffset now)
    {
        UnlessOver().ThrowIfRefused();
        if (State == CaseState.Resolved) Reopen(actor, now);
        if (waits.Exists(wait => wait.Reason == PauseReason.Customer)) Resume(PauseReason.Customer, actor, now);
        Note(at => new CaseMarked(at, actor, ClockMark.CustomerWrote), now);
    }

    /// <summary>A case whose clocks stand still is looked at again within so many days: what takes longer is waited for anew then.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(120);

    public Refusal? WhyNotWait(PauseReason reason, DateTimeOffset followUpAt, DateTimeOffset now) =>
        UnlessWorkedOn() ?? (waits.Exists(wait => wait == new CaseWait(reason, wait.Since, followUpAt)) ? new("case.waits-already", Number, reason)
            : followUpAt <= now ? new("case.follow-up-past", Number) { Field = "followUpAt" }
            : followUpAt > now + LongestWait ? new("case.follow-up-far", Number, LongestWait.Days) { Field = "followUpAt" } : null);

    /// <summary>Waits, and stops the clocks that stand still for it; where it waits for the same already, only the time of the next look moves.</summary>
    /// <param name="followUpAt">When somebody looks again if nothing comes.</param>
    public void Wait(PauseReason reason, DateTimeOffset followUpAt, string actor, DateTimeOffset now)
    {
        WhyNotWait(reason, followUpAt, now).ThrowIfRefused();
        if (waits.FindIndex(wait => wait.Reason == reason) is >= 0 and var place)
        {
            waits[place] = waits[place] with { FollowUpAt = followUpAt };
            Version++;
            return;
        }
        waits.Add(new(reason, now, followUpAt));
        State = CaseState.Waiting;
        Note(at => new CasePaused(at, actor, reason), now);
    }

    public Refusal? WhyNotResume(PauseReason reason) => waits.Exists(wait => wait.Reason == reason) ? null : new("case.waits-not", Number, reason);

    public void Resume(PauseReason reason, string actor, DateTimeOffset now)
    {
        WhyNotResume(reason).ThrowIfRefused();
        waits.RemoveAll(wait => wait.Reason == reason);
        if (waits.Count == 0 && State == CaseState.Waiting) State = CaseState.Open;
        Note(at => new CaseResumed(at, actor, reason), now);
    }

    public Refusal? WhyNotChangeSeverity(Severity severity) => UnlessWorkedOn() ?? (severity == Severity ? new("case.severity-same", Number, severity.ToString()) { Field = "severity" } : null);

    public void ChangeSeverity(Severity severity, string actor, DateTimeOffset now)
    {
        WhyNotChangeSeverity(severity).ThrowIfRefused();
        Severity = severity;
        Note(at => new SeverityChanged(at, actor, severity), now);
    }

    /// <summary>Another site, contract or account of promises: what has been used and waited stays.</summary>
    public void ChangeTerms(ClockTerms terms, string actor, DateTimeOffset now)
    {
        UnlessWorkedOn().ThrowIfRefused();
        if (terms == Terms) return;
        Terms = terms;
        Note(at => new TermsChanged(at, actor, terms), now);
    }

    public Refusal? WhyNotTell() => UnlessWorkedOn();

    /// <summary>The plan, or a workaround, was told to whoever asked; telling is an answer too.</summary>
    /// <param name="mark"><see cref="ClockMark.Planned"/> or <see cref="ClockMark.WorkedAround"/>.</param>
    /// <param name="next">By when the desk writes again; null: as the policy has it.</param>
    public void Tell(ClockMark mark, string actor, DateTimeOffset now, NextUpdate? next = null)
    {
        WhyNotTell().ThrowIfRefused();
        if (mark is not (ClockMark.Planned or ClockMark.WorkedAround)) throw new ArgumentOutOfRangeException(nameof(mark), mark, "a plan or a workaround is told");
        Answer(actor, now, next);
        Note(at => new CaseMarked(at, actor, mark), now);
    }

    /// <summary>Where it is, who is asked, and what it is about, as it should have been said at the opening. Waits and time used stay (CA-4).</summary>
    public void Move(CaseSubject to, ClockTerms terms, string actor, DateTimeOffset now)
    {
        WhyNotMove().ThrowIfRefused();
        (SiteId, ContactId, DeviceId, ModelId) = (to.SiteId, to.ContactId, to.DeviceId, to.ModelId);
        if (terms == Terms) Version++;
        else ChangeTerms(terms, actor, now);
    }

    public Refusal? WhyNotMove() => UnlessWorkedOn();

    public Refusal? WhyNotChangePrivacy(bool isPrivate) => UnlessOver() ?? (isPrivate == IsPrivate ? new(isPrivate ? "case.private-already" : "case.shared-already", Number) : null);

    /// <summary>Private: of the people of the side that asks, whoever opened it and the watchers see it.</summary>
    public void ChangePrivacy(bool isPrivate)
    {
        WhyNotChangePrivacy(isPrivate).ThrowIfRefused();
        IsPrivate = isPrivate;
        Version++;
    }

    /// <summary>One that goes on in another is written to there.</summary>
    public Refusal? WhyNotFollowUp() => State != CaseState.Closed ? new("case.not-closed", Number) : MergedIntoId is null ? null : new("case.merged", Number);

    public Refusal? WhyNotSplit() => UnlessWorkedOn();

    /// <summary>Each side of a link has to be seen by the same people: of one account, at one desk.</summary>
    public Refusal? WhyNotLink(Case other) => other.Id == Id ? new("case.link-itself", Number)
        : other.AccountId != AccountId || other.Tier != Tier || other.FrontId != FrontId ? new("case.link-elsewhere", Number, other.Number) : null;

    public void Assign(Guid? person)
    {
        UnlessOver().ThrowIfRefused();
        if (AssigneeId == person) return;
        AssigneeId = person;
        Version++;
    }

    public Refusal? WhyNotResolve() => UnlessWorkedOn();

    /// <summary>It waits for nothing any more: opened again, its clocks go on.</summary>
    public void Resolve(CaseOutcome outcome, string actor, DateTimeOffset now)
    {
        WhyNotResolve().ThrowIfRefused();
        foreach (var wait in waits.ToList()) Resume(wait.Reason, actor, now);
        Answer(actor, now);
        (State, Outcome, ResolvedAt) = (CaseState.Resolved, outcome, now);
        Note(at => new CaseMarked(at, actor, ClockMark.Resolved), now);
    }

    public Refusal? WhyNotWithdraw() => UnlessWorkedOn();

    /// <summary>Whoever asked needs it no longer: nothing was promised in vain, so its clocks end without having been kept or missed.</summary>
    public void Withdraw(string actor, DateTimeOffset now)
    {
        WhyNotWithdraw().ThrowIfRefused();
        Outcome = CaseOutcome.Withdrawn;
        End(actor, now);
    }

    public Refusal? WhyNotReopen() => State == CaseState.Resolved ? null : new("case.not-resolved", Number, State);

    public void Reopen(string actor, DateTimeOffset now)
    {
        WhyNotReopen().ThrowIfRefused();
        (State, Outcome, ResolvedAt) = (waits.Count > 0 ? CaseState.Waiting : CaseState.Open, null, null);
        Reopenings++;
        Note(at => new CaseMarked(at, actor, ClockMark.Reopened), now);
    }

    public Refusal? WhyNotClose() => State == CaseState.Resolved ? null : UnlessOver() ?? new("case.not-resolved", Number, State);

    public void Close(string actor, DateTimeOffset now)
    {
        WhyNotClose().ThrowIfRefused();
        End(actor, now);
    }

    public Refusal? WhyNotHandOn() => Tier != CaseTier.Partner ? new("case.not-at-partner", Number) : UnlessWorkedOn() ?? (HandedToId is null ? null : new("case.handed-on", Number));

    /// <summary>The partner's desk asks the vendor: another case carries on there, and this one stays with the customer (PO-2).</summary>
    public void HandOn(Case to)
    {
        WhyNotHandOn().ThrowIfRefused();
        HandedToId = to.Id;
        Version++;
    }

    /// <param name="sameAsker">Whoever asked for this one asked for the other too.</param>
    public Refusal? WhyNotMerge(Case into, bool sameAsker) => UnlessOver() ?? (into.Id == Id ? new("case.merge-itself", Number)
        : into.AccountId != AccountId || into.Tier != Tier || into.FrontId != FrontId ? new("case.merge-elsewhere", Number, into.Number)
        : into.State == CaseState.Closed ? new("case.closed", into.Number)
        : into.IsPrivate && !IsPrivate ? new("case.merge-private", Number, into.Number)
        // what is still written to a private one would be read by whoever sees the other
        : IsPrivate && !(into.IsPrivate && sameAsker) ? new("case.merge-shared", Number, into.Number)
        // what the vendor answers comes back to this one
        : HandedToId is not null ? new("case.merge-handed-on", Number, into.Number) : null);

    /// <summary>It goes on in another; its clocks end without having been kept or missed.</summary>
    public void Merge(Case into, bool sameAsker, string actor, DateTimeOffset now)
    {
        WhyNotMerge(into, sameAsker).ThrowIfRefused();
        (MergedIntoId, Outcome) = (into.Id, CaseOutcome.Duplicate);
        End(actor, now);
    }

    private void End(string actor, DateTimeOffset now)
    {
        (State, ClosedAt) = (CaseState.Closed, now);
        waits.Clear();
        Note(at => new CaseMarked(at, actor, ClockMark.Closed), now);
    }

    private Refusal? UnlessOver() => State == CaseState.Closed ? new("case.closed", Number) : null;

    private Refusal? UnlessWorkedOn() => UnlessOver() ?? (State == CaseState.Resolved ? new("case.resolved", Number) : null);

    // two nodes' clocks may differ: an entry never comes before the one before it
    private void Note(Func<DateTimeOffset, LedgerEntry> entry, DateTimeOffset now)
    {
        LastEntryAt = now > LastEntryAt ? now : LastEntryAt;
        news.Add(entry(LastEntryAt));
        Version++;
    }
}
