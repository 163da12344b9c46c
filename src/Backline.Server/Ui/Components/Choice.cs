namespace Backline.Server.Ui.Components;

/// <summary>One option of a select.</summary>
public sealed record Choice(string Value, string Label);
