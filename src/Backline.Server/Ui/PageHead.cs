using Microsoft.AspNetCore.Components;

namespace Backline.Server.Ui;

/// <summary>
/// What the page being rendered adds to the head of its document: the name of the window, and links or scripts of its own.
/// The framework's sections (PageTitle, HeadContent) do this too, but one that changes while the document is being written
/// can send the renderer round in a circle until the stack ends, and the process with it: https://github.com/dotnet/aspnetcore/issues/69035.
/// </summary>
public sealed class PageHead
{
    private readonly Dictionary<object, RenderFragment> additions = [];

    public event EventHandler? Changed;

    public string Title { get; private set; } = "";

    public IReadOnlyCollection<RenderFragment> Additions => additions.Values;

    public void Name(string title)
    {
        if (title == Title) return;
        Title = title;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Adding again under the same <paramref name="owner"/> replaces what it added before.</summary>
    public void Add(object owner, RenderFragment addition)
    {
        additions[owner] = addition;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
