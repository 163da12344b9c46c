namespace Backline.Server.Ui.Components;

/// <summary>One line of a ranking.</summary>
public sealed record RankItem(string Name, long Count, string? Href = null);
