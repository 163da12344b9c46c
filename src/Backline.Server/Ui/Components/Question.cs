namespace Backline.Server.Ui.Components;

/// <summary>What is asked, on a page of its own, before something is taken back.</summary>
/// <param name="Title">What is going to be done: "Close a site".</param>
/// <param name="Trail">Ends at what it is done to; the way back leads there.</param>
/// <param name="Button">Says the act and its object again: "Close Milano".</param>
/// <param name="Consequences">One line each.</param>
public sealed record Question(string Title, IReadOnlyList<Crumb> Trail, string Asked, string Button, IReadOnlyList<string> Consequences)
{
    /// <summary>The words of the way back, where "Cancel" could be taken for the act itself.</summary>
    public string? Leave { get; init; }

    public Crumb Back => Trail[^1];
}
