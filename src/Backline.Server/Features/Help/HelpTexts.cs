namespace Backline.Server.Features.Help;

/// <summary>Names HelpTexts.resx: help, the page of the interface, the page of problems.</summary>
public sealed class HelpTexts;
