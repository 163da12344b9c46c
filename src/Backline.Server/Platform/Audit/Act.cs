namespace Backline.Server.Platform.Audit;

/// <summary>One thing somebody did. <see cref="Before"/> and <see cref="After"/> become JSON; personal values in them can be erased later.</summary>
/// <param name="AccountId">Whose chain it joins; <see cref="Guid.Empty"/> for acts on the programme itself.</param>
/// <param name="Action">A stable word: contract.activated.</param>
public sealed record Act(Guid AccountId, Guid? PartnerId, string Action, string SubjectType, Guid SubjectId, string? SubjectNumber, object? Before = null, object? After = null)
{
    /// <summary>What concerns a partner and none of its customers joins a chain under the partner's own id.</summary>
    public static Act OnPartner(Guid partnerId, string action, string subjectType, Guid subjectId, string? number, object? before = null, object? after = null) =>
        new(partnerId, partnerId, action, subjectType, subjectId, number, before, after);

    public static Act OnProgramme(string action, string subjectType, Guid subjectId, string? number, object? before = null, object? after = null) =>
        new(Guid.Empty, null, action, subjectType, subjectId, number, before, after);

    /// <summary>What a desk keeps to itself joins the chain of the desk alone: a partner's, or the vendor's, which is the programme.</summary>
    public static Act OnDesk(Guid? partnerId, string action, string subjectType, Guid subjectId, string? number, object? before = null, object? after = null) =>
        partnerId is { } partner ? OnPartner(partner, action, subjectType, subjectId, number, before, after) : OnProgramme(action, subjectType, subjectId, number, before, after);
}
