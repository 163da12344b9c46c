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
    public void One_that_does_is_seen() => Assert.Equal(["Leaving", "LeavingLater"], Navigating(typeof(LeavingPagesTests).Assembly.Location).Order(StringComparer.Ordinal));

    private static IReadOnlyList<string> Navigating(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        // what is awaited lives in a nested type named after the method: <OnInitializedAsync>d__1
        return [.. from type in assembly.MainModule.GetTypes()
            from method in type.Methods
            where method.HasBody && Initialising.Any(name => method.Name == name || type.Name.StartsWith($"<{name}>", StringComparison.Ordinal))
            where method.Body.Instructions.Any(instruction => instruction.Operand is MethodReference { Name: nameof(NavigationManager.NavigateTo) })
            select type.DeclaringType is { } page && type.Name[0] == '<' ? page.Name : type.Name];
    }

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
}
