using Backline.Domain.Common;

namespace Backline.Domain.CloudIncidents;

/// <summary>
/// Considered: the cause may lie with the cloud partner. Requested: the vendor asks the cloud partner for one; asked for, it is by the customer or partner. From Opened on it has the partner's number.
/// Referred: none could be opened, and the findings were handed over (EC-4).
/// </summary>
public enum CloudIncidentState { Considered, Requested, Opened, Working, WaitsForUs, WaitsForCustomer, WorkedAround, Resolved, Referred, Withdrawn }

/// <summary>An incident with a cloud partner, for one case or many (EC-1 to EC-7).</summary>
public sealed class CloudIncident
{
    public static readonly IReadOnlyList<CloudIncidentState> WithPartner =
        [CloudIncidentState.Opened, CloudIncidentState.Working, CloudIncidentState.WaitsForUs, CloudIncidentState.WaitsForCustomer, CloudIncidentState.WorkedAround];
    public static readonly IReadOnlyList<CloudIncidentState> Over = [CloudIncidentState.Resolved, CloudIncidentState.Referred, CloudIncidentState.Withdrawn];

    public Guid AccountId { get; private init; }
    public Guid? PartnerId { get; private set; }

    /// <summary>The partner who fronts the service, and asks for it (EC-2); null: the customer does.</summary>
    public Guid? FrontId { get; private init; }
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public Guid CloudPartnerId { get; private init; }
    public CloudIncidentState State { get; private set; }
    public string Findings { get; private set; } = "";
    public CloudRequester? AskedBy { get; private set; }
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>The cloud partner's software runs as specified (EC-3).</summary>
    public bool AsSpecified { get; private set; }

    /// <summary>The cloud partner's own number: customer and partner see it the moment it exists (EC-2).</summary>
    public string? ExternalNumber { get; private set; }
    public Uri? ExternalUrl { get; private set; }

    /// <summary>In the words of the cloud partner's own scale.</summary>
    public string? ExternalSeverity { get; private set; }
    public string? Workaround { get; private set; }
    public Guid? OwnerId { get; private set; }

    /// <summary>The same for those of other accounts that are one incident at the cloud partner.</summary>
    public Guid? SharedId { get; private set; }

    /// <summary>Why none could be opened, or why it was withdrawn.</summary>
    public string? Reason { get; private set; }
    public DateTimeOffset ConsideredAt { get; private init; }
    public DateTimeOffset? RequestedAt { get; private set; }
    public DateTimeOffset? OpenedAt { get; private set; }

    /// <summary>When the cloud partner last said anything, and when somebody asks it again.</summary>
    public DateTimeOffset? LastContactAt { get; private set; }
    public DateTimeOffset? NextContactAt { get; private set; }

    /// <summary>Since when it has said nothing although it was due.</summary>
    public DateTimeOffset? SilentAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public long Version { get; private set; } = 1;

    /// <summary>Whether the customer may hear of it. Where a partner fronts the service, what crosses is chosen (PO-2): it asked for the incident, or its number stands at the customer's case (EC-2).</summary>
    public bool IsLetAcross => FrontId is null || AskedBy == CloudRequester.Partner || ExternalNumber is not null;

    private CloudIncident() { }

    public static CloudIncident Consider(Guid accountId, Guid? partnerId, string number, Guid cloudPartnerId, string findings, DateTimeOffset now, Guid? frontId = null) => new()
    {
        AccountId = accountId, PartnerId = partnerId, FrontId = frontId, Id = Guid.CreateVersion7(now), Number = number, CloudPartnerId = cloudPartnerId, Findings = findings, ConsideredAt = now,
    };

    public Refusal? WhyNotNote() => UnlessOver();

    /// <summary>What was found out so far; it goes to the cloud partner, or, when none can be opened, to whoever asked.</summary>
    public void Note(string findings)
    {
        WhyNotNote().ThrowIfRefused();
        Findings = findings;
        Version++;
    }

    public Refusal? WhyNotAsk() => UnlessIn(CloudIncidentState.Considered);

    /// <summary>Somebody of the customer's side asks for it (EC-2).</summary>
    public void Ask(CloudRequester by, DateTimeOffset now)
    {
        WhyNotAsk().ThrowIfRefused();
        (AskedBy, AskedAt) = (by, now);
        Version++;
    }

    /// <summary>It was looked at whether what the cloud partner delivers runs as specified (EC-3).</summary>
    public void Specify(bool asSpecified)
    {
        WhyNotNote().ThrowIfRefused();
        AsSpecified = asSpecified;
        Version++;
    }

    public void Own(Guid? person)
    {
        UnlessOver().ThrowIfRefused();
        OwnerId = person;
        Version++;
    }

    /// <summary>It is one with incidents of other accounts.</summary>
    public void Share(Guid shared)
    {
        UnlessOver().ThrowIfRefused();
        SharedId = shared;
        Version++;
    }

