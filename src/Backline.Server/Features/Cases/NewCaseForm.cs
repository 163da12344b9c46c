using Backline.Domain.Cases;
using Backline.Domain.Common;
using Backline.Server.Features.Accounts;
using Backline.Server.Features.Cases.Attachments;
using Backline.Server.Features.Coverage;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Ui;
using Backline.Server.Ui.Components;

namespace Backline.Server.Features.Cases;

/// <summary>What leads to the form of a new case names about it, all of it optional.</summary>
/// <param name="Place">An account or a site as typed, where no id is known.</param>
internal sealed record CaseSubject(Guid? Account = null, Guid? Site = null, Guid? Device = null, string? Place = null, string? Named = null);

/// <summary>What the form begins with.</summary>
/// <param name="Place">The account's number and name, or the site's number.</param>
/// <param name="Device">A serial number or a model.</param>
/// <param name="Sites">Of the account, to choose from; empty where there are none, or too many.</param>
/// <param name="Cover">As it would be decided now; null: too little is known to ask.</param>
internal sealed record NewCaseStart(Guid? AccountId, string? Place, string? SiteId, string? Device, IReadOnlyList<Choice> Sites, IReadOnlyList<Choice> Contacts, string? Contact, CaseCover? Cover);

/// <summary>Between the form of a new case and its opening.</summary>
internal sealed class NewCaseForm(CaseOpeningOperations opening, OpeningCoverQueries covers, AccountQueries accounts, AttachmentForm files, PostedForm form, Session session)
{
    private const int MostChoices = 200;

    private sealed record Asked(Guid? Account, string? Site);

    private sealed record Known(Guid? AccountId, string? AccountNumber, string? Account, Guid? SiteId, string? SiteNumber, string? Serial, string? Model);

    public async Task<NewCaseStart> StartAsync(CaseSubject subject, CancellationToken stop)
    {
        var known = await FindAsync(subject, stop);
        var account = known.AccountId ?? session.Reader.AccountId;
        var device = known.Serial ?? known.Model ?? subject.Named;
        var (contacts, own) = account is { } of ? await ContactsAsync(of, known.SiteId, stop) : ([], null);
        return new(
            account, known.SiteNumber ?? (known.AccountNumber is { } number ? $"{number} {known.Account}" : subject.Place), known.SiteNumber, device,
            session.Reader.AccountId is { } customer ? await SitesAsync(customer, stop) : [], contacts, own,
            form.IsPosted ? await CoverAsync(form.Text("account"), form.Text("siteId"), form.Text("device"), stop) : await CoverAsync(new(account, known.SiteId?.ToString()), device, stop));
    }

