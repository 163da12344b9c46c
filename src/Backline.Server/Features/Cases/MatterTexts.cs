namespace Backline.Server.Features.Cases;

/// <summary>The words of watchers, links, splits and changes.</summary>
public sealed class MatterTexts;
