namespace Backline.Server.Demo;

/// <summary>Stands where the story stands: the loader moves it through the year, and the operations write that day.</summary>
internal sealed class DemoClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => Now;
}
