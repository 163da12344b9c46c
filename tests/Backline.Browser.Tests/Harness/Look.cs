namespace Backline.Browser.Tests.Harness;

/// <summary>What is looked at on many pages.</summary>
internal static class Look
{
    /// <summary>Every page of the main navigation of somebody: nothing too wide, nothing over something else, and accessible.</summary>
    public static async Task LookAtPagesAsync(this Site site, string who, int width, bool dark, bool accessible = true)
    {
        await using var visit = await site.VisitAsAsync(who, width: width, dark: dark);
        await visit.GoAsync("/");
        var paths = await visit.NavigationAsync();
        Assert.Contains("/", paths);
        var faults = new List<string>();
        foreach (var path in paths)
        {
            await visit.GoAsync(path);
            if (accessible) faults.AddRange(await visit.AccessibilityFaultsAsync());
            if (await visit.OverflowAsync() is > 0 and var pixels) faults.Add($"{path} is {pixels} px too wide");
            faults.AddRange((await visit.OverlapsAsync()).Select(overlap => $"{path}: {overlap}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        visit.AssertClean();
    }
}
