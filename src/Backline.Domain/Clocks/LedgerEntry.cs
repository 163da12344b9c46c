using Backline.Domain.Contracts;

namespace Backline.Domain.Clocks;

/// <summary>What a case is measured by: the keys of a policy, of the hours of support, and of the business days at the customer's site.</summary>
public sealed record ClockTerms(string Policy, string Support, string Business);

/// <summary>A fact that clocks rest on. Facts are only ever added; every figure of every clock is reckoned from them.</summary>
/// <param name="At">Not before the fact before it.</param>
/// <param name="Actor">Who did it.</param>
public abstract record LedgerEntry(DateTimeOffset At, string Actor);

/// <summary>The first entry.</summary>
public sealed record CaseOpened(DateTimeOffset At, string Actor, Severity Severity, ClockTerms Terms) : LedgerEntry(At, Actor);

public sealed record CasePaused(DateTimeOffset At, string Actor, PauseReason Reason) : LedgerEntry(At, Actor);

public sealed record CaseResumed(DateTimeOffset At, string Actor, PauseReason Reason) : LedgerEntry(At, Actor);

public sealed record SeverityChanged(DateTimeOffset At, string Actor, Severity Severity) : LedgerEntry(At, Actor);

/// <summary>Another policy, site or account: what has been measured stays measured as it was.</summary>
public sealed record TermsChanged(DateTimeOffset At, string Actor, ClockTerms Terms) : LedgerEntry(At, Actor);

/// <param name="NextBy">Of an answer: by when whoever answers says to write again; null: by when the policy has it.</param>
public sealed record CaseMarked(DateTimeOffset At, string Actor, ClockMark Mark, DateTimeOffset? NextBy = null) : LedgerEntry(At, Actor);
