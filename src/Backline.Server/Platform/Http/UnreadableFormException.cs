namespace Backline.Server.Platform.Http;

/// <summary>400: what was posted can't be read as a form.</summary>
/// <param name="code">Says why; its text takes no arguments.</param>
internal sealed class UnreadableFormException(string code, Exception? cause = null) : Exception(code, cause)
{
    public string Code { get; } = code;
}
