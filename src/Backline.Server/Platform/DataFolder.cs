namespace Backline.Server.Platform;

/// <summary>The folder of this installation (`--data`, by default ./var): the private PostgreSQL, and what the program writes beside it.</summary>
public sealed record DataFolder(string Path)
{
    public string File(string name)
    {
        Directory.CreateDirectory(Path);
        return System.IO.Path.Combine(Path, name);
    }
}
