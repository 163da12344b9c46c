using Backline.Domain.Common;
using Backline.Server.Platform.Access;

namespace Backline.Server.Platform.Live;

/// <summary>Who may hear of something: those who could read it. It says no more than row security, which answers whoever then asks.</summary>
/// <param name="Vendor">Everybody of the vendor.</param>
/// <param name="PartnerId">Everybody of this partner.</param>
/// <param name="AccountId">Everybody of this customer, or with <paramref name="OnlyPersonId"/> that one alone.</param>
public sealed record LiveCircle(bool Vendor, Guid? PartnerId, Guid? AccountId, Guid? OnlyPersonId = null)
{
    public bool Holds(Reader reader) => reader.Side switch
    {
        Side.Vendor => Vendor,
        Side.Partner => PartnerId is { } partner && partner == reader.PartnerId,
        _ => AccountId is { } account && account == reader.AccountId && (OnlyPersonId is not { } person || person == reader.PersonId),
    };
}

/// <summary>Something changed, or somebody looks at it: a word and an id, never what it is about.</summary>
/// <param name="What">"case": it changed; "presence": somebody came, left, or began to write.</param>
public sealed record LiveNews(string What, Guid Id, string Permission, LiveCircle Circle, LivePresence? Presence = null);

/// <param name="Writing">Has begun to write.</param>
/// <param name="Gone">Has left.</param>
public sealed record LivePresence(Guid PersonId, string Name, bool Writing, bool Gone);
