using Backline.Domain.CloudIncidents;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>What comes next with an incident and whose turn it is, as whoever asks reads it.</summary>
internal static class CloudTurn
{
    /// <returns>A word of the texts; null when it is over.</returns>
    public static string? Of(CloudIncidentView one) => one switch
    {
        { EndedAt: not null } => null,
        { State: CloudIncidentState.Considered } when one.Missing.Any(missing => missing.Mend == "asking") => "ask",
        { State: CloudIncidentState.Considered } when one.Missing.Any(missing => missing.Mend == "papers") => "papers",
        { State: CloudIncidentState.Considered } => "findings",
        { State: CloudIncidentState.Requested } => "requested",
        { State: CloudIncidentState.WaitsForUs } => "waits-for-us",
        { State: CloudIncidentState.WaitsForCustomer } => "waits-for-customer",
        { State: CloudIncidentState.WorkedAround } => "worked-around",
        _ => "theirs",
    };
}
