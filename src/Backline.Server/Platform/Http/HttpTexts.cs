namespace Backline.Server.Platform.Http;

/// <summary>Names HttpTexts.resx: the problems every interface can answer.</summary>
public sealed class HttpTexts;
