using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Live;

namespace Backline.Server.Features.Cases;

/// <summary>Lets the pages of those who may see a case know that it changed.</summary>
internal sealed class LiveCases(Session session, LiveWire wire) : ICaseObserver
{
    public async Task SeeAsync(CaseNews news, CancellationToken stop)
    {
        var one = news.Case;
        var among = news.AtDesk || news.Entries.Count == 0 && news.Messages.Count > 0 && news.Messages.All(message => message.Visibility == "internal");
        var author = !one.IsPrivate ? null
            : news.Before.Count == 0 ? session.Reader.PersonId
            : (await session.OpenAsync(stop)).Entry(one).Property<Guid?>(CaseMapping.OpenedById).CurrentValue;
        var told = new LiveNews("case", one.Id, Permissions.CasesRead, Circle(new(one.Tier, one.FrontId, one.PartnerId, one.AccountId), among, one.IsPrivate, author));
        session.AfterCommit(() => wire.Tell(told));
        // the partner reads at its own case what the vendor answers
        if (one.HandedFromId is not { } own || among) return;
        var handed = told with { Id = own, Circle = Circle(new(CaseTier.Partner, one.FrontId, one.PartnerId, one.AccountId), amongDesk: true) };
        session.AfterCommit(() => wire.Tell(handed));
    }

    /// <summary>The same as the policies of the tables of cases.</summary>
    /// <param name="amongDesk">What its desk alone may see.</param>
    /// <param name="author">Of a private case; of the customer's people only they hear of it.</param>
    internal static LiveCircle Circle(CaseOwners of, bool amongDesk, bool isPrivate = false, Guid? author = null) => new(
        of.Tier == CaseTier.Vendor,
        amongDesk ? of.Tier == CaseTier.Partner ? of.FrontId : null : of.FrontId ?? (isPrivate ? null : of.PartnerId),
        amongDesk || of is { Tier: CaseTier.Vendor, FrontId: not null } || isPrivate && author is null ? null : of.AccountId,
        isPrivate ? author : null);
}

/// <summary>Whose a case is.</summary>
/// <param name="PartnerId">Of the account, now.</param>
internal sealed record CaseOwners(CaseTier Tier, Guid? FrontId, Guid? PartnerId, Guid AccountId);
