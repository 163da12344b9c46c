using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Platform.Database;

namespace Backline.Server.Features.Cases;

/// <summary>Somebody to be told of a case by mail.</summary>
/// <param name="PersonId">Null: a contact, who can't sign in.</param>
public sealed record CaseRecipient(Guid? PersonId, string Email, string Name, string Language);

/// <summary>Who is to be told of what was said in a case, and in which language.</summary>
internal sealed class CaseRecipientQueries(Session session)
{
    private const int MostOfPartner = 20;

    private sealed record Named(CaseTier Tier, Guid? FrontId, Guid? ServedId, Guid? OpenedById, Guid? AssigneeId);

    private sealed record Seen(Guid? PersonId, string Email, string Name, string Language, Guid? AccountId, Guid? PartnerId);

    /// <summary>Those who asked: who opened it, its contact and those of the cases that go on in it, and who follows on that side. Behind a partner's back its customer is told nothing (PO-2): of what nobody there asked for, all of the partner's are.</summary>
    public async Task<IReadOnlyList<CaseRecipient>> AskersAsync(Guid accountId, Guid caseId, CancellationToken stop)
    {
        var one = await FindAsync(accountId, caseId, stop);
        var behind = one.Tier == CaseTier.Vendor && one.FrontId is not null;
        var people = await PeopleAsync([.. await FollowingAsync(accountId, caseId, "asking", stop), .. one.OpenedById is { } opener ? (Guid[])[opener] : []], stop);
        var asking = people.Where(person => behind ? person.AccountId is null && person.PartnerId == one.FrontId : person.AccountId == accountId || (one.Tier == CaseTier.Vendor && person.AccountId is null && person.PartnerId is not null && person.PartnerId == one.ServedId));
        if (behind && !asking.Any()) asking = await OfPartnerAsync(one.FrontId!.Value, stop);
        var contacts = behind ? [] : await ContactsAsync(accountId, caseId, stop);
        return [.. asking.Select(Recipient).Concat(contacts).DistinctBy(recipient => recipient.Email, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The names of those who asked, as their desk may know them: a partner's desk reads of its customers' people nothing but names.</summary>
    public async Task<IReadOnlyList<string>> HearersAsync(Guid accountId, Guid caseId, CancellationToken stop)
    {
        var one = await FindAsync(accountId, caseId, stop);
        if (session.Reader.Side != Side.Partner || one.Tier != CaseTier.Partner) return [.. (await AskersAsync(accountId, caseId, stop)).Select(told => told.Name)];
        var following = await FollowingAsync(accountId, caseId, "asking", stop);
        var people = await session.ListAsync("select name from case_askers($1) where id = any($2) order by id <> $3, name", row => row.GetString(0), stop, caseId,
            following.Append(one.OpenedById ?? Guid.Empty).ToArray(), one.OpenedById ?? Guid.Empty);
        return [.. people.Concat((await ContactsAsync(accountId, caseId, stop)).Select(told => told.Name)).Distinct()];
    }

    /// <summary>Those of the desk: whoever works on it, and who follows there.</summary>
    public async Task<IReadOnlyList<CaseRecipient>> DeskAsync(Guid accountId, Guid caseId, CancellationToken stop)
    {
        var one = await FindAsync(accountId, caseId, stop);
        var people = await PeopleAsync([.. await FollowingAsync(accountId, caseId, "desk", stop), .. one.AssigneeId is { } worker ? (Guid[])[worker] : []], stop);
        return [.. people.Where(person => person.AccountId is null && person.PartnerId == (one.Tier == CaseTier.Partner ? one.FrontId : null)).Select(Recipient)];
    }

    /// <summary>In which those who asked are told: the contact's language, else that of whoever opened it, of the partner who fronts it, or of the account.</summary>
    public async Task<string> LanguageAsync(Guid caseId, CancellationToken stop) => await session.ScalarAsync<string>(
        """
        select coalesce(k.language, language_of(c.opened_by_id), f.language, a.language) from support_case c left join contact k on k.account_id = c.account_id and k.id = c.contact_id
        left join partner f on f.id = c.front_id left join account a on a.account_id = c.account_id where c.id = $1
        """, stop, caseId) ?? "en";

    private async Task<Named> FindAsync(Guid accountId, Guid caseId, CancellationToken stop) => await session.FirstAsync(
        "select tier, front_id, served_id, opened_by_id, assignee_id from support_case where account_id = $1 and id = $2",
        row => new Named(Words.Parse<CaseTier>(row.GetString(0)), row.Nullable<Guid>(1), row.Nullable<Guid>(2), row.Nullable<Guid>(3), row.Nullable<Guid>(4)), stop, accountId, caseId) ?? throw new NotFoundException("case", caseId);

    // people who asked in a case that was merged follow the one it goes on in; a contact can't, and is told all the same
    private Task<List<CaseRecipient>> ContactsAsync(Guid accountId, Guid caseId, CancellationToken stop) => session.ListAsync(
        """
        with recursive gone (id, contact_id, steps) as (
            select id, contact_id, 0 from support_case where account_id = $1 and id = $2
            union all
            select c.id, c.contact_id, g.steps + 1 from gone g join support_case c on c.account_id = $1 and c.merged_into_id = g.id)
        select k.email, k.name, k.language from gone g join contact k on k.account_id = $1 and k.id = g.contact_id where k.email <> '' order by g.steps, g.id
        """, row => new CaseRecipient(null, row.GetString(0), row.GetString(1), row.GetString(2)), stop, accountId, caseId);

    private Task<List<Guid>> FollowingAsync(Guid accountId, Guid caseId, string side, CancellationToken stop) => session.ListAsync(
        "select person_id from case_watcher where account_id = $1 and case_id = $2 and side = $3", row => row.GetGuid(0), stop, accountId, caseId, side);

    private Task<List<Seen>> PeopleAsync(Guid[] ids, CancellationToken stop) => session.ListAsync(
        "select id, email, name, language, account_id, partner_id from person where id = any($1) and disabled_at is null and email <> '' order by created_at, id",
        row => new Seen(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Nullable<Guid>(4), row.Nullable<Guid>(5)), stop, [ids]);

    private Task<List<Seen>> OfPartnerAsync(Guid partner, CancellationToken stop) => session.ListAsync(
        "select id, email, name, language from person where partner_id = $1 and account_id is null and disabled_at is null and email <> '' order by created_at, id limit $2",
        row => new Seen(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), null, partner), stop, partner, MostOfPartner);

    private static CaseRecipient Recipient(Seen person) => new(person.PersonId, person.Email, person.Name, person.Language);
}
