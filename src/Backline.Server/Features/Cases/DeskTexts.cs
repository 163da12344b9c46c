namespace Backline.Server.Features.Cases;

/// <summary>The words of what a desk does: templates, saved filters, many cases at once, time, mentions, satisfaction.</summary>
public sealed class DeskTexts;
