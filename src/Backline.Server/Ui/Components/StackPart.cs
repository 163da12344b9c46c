namespace Backline.Server.Ui.Components;

/// <param name="Tone">1 main, 2 second, 3 rest, 4 needs somebody.</param>
public sealed record StackPart(string Name, long Count, int Tone);
