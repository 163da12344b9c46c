using System.Globalization;
using System.Text.Json;
using Backline.Domain.Cases;
using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Cases.Links;
using Backline.Server.Features.Clocks;
using Backline.Server.Features.Coverage;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Cases;

/// <summary>A case that begins where another one stands.</summary>
/// <param name="Severity">Null: that of the other.</param>
/// <param name="Messages">The first gets the subject.</param>
internal sealed record CaseAgain(string Subject, string? Severity, IReadOnlyList<CaseMessage> Messages);

/// <summary>What a case stands on: whether it is covered, and what its clocks are measured by.</summary>
internal sealed record CaseGround(OpeningCover Cover, ClockTerms Terms, string? Contact);

/// <summary>Opens cases: coverage is decided and kept, the desk found, the clocks started. Nothing keeps a case from being opened but that nobody knows whose it is.</summary>
internal sealed class CaseOpeningOperations(Session session, OpeningCoverQueries covers, ClockOperations clocks, CaseRecords records, ChosenMessages chosen, IStringLocalizer<CaseTexts> texts)
{
    private sealed record CaseOpener(Guid? Id, string Name);

    private sealed record Facts(Guid? PartnerId, string AccountNumber, string Account, ClockPlace Place, string? Contact, string Number, bool SiteKnown);

    /// <exception cref="InvalidInputException"/>
    /// <exception cref="RefusedException"><c>case.no-partner-desk</c>, <c>case.partner-serves</c>, <c>case.not-your-desk</c></exception>
    /// <param name="files">Keeps what the first message carries, once there is a case to keep it with.</param>
    public async Task<Case> OpenAsync(NewCase input, CancellationToken stop, Func<Case, Task<IReadOnlyList<Guid>>>? files = null)
    {
        var asked = input.Checked();
        // everything is found by its key, and desks open hundreds a minute
        session.KeepPlans();
        var account = asked.AccountId ?? session.Reader.AccountId;
        new InputErrors().Refuse(account is null && asked is { SiteId: null, Serial: null }, "/accountId", "input.required").ThrowIfAny();
        var cover = await covers.DecideAsync(new(account?.ToString(), asked.SiteId, asked.Serial, null, asked.Model), stop);
        var facts = await FindAsync(cover.AccountId ?? throw new InvalidInputException(new InputError("/accountId", "case.account-unclear")), cover.SiteId, asked.ContactId, stop);
        var request = new CaseRequest(
            cover.AccountId.Value, facts.PartnerId, TierOf(asked, cover.Fronted), asked.Subject!, asked.Severity is null ? Severity.P3 : Words.Parse<Severity>(asked.Severity),
            IsPriority: cover.Fronted || cover.Settings?.Support.Priority == true, asked.Private == true)
        {
            SiteId = cover.SiteId, ContactId = asked.ContactId, DeviceId = cover.DeviceId, ModelId = cover.ModelId, FrontId = cover.Fronted ? facts.PartnerId : null,
        };
        return await StartAsync(request, cover, facts, [new CaseMessage("inbound", asked.Text!)], cover.Serial, stop, files);
    }

    /// <summary>The partner's desk asks the vendor by the customer site ID (CO-3): what is written and chosen here crosses, and nothing else.</summary>
    /// <exception cref="RefusedException"><c>case.not-at-partner</c>, <c>case.handed-on</c>, <c>case.not-your-desk</c></exception>
    public async Task<Case> HandOnAsync(Guid id, HandOnInput input, CancellationToken stop)
    {
        var asked = input.Checked();
        var (own, entries) = await records.LoadNewestAsync(id, stop);
        (session.Reader.WhyNotWork(own) ?? own.WhyNotHandOn()).ThrowIfRefused();
        var (cover, serial) = await CoverAgainAsync(own, stop);
        var facts = await FindAsync(own.AccountId, own.SiteId, contact: null, stop);
        var request = new CaseRequest(own.AccountId, own.PartnerId, CaseTier.Vendor, asked.Subject ?? own.Subject, asked.Severity is null ? own.Severity : Words.Parse<Severity>(asked.Severity), IsPriority: true)
        {
            SiteId = own.SiteId, DeviceId = own.DeviceId, ModelId = own.ModelId, FrontId = own.FrontId, HandedFromId = own.Id,
        };
        // to the vendor all of it comes from the partner, and is said
        var crossing = (await chosen.FindAsync(own, asked.MessageIds, stop)).Select(one => one with { Message = one.Message with { Direction = "inbound", Body = one.Message.Direction == "internal" ? texts["crossed-note", one.Message.Body] : one.Message.Body } }).ToList();
        var theirs = await StartAsync(request, cover, facts, [new("inbound", asked.Text!), .. crossing.Select(one => one.Message)], serial, stop);
        await chosen.CarryAsync(own, theirs, crossing, stop);
        own.HandOn(theirs);
        await session.AuditAsync(own, "case.handed-on", new { to = theirs.Number, messages = crossing.Count }, stop);
        await records.KeepAtDeskAsync(own, entries, stop);
        return theirs;
    }