    /// <summary>Coverage as it is decided if this is sent, as far as it can be read.</summary>
    public async Task<CaseCover?> CoverAsync(string? place, string? site, string? device, CancellationToken stop)
    {
        try
        {
            return await CoverAsync(await PlaceAsync(Given(place), Given(site), Given(device), stop), Given(device), stop);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Opens the case that was asked for.</summary>
    /// <exception cref="InvalidInputException"/>
    public async Task<Case> OpenAsync(CancellationToken stop)
    {
        form.Place = pointer => pointer switch { "accountId" or "siteId" => session.Reader.AccountId is null ? "account" : "siteId", "serial" or "mac" or "model" => "device", _ => pointer };
        var asked = form.Text("device") is { } device ? CoverageSearch.Guess(device, null, null) : new();
        var (account, site) = await PlaceAsync(form.Text("account"), form.Text("siteId"), form.Text("device"), stop);
        await using var carried = await files.CheckAsync("files", stop);
        try
        {
            return await opening.OpenAsync(new(
                account, site ?? asked.SiteId, form.Text("subject"), form.Text("text"), form.Text("severity"), asked.Serial, asked.Model,
                Guid.TryParse(form.Text("contactId"), out var chosen) ? chosen : form.Text("contact") is { } named ? await ContactAsync(new(account, site), named, stop) : null, form.Flag("private"), form.Flag("vendor") ? CaseTier.Vendor.Word() : null), stop, one => carried.KeepAsync(CasePlace.Of(one), stop));
        }
        catch (NotFoundException)
        {
            throw Unclear();
        }
    }

    /// <summary>Of the account that is named as far as it can be read, by name; none where there are too many to choose from.</summary>
    public async Task<IReadOnlyList<Choice>> ContactsAsync(string? place, string? device, CancellationToken stop)
    {
        try
        {
            return await AccountOfAsync(await PlaceAsync(Given(place), null, Given(device), stop), Given(device), stop) is { } account ? (await ContactsAsync(account, null, stop)).Contacts : [];
        }
        catch (Exception e) when (e is InvalidInputException or NotFoundException)
        {
            return [];
        }
    }

    private async Task<Guid?> AccountOfAsync(Asked asked, string? device, CancellationToken stop)
    {
        var named = device is null ? new() : CoverageSearch.Guess(device, null, null);
        return asked.Account ?? (await covers.DecideAsync(new(null, asked.Site ?? named.SiteId, named.Serial, null, named.Model), stop)).AccountId;
    }

    // by a name or an address, of which the account has one
    private async Task<Guid> ContactAsync(Asked asked, string named, CancellationToken stop)
    {
        var account = await AccountOfAsync(asked, form.Text("device"), stop);
        var found = await session.ListAsync("select id from contact where account_id = $1 and (lower(name) = lower($2) or lower(email) = lower($2)) limit 2", row => row.GetGuid(0), stop, Parameters.OrNull(account), named.Trim());
        return found is [var one] ? one : throw new InvalidInputException(new InputError("/contact", "case.contact-unclear", named));
    }

    private async Task<Asked> PlaceAsync(string? typed, string? site, string? device, CancellationToken stop)
    {
        if (session.Reader.AccountId is { } own) return new(own, site);
        new InputErrors().Refuse(typed is null && device is null, "/accountId", "input.required").ThrowIfAny();
        if (typed is null) return new(null, null);
        if (typed.StartsWith("S-", StringComparison.OrdinalIgnoreCase)) return new(null, typed.Split(' ')[0].ToUpperInvariant());
        return await accounts.NamesAsync(typed, 2, stop) is [var only] ? new(only.Id, null) : throw Unclear();
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static InvalidInputException Unclear() => new(new InputError("/accountId", "case.account-unclear"));

    private async Task<Known> FindAsync(CaseSubject subject, CancellationToken stop)
    {
        var found = await session.FirstAsync(
            """
            select a.account_id, a.number, a.name, s.id, s.number, d.serial, d.model_name
            from (select $1::uuid as account_id, $2::uuid as site_id, $3::uuid as device_id) asked
            left join device d on d.id = asked.device_id
            left join site s on s.id = coalesce(asked.site_id, d.site_id)
            left join account a on a.account_id = coalesce(d.account_id, s.account_id, asked.account_id)
            """, row => new Known(row.Nullable<Guid>(0), row.Text(1), row.Text(2), row.Nullable<Guid>(3), row.Text(4), row.Text(5), row.Text(6)), stop,
            Parameters.OrNull(subject.Account), Parameters.OrNull(subject.Site), Parameters.OrNull(subject.Device));
        return found ?? new(null, null, null, null, null, null, null);
    }

    // whoever asks stands first, where a contact has the same address
    private async Task<(IReadOnlyList<Choice> Contacts, string? Own)> ContactsAsync(Guid account, Guid? site, CancellationToken stop)
    {
        var rows = await session.ListAsync(
            """
            select c.id, c.name, c.job, c.email <> '' and lower(c.email) = (select lower(email) from person where id = $3) from contact c
            where c.account_id = $1 order by c.site_id is not distinct from $2 desc, c.name_key, c.id limit $4
            """, row => (Choice: new Choice(row.GetGuid(0).ToString(), row.GetString(2).Length == 0 ? row.GetString(1) : $"{row.GetString(1)}, {row.GetString(2)}"), Own: row.Nullable<bool>(3) == true), stop,
            account, Parameters.OrNull(site), Parameters.OrNull(session.Reader.PersonId), MostChoices);
        return ([.. rows.Select(row => row.Choice)], rows.Find(row => row.Own).Choice?.Value);
    }

    private async Task<IReadOnlyList<Choice>> SitesAsync(Guid account, CancellationToken stop) => await session.ListAsync(
        "select number, name from site where account_id = $1 and closed_at is null order by name_key, id limit $2", row => new Choice(row.GetString(0), $"{row.GetString(1)} ({row.GetString(0)})"), stop, account, MostChoices);

    // a hint before anything is asked: what can't be said yet is left out
    private async Task<CaseCover?> CoverAsync(Asked asked, string? device, CancellationToken stop)
    {
        var named = device is null ? new() : CoverageSearch.Guess(device, null, null);
        var (account, site) = (asked.Account, asked.Site ?? named.SiteId);
        if (account is null && site is null && device is null) return null;
        try
        {
            return CaseCover.Of(await covers.DecideAsync(new(account?.ToString(), site, named.Serial, null, named.Model), stop));
        }
        catch (Exception e) when (e is InvalidInputException or NotFoundException)
        {
            return null;
        }
    }
}
