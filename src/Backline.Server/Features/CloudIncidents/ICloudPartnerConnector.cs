using Backline.Server.Features.CloudPartners;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>What a cloud partner is told of an incident.</summary>
/// <param name="Reference">Our number: opened again with the same one, it is the same.</param>
internal sealed record RemoteRequest(string Reference, string Title, string Description);

/// <param name="State">In the cloud partner's word.</param>
internal sealed record RemoteUpdate(long Sequence, DateTimeOffset At, string State, string? Text);

/// <summary>An incident as the cloud partner has it.</summary>
internal sealed record RemoteIncident(string Number, string? Url, string State, long Sequence, IReadOnlyList<RemoteUpdate> Updates);

/// <summary>Opens and follows incidents at a cloud partner. Nothing is opened twice, whatever becomes of an answer.</summary>
internal interface ICloudPartnerConnector
{
    /// <exception cref="ConnectorException">It could not be asked, or gave no answer one can use.</exception>
    Task<RemoteIncident> OpenAsync(CloudConnector partner, RemoteRequest request, CancellationToken stop);

    /// <exception cref="ConnectorException"/>
    Task<RemoteIncident> FollowAsync(CloudConnector partner, string number, CancellationToken stop);
}

/// <summary>What went wrong, in words for those who look after the connection; never with a secret in it.</summary>
internal sealed class ConnectorException : Exception
{
    public ConnectorException(string message) : base(message)
    {
    }

    public ConnectorException(string message, Exception cause) : base(message, cause)
    {
    }

    public ConnectorException()
    {
    }
}
