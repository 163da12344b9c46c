namespace Backline.Server.Features.Imports;

/// <summary>Anchor of ImportTexts.resx: for every code of an import what is wrong, and under <c>code.mend</c> what to do.</summary>
public sealed class ImportTexts;
