namespace Backline.Server.Ui.Components;

/// <summary>A saved view or a part of a page, with its count.</summary>
public sealed record Tab(string Label, string Href, bool Current, string? Count = null);
