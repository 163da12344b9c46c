namespace Backline.Server.Features.Devices;

/// <summary>The words of devices.</summary>
public sealed class DeviceTexts;