    /// <summary>The first of what is missing; <see cref="CloudConditions.Missing"/> names all.</summary>
    public Refusal? WhyNotRequest(CloudQuestion question) => UnlessIn(CloudIncidentState.Considered) ?? (CloudConditions.Missing(question) is [var first, ..] ? first : null);

    public void Request(CloudQuestion question, DateTimeOffset nextContact, DateTimeOffset now)
    {
        WhyNotRequest(question).ThrowIfRefused();
        (RequestedAt, NextContactAt) = (now, nextContact);
        Turn(CloudIncidentState.Requested);
    }

    public Refusal? WhyNotOpen() => UnlessIn(CloudIncidentState.Requested);

    public void Open(string externalNumber, Uri? url, DateTimeOffset nextContact, DateTimeOffset now, string? severity = null)
    {
        WhyNotOpen().ThrowIfRefused();
        (ExternalNumber, ExternalUrl, ExternalSeverity, OpenedAt) = (externalNumber, url, severity, now);
        Heard(nextContact, now);
        Turn(CloudIncidentState.Opened);
    }

    public Refusal? WhyNotRenumber(string externalNumber, Uri? url) =>
        UnlessWithPartner() ?? (externalNumber == ExternalNumber && url == ExternalUrl ? new("cloud-incident.number-same", externalNumber) { Field = "externalNumber" } : null);

    /// <summary>The cloud partner's number, or where it is found there, was written down wrongly.</summary>
    public void Renumber(string externalNumber, Uri? url)
    {
        WhyNotRenumber(externalNumber, url).ThrowIfRefused();
        (ExternalNumber, ExternalUrl) = (externalNumber, url);
        Version++;
    }

    public Refusal? WhyNotMove(CloudIncidentState to) => UnlessWithPartner()
        ?? (to == CloudIncidentState.Opened || !WithPartner.Contains(to) ? new("cloud-incident.no-such-move", Number, State.Word(), to.Word()) : null);

    /// <summary>The cloud partner works on it, waits for the vendor or the customer, or has given a workaround.</summary>
    public void Move(CloudIncidentState to, DateTimeOffset nextContact, DateTimeOffset now)
    {
        WhyNotMove(to).ThrowIfRefused();
        Heard(nextContact, now);
        Turn(to);
    }

    /// <summary>A workaround that restores service is put in place and told (EC-7).</summary>
    public void Mitigate(string how, DateTimeOffset nextContact, DateTimeOffset now)
    {
        Move(CloudIncidentState.WorkedAround, nextContact, now);
        Workaround = how;
    }

    public Refusal? WhyNotContact() => State == CloudIncidentState.Requested ? null : UnlessWithPartner();

    /// <summary>Somebody spoke with the cloud partner, or tried.</summary>
    /// <param name="heard">It answered; else it is asked again, and its silence goes on.</param>
    public void Contact(bool heard, DateTimeOffset nextContact, DateTimeOffset now)
    {
        WhyNotContact().ThrowIfRefused();
        if (heard) Heard(nextContact, now);
        else NextContactAt = nextContact;
        Version++;
    }

    /// <summary>It was due to say something, and did not.</summary>
    public void FallSilent(DateTimeOffset now)
    {
        SilentAt ??= now;
        Version++;
    }

    public Refusal? WhyNotResolve() => UnlessWithPartner();

    public void Resolve(DateTimeOffset now)
    {
        WhyNotResolve().ThrowIfRefused();
        Heard(null, now);
        End(CloudIncidentState.Resolved, null, now);
    }

    public Refusal? WhyNotRefer() => State is CloudIncidentState.Considered or CloudIncidentState.Requested ? null : UnlessIn(CloudIncidentState.Requested);

    /// <summary>None can be opened: the findings go to whoever asked, who turns to the cloud partner (EC-4).</summary>
    public void Refer(string reason, DateTimeOffset now)
    {
        WhyNotRefer().ThrowIfRefused();
        End(CloudIncidentState.Referred, reason, now);
    }

    public Refusal? WhyNotWithdraw() => UnlessOver();

    public void Withdraw(string reason, DateTimeOffset now)
    {
        WhyNotWithdraw().ThrowIfRefused();
        End(CloudIncidentState.Withdrawn, reason, now);
    }

    private void Heard(DateTimeOffset? next, DateTimeOffset now) => (LastContactAt, NextContactAt, SilentAt) = (now, next, null);

    private void End(CloudIncidentState state, string? reason, DateTimeOffset now)
    {
        (Reason, EndedAt, NextContactAt, SilentAt) = (reason, now, null, null);
        Turn(state);
    }

    private void Turn(CloudIncidentState state)
    {
        State = state;
        Version++;
    }

    private Refusal? UnlessOver() => Over.Contains(State) ? new("cloud-incident.over", Number, State.Word()) : null;

    private Refusal? UnlessWithPartner() => WithPartner.Contains(State) ? null : new("cloud-incident.not-opened", Number, State.Word());

    private Refusal? UnlessIn(CloudIncidentState state) => State == state ? null : new("cloud-incident.not-" + state.Word(), Number, State.Word());
}
