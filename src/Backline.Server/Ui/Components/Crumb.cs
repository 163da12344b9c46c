namespace Backline.Server.Ui.Components;

/// <summary>One step of the trail above a title.</summary>
public sealed record Crumb(string Label, string Href);
