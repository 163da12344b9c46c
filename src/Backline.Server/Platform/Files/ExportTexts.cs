namespace Backline.Server.Platform.Files;

/// <summary>Names ExportTexts.resx: the columns of files people take away, one word for one thing in all of them.</summary>
public sealed class ExportTexts;