    /// <summary>Another case of the same people about the same thing, at the same desk: covered as of now, with clocks of its own.</summary>
    internal async Task<Case> AgainAsync(Case former, CaseAgain again, CancellationToken stop, Func<Case, Task<IReadOnlyList<Guid>>>? files = null)
    {
        var row = (await session.OpenAsync(stop)).Entry(former);
        // what the desk begins for those who asked is theirs: they see it, and are told
        CaseOpener? opener = session.Reader.IsOfDesk(former.Tier) ? new((Guid?)row.Property(CaseMapping.OpenedById).CurrentValue, (string)row.Property(CaseMapping.OpenedBy).CurrentValue!) : null;
        var (cover, serial) = await CoverAgainAsync(former, stop);
        var contact = await session.ScalarAsync<Guid?>("select id from contact where account_id = $1 and id = $2", stop, former.AccountId, Parameters.OrNull(former.ContactId));
        var facts = await FindAsync(former.AccountId, former.SiteId, contact, stop);
        var request = new CaseRequest(
            former.AccountId, former.PartnerId, former.Tier, again.Subject, again.Severity is null ? former.Severity : Words.Parse<Severity>(again.Severity),
            IsPriority: former.FrontId is not null || cover.Settings?.Support.Priority == true, former.IsPrivate)
        {
            SiteId = former.SiteId, ContactId = contact, DeviceId = former.DeviceId, ModelId = former.ModelId, FrontId = former.FrontId,
        };
        var one = await StartAsync(request, cover, facts, again.Messages, serial, stop, files, opener);
        await session.ExecuteAsync(
            """
            insert into case_watcher (account_id, partner_id, case_id, person_id, tier, front_id, side, name, added_at, added_by)
            select account_id, partner_id, $3, person_id, tier, front_id, side, name, $4, $5 from case_watcher where account_id = $1 and case_id = $2
            union all
            select account_id, partner_id, $3, opened_by_id, tier, front_id, 'asking', opened_by, $4, $5 from support_case
            where account_id = $1 and id = $2 and is_private and opened_by_id <> coalesce($6, '00000000-0000-0000-0000-000000000000') and exists (select from person p where p.id = opened_by_id and (p.account_id = $1 or front_id is not null and p.partner_id = front_id and tier = 'vendor'))
            on conflict do nothing
            """, stop, former.AccountId, former.Id, one.Id, records.Now, session.Reader.Name, Parameters.OrNull(opener is null ? session.Reader.PersonId : opener.Id));
        return one;
    }

    /// <summary>What a case stands on if it is about this.</summary>
    internal async Task<CaseGround> GroundAsync(Guid account, string? site, string? serial, string? model, Guid? contact, CancellationToken stop)
    {
        var cover = await covers.DecideAsync(new(account.ToString(), site, serial, null, model), stop);
        new InputErrors().Refuse(site is not null && cover.SiteId is null, "/siteId", "case.site-elsewhere").ThrowIfAny();
        var facts = await FindAsync(account, cover.SiteId, contact, stop, numbered: false);
        return new(cover, await clocks.TermsAsync(facts.Place, cover.Settings?.Support, stop), facts.Contact);
    }

