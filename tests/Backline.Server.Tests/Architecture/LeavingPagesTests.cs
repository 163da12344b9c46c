using Backline.Server.Platform;
using Microsoft.AspNetCore.Components;
using Mono.Cecil;

namespace Backline.Server.Tests.Architecture;

/// <summary>
/// A page that navigates while it is being initialised stops the renderer with components named but not made; writing that document then goes in a circle
/// until the stack ends, and takes the process with it. Such a page redirects the response instead.
/// </summary>
public class LeavingPagesTests
{
    private static readonly string[] Initialising = ["OnInitialized", "OnInitializedAsync", "OnParametersSet", "OnParametersSetAsync", "SetParametersAsync"];

    [Fact]
    public void No_component_navigates_while_it_is_initialised() => Assert.Empty(Navigating(typeof(DataFolder).Assembly.Location));

    [Fact]
    public void One_that_does_is_seen() =>
        Assert.Equal(["Leaving", "LeavingLater", "LeavingThroughAnother"], Navigating(typeof(LeavingPagesTests).Assembly.Location).Order(StringComparer.Ordinal));

    private static IReadOnlyList<string> Navigating(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        return [.. assembly.MainModule.GetTypes().Where(type => type.Name[0] != '<' && Navigates(type)).Select(type => type.Name)];
    }

    /// <summary>Also through methods of its own that it calls meanwhile.</summary>
    private static bool Navigates(TypeDefinition page)
    {
        var (seen, left) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(Initialising));
        while (left.TryDequeue(out var name))
        {
            if (!seen.Add(name)) continue;
            foreach (var called in Bodies(page, name).SelectMany(body => body.Instructions).Select(instruction => instruction.Operand).OfType<MethodReference>())
            {
                if (called.Name == nameof(NavigationManager.NavigateTo)) return true;
                if (called.DeclaringType.FullName == page.FullName) left.Enqueue(called.Name);
            }
        }
        return false;
    }

    // what is awaited lives in a nested type named after the method: <OnInitializedAsync>d__1
    private static IEnumerable<Mono.Cecil.Cil.MethodBody> Bodies(TypeDefinition page, string name) =>
        page.Methods.Where(method => method.Name == name)
            .Concat(page.NestedTypes.Where(nested => nested.Name.StartsWith($"<{name}>", StringComparison.Ordinal)).SelectMany(nested => nested.Methods))
            .Where(method => method.HasBody).Select(method => method.Body);

    private sealed class Leaving(NavigationManager navigation) : ComponentBase
    {
        protected override void OnInitialized() => navigation.NavigateTo("/");
    }

    private sealed class LeavingLater(NavigationManager navigation) : ComponentBase
    {
        protected override async Task OnInitializedAsync()
        {
            await Task.Yield();
            navigation.NavigateTo("/");
        }
    }

    private sealed class LeavingThroughAnother(NavigationManager navigation) : ComponentBase
    {
        protected override async Task OnInitializedAsync() => await ActAsync();

        private async Task ActAsync()
        {
            await Task.Yield();
            navigation.NavigateTo("/");
        }
    }
}
