namespace Backline.Server.Features.Coverage;

/// <summary>Names CoverageTexts.resx.</summary>
public sealed class CoverageTexts;