    private async Task<Case> StartAsync(CaseRequest request, OpeningCover cover, Facts facts, IReadOnlyList<CaseMessage> messages, string? serial, CancellationToken stop, Func<Case, Task<IReadOnlyList<Guid>>>? files = null, CaseOpener? opener = null)
    {
        var terms = await clocks.TermsAsync(facts.Place, cover.Settings?.Support, stop);
        var one = Case.Open(request, facts.Number, terms, session.Reader.Name, records.Now);
        var beside = new Dictionary<string, object?>
        {
            [CaseMapping.AccountNumber] = facts.AccountNumber,
            [CaseMapping.AccountName] = facts.Account,
            [CaseMapping.Coverage] = JsonSerializer.Serialize(CaseCover.Of(cover), BacklineJson.Options),
            [CaseMapping.Contract] = cover.ContractId,
            [CaseMapping.Contact] = facts.Contact,
            [CaseMapping.Serial] = serial,
            [CaseMapping.OpenedBy] = opener is null ? session.Reader.Name : opener.Name,
            [CaseMapping.OpenedById] = opener is null ? session.Reader.PersonId : opener.Id,
        };
        await session.AuditAsync(one, "case.opened", new { severity = one.Severity.Word(), desk = one.Tier.Word(), coverage = cover.Said.Outcome }, stop);
        var first = messages[0] with { Subject = one.Subject, Id = messages[0].Id == Guid.Empty ? records.NewId() : messages[0].Id };
        await records.OpenAsync(one, beside, stop, [first, .. messages.Skip(1)]);
        if (files is not null && await files(one) is { Count: > 0 } carried) await records.CarryAsync(one, first with { Files = carried }, stop);
        return one;
    }

    // as it stands now, for what the case is about
    private async Task<(OpeningCover Cover, string? Serial)> CoverAgainAsync(Case one, CancellationToken stop)
    {
        var serial = (string?)(await session.OpenAsync(stop)).Entry(one).Property(CaseMapping.Serial).CurrentValue;
        var model = one.DeviceId is null && one.ModelId is { } id ? await session.ScalarAsync<string>("select name from model where id = $1", stop, id) : null;
        return (await covers.DecideAsync(new(one.AccountId.ToString(), one.SiteId?.ToString(), serial, null, model), stop), serial);
    }

    // under a partner's brand the customer is served by the partner, and the partner alone turns to the vendor (PO-2)
    private CaseTier TierOf(NewCase asked, bool fronted)
    {
        var wanted = asked.Desk is null ? (CaseTier?)null : Words.Parse<CaseTier>(asked.Desk);
        var usual = fronted && session.Reader.Side != Side.Vendor ? CaseTier.Partner : CaseTier.Vendor;
        Refusal? refusal = wanted is null || wanted == usual ? null
            : !fronted ? new("case.no-partner-desk")
            : session.Reader.Side == Side.Customer ? new("case.partner-serves")
            : session.Reader.Side == Side.Vendor ? new("case.not-your-desk", "")
            : null;
        refusal.ThrowIfRefused();
        return wanted ?? usual;
    }

    private async Task<Facts> FindAsync(Guid account, Guid? site, Guid? contact, CancellationToken stop, bool numbered = true)
    {
        var year = records.Now.Year.ToString(CultureInfo.InvariantCulture);
        var found = await session.FirstAsync(
            $"""
            select a.partner_id, a.number, a.name, coalesce(s.country, a.country), s.subdivision, coalesce(s.time_zone, a.time_zone), (select name from contact where account_id = $1 and id = $3), {(numbered ? "nextval('case_number_seq')" : "0::bigint")}, s.id is not null
            from account a left join site s on s.account_id = a.account_id and s.id = $2 where a.account_id = $1
            """, row => new Facts(row.Nullable<Guid>(0), row.GetString(1), row.GetString(2), new(row.GetString(3), row.Text(4), row.GetString(5)), row.Text(6), $"C-{year}-{row.GetInt64(7).ToString("000000", CultureInfo.InvariantCulture)}", row.GetBoolean(8)),
            stop, account, Parameters.OrNull(site), Parameters.OrNull(contact)) ?? throw new NotFoundException("account", account, "/accountId");
        new InputErrors().Refuse(site is not null && !found.SiteKnown, "/siteId", "case.site-elsewhere").ThrowIfAny();
        return contact is null || found.Contact is not null ? found : throw new NotFoundException("contact", contact, "/contactId");
    }
}
