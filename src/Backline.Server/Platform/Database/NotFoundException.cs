namespace Backline.Server.Platform.Database;

/// <summary>There is no such thing for this reader: 404, whether it does not exist or belongs to somebody else.</summary>
public sealed class NotFoundException(string what, object id) : Exception($"There is no {what} {id}.")
{
    public string What { get; } = what;
}
