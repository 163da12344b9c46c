namespace Backline.Server.Features.Home;

/// <summary>Names HomeTexts.resx: the home pages.</summary>
public sealed class HomeTexts;
