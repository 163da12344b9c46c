using Microsoft.AspNetCore.Components;

namespace Backline.Server.Ui;

/// <summary>
/// A part of a page that is sent once, whole. While it carries out a post nothing is rendered: a part below would ask the database in the middle of
/// the change, on the same connection, and what it drew would never be sent.
/// </summary>
public abstract class StaticPart : ComponentBase, IHandleEvent
{
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        await item.InvokeAsync(arg);
        StateHasChanged();
    }
}
