using Backline.Server.Platform.Access;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Ui;

/// <summary>One area of the main navigation. Features register their own with AddNavItem.</summary>
/// <param name="Area">Text key: nav.{Area}.</param>
/// <param name="Order">Home is 0; the first four stand in the phone's bar.</param>
/// <param name="Shown">Whether this reader has the area.</param>
/// <param name="Texts">Class of the resx that holds the word; UiTexts when null.</param>
public sealed record NavItem(string Area, string Href, string Icon, int Order, Predicate<Reader> Shown, Type? Texts = null)
{
    /// <summary>Where else its pages stand: an address without an area of its own belongs to the one that leads there.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>How much of the path leads here; -1 when it does not.</summary>
    internal int Fits(string path) => Also.Prepend(Href).Where(href => Leads(href, path)).Select(href => href.Length).DefaultIfEmpty(-1).Max();

    private static bool Leads(string href, string path) => path == href || (href != "/" && path.StartsWith(href + "/", StringComparison.Ordinal));
}

/// <summary>The navigation of one reader at one address.</summary>
public sealed class Navigation(IEnumerable<NavItem> items, IStringLocalizerFactory texts)
{
    public IReadOnlyList<NavEntry> Of(Reader? reader, string path)
    {
        if (reader is null) return [];
        var shown = items.Where(item => item.Shown(reader)).OrderBy(item => item.Order).ThenBy(item => item.Area, StringComparer.Ordinal).ToList();
        var current = shown.Where(item => item.Fits(path) >= 0).MaxBy(item => item.Fits(path));
        return [.. shown.Select(item => new NavEntry(texts.Create(item.Texts ?? typeof(UiTexts))["nav." + item.Area], item.Href, item.Icon, item == current))];
    }
}

public sealed record NavEntry(string Label, string Href, string Icon, bool Current);

public static class NavRegistration
{
    public static IServiceCollection AddNavItem(this IServiceCollection services, NavItem item) => services.AddSingleton(item);
}
