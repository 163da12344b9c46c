namespace Backline.Server.Ui;

/// <summary>What one feature shows on a page of another, registered by the feature that knows it. Parameters are those of the place.</summary>
/// <param name="Place">"device": Serial, Mac ("" for none) and AccountId. "home", "new-case" (in the form of a new case), "queue" (above the cases of the desk's queue) and "help-keys" (keys, in the help): none. "account": AccountId. "case" (beside the thread), "case-badge" (beside its number, at the desk) and "case-lead" (above it): CaseId.</param>
/// <param name="Permission">Who sees it.</param>
/// <param name="Order">Of those at a place, the lowest stands first.</param>
public sealed record Panel(string Place, Type Component, string Permission, int Order = 50);
