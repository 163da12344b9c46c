using Backline.Domain.Common;

namespace Backline.Domain.Defects;

public enum DefectKind { Defect, FeatureRequest }

/// <summary>Fixed: done, and not out yet. Released: in a release that anybody can have.</summary>
public enum DefectState { Reported, Accepted, InProgress, Fixed, Released, Declined }

/// <summary>A defect of software, or a wish for a feature, on its way through the normal release process (EC-7).</summary>
public sealed class Defect
{
    public Guid Id { get; private init; }
    public string Number { get; private init; } = "";
    public DefectKind Kind { get; private init; }
    public string Title { get; private set; } = "";

    /// <summary>What whoever reported it reads of it.</summary>
    public string PublicText { get; private set; } = "";
    public string Description { get; private set; } = "";
    public Guid? ModelId { get; private set; }

    /// <summary>The version of the software in which it was seen.</summary>
    public string FoundIn { get; private set; } = "";
    public DefectState State { get; private set; }

    /// <summary>The release that brings the fix.</summary>
    public string? FixedIn { get; private set; }

    /// <summary>Why there will be none.</summary>
    public string? Reason { get; private set; }
    public string OpenedBy { get; private init; } = "";
    public DateTimeOffset OpenedAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public long Version { get; private set; } = 1;

    private Defect() { }

    public static Defect Report(DefectKind kind, string number, string title, string publicText, string description, Guid? modelId, string foundIn, string actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), Number = number, Kind = kind, Title = title, PublicText = publicText, Description = description, ModelId = modelId, FoundIn = foundIn, OpenedBy = actor, OpenedAt = now,
    };

    public Refusal? WhyNotChange() => EndedAt is null ? null : new("defect.over", Number, State.Word());

    /// <summary>Also once it is out: many have the version that still has it.</summary>
    public Refusal? WhyNotLink() => State == DefectState.Released ? null : WhyNotChange();

    public void Describe(string title, string publicText, string description, Guid? modelId, string foundIn)
    {
        WhyNotChange().ThrowIfRefused();
        (Title, PublicText, Description, ModelId, FoundIn) = (title, publicText, description, modelId, foundIn);
        Version++;
    }

    public Refusal? WhyNotMove(DefectState to) => WhyNotChange()
        ?? (to is DefectState.Accepted or DefectState.InProgress && to > State ? null : new("defect.no-such-move", Number, State.Word(), to.Word()));

    /// <summary>Accepted, then worked on.</summary>
    public void Move(DefectState to)
    {
        WhyNotMove(to).ThrowIfRefused();
        Turn(to);
    }

    public Refusal? WhyNotFix() => WhyNotChange() ?? (State == DefectState.Fixed ? new("defect.no-such-move", Number, State.Word(), DefectState.Fixed.Word()) : null);

    /// <param name="release">That is going to bring it.</param>
    public void Fix(string release)
    {
        WhyNotFix().ThrowIfRefused();
        FixedIn = release;
        Turn(DefectState.Fixed);
    }

    public Refusal? WhyNotRelease() => WhyNotChange();

    /// <summary>It is out.</summary>
    public void Release(string release, DateTimeOffset now)
    {
        WhyNotRelease().ThrowIfRefused();
        (FixedIn, EndedAt) = (release, now);
        Turn(DefectState.Released);
    }

    public Refusal? WhyNotDecline() => WhyNotChange();

    public void Decline(string reason, DateTimeOffset now)
    {
        WhyNotDecline().ThrowIfRefused();
        (Reason, EndedAt) = (reason, now);
        Turn(DefectState.Declined);
    }

    private void Turn(DefectState state)
    {
        State = state;
        Version++;
    }
}
