using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

/// <summary>Changes of contacts.</summary>
public sealed class ContactOperations(Session session, ContactQueries contacts, AccountQueries accounts, TimeProvider clock)
{
    public async Task<Guid> CreateAsync(Guid accountId, ContactInput input, CancellationToken stop)
    {
        input = input.Checked();
        var account = await accounts.GetAsync(accountId, stop, field: "/accountId");
        await RefuseForeignSiteAsync(accountId, input.SiteId, stop);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await session.ExecuteAsync(
            "insert into contact (account_id, partner_id, id, site_id, name, name_key, job, email, phone, language) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            stop, accountId, account.PartnerId, id, input.SiteId, input.Name, AccountOperations.Key(input.Name!), input.Job, input.Email, input.Phone, input.Language);
        session.Audit(new(accountId, account.PartnerId, "contact.created", "contact", id, null, After: input));
        return id;
    }

    /// <exception cref="StaleVersionException"/>
    public async Task ChangeAsync(Guid id, long version, ContactInput input, CancellationToken stop)
    {
        var before = await LoadAsync(id, version, stop);
        input = input.Checked();
        await RefuseForeignSiteAsync(before.AccountId, input.SiteId, stop);
        await session.ExecuteAsync(
            "update contact set site_id = $3, name = $4, name_key = $5, job = $6, email = $7, phone = $8, language = $9, version = version + 1 where account_id = $1 and id = $2",
            stop, before.AccountId, id, input.SiteId, input.Name, AccountOperations.Key(input.Name!), input.Job, input.Email, input.Phone, input.Language);
        session.Audit(new(before.AccountId, before.PartnerId, "contact.changed", "contact", id, null, before.ToInput(), input));
    }

    /// <exception cref="StaleVersionException"/>
    public async Task RemoveAsync(Guid id, long version, CancellationToken stop)
    {
        var before = await LoadAsync(id, version, stop);
        await session.ExecuteAsync("delete from contact where account_id = $1 and id = $2", stop, before.AccountId, id);
        session.Audit(new(before.AccountId, before.PartnerId, "contact.removed", "contact", id, null, before.ToInput()));
    }

    private async Task RefuseForeignSiteAsync(Guid accountId, Guid? siteId, CancellationToken stop)
    {
        if (siteId is null) return;
        var known = await session.ScalarAsync<bool>("select exists (select from site where account_id = $1 and id = $2)", stop, accountId, siteId);
        new InputErrors().Refuse(!known, "/siteId", "contact.site-unknown").ThrowIfAny();
    }

    private async Task<ContactRow> LoadAsync(Guid id, long version, CancellationToken stop)
    {
        var contact = await contacts.GetAsync(id, stop, forUpdate: true);
        return contact.Version == version ? contact : throw new StaleVersionException();
    }
}
