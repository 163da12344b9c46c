namespace Backline.Server.Ui.Components;

/// <param name="Name">The question the lines answer; null for none.</param>
public sealed record SumGroup(string? Name, IReadOnlyList<SumLine> Lines);

/// <summary>One line of arithmetic: what, how it is reckoned with its numbers, what it comes to, by which rules.</summary>
public sealed record SumLine(string Name, string Formula, string Result, IReadOnlyList<string> Rules, bool IsTotal = false);
