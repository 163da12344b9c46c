namespace Backline.Server.Platform.Database;

/// <summary>There is no such thing for this reader: 404, whether it does not exist or belongs to somebody else.</summary>
/// <param name="pointer">The field of the body that names it; null where the address does.</param>
public sealed class NotFoundException(string what, object id, string? pointer = null) : Exception($"There is no {what} {id}.")
{
    public string What { get; } = what;
    public string Id { get; } = $"{id}";
    public string? Pointer { get; } = pointer;
}
