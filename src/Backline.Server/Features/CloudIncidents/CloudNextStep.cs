using Backline.Domain.CloudIncidents;

namespace Backline.Server.Features.CloudIncidents;

/// <summary>The one thing that is to be done next with an incident, as a form of its page ("cloud-request") or "papers", where they are added.</summary>
internal static class CloudNextStep
{
    /// <param name="said">The cloud partner's program said something that nobody passed on.</param>
    /// <returns>Null: nothing is to be done by those of the desk.</returns>
    public static string? OfDesk(CloudIncidentView one, bool said) => one switch
    {
        // its last words are of use after it ended there too
        { State: CloudIncidentState.Resolved } when said => "cloud-tell",
        { EndedAt: not null } => null,
        { State: CloudIncidentState.Considered } => Considered(one),
        { State: CloudIncidentState.Requested, Connector: true, Link: null } => "cloud-connect",
        { State: CloudIncidentState.Requested } => "cloud-open",
        _ when said => "cloud-tell",
        _ => "cloud-contact",
    };

    /// <summary>Of whoever asks.</summary>
    public static string? OfAsking(CloudIncidentView one) => CloudTurn.Of(one) switch { "ask" when one.AskedBy is null => "cloud-ask", "papers" => "papers", _ => null };

    // what the desk can do by itself comes before what it waits for
    private static string Considered(CloudIncidentView one)
    {
        if (one.Missing.Any(missing => missing.Mend == "findings")) return "cloud-findings";
        if (one.Missing.Any(missing => missing.Mend == "partner")) return "cloud-refer";
        if (one.Missing.Any(missing => missing.Mend == "asking")) return "cloud-ask";
        return one.Missing.Count > 0 ? "papers" : "cloud-request";
    }
}

/// <summary>What of the forms of an incident stands at one place of its page.</summary>
public enum CloudPart { Next, Rest }

/// <summary>Which of the forms of an incident stand here.</summary>
/// <param name="Next">What is to be done next.</param>
/// <param name="Rest">All others, folded; false: that one alone, open.</param>
internal sealed record CloudFormsShown(string? Next, bool Rest);
