namespace Backline.Server.Platform.Places;

/// <summary>Names PlaceTexts.resx.</summary>
public sealed class PlaceTexts;
