using Backline.Server.Features.Cases.Views;

namespace Backline.Server.Features.Cases;

/// <summary>What the queue of the desk is narrowed to beside its views: a saved filter, or words that somebody looks for.</summary>
/// <param name="Name">What the filter is called; null: words are looked for.</param>
public sealed record DeskFilter(string? Name, ViewQuestion Question);
