using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

/// <summary>Changes of sites. A closed site keeps its number and its history.</summary>
public sealed class SiteOperations(Session session, SiteQueries sites, AccountQueries accounts, TimeProvider clock)
{
    /// <exception cref="RefusedException"><c>site.name-taken</c></exception>
    public async Task<Guid> CreateAsync(Guid accountId, SiteInput input, CancellationToken stop)
    {
        input = input.Checked();
        var account = await accounts.GetAsync(accountId, stop, field: "/accountId");
        await RefuseTakenNameAsync(accountId, input.Name!, Guid.Empty, stop);
        var (id, number) = await InsertAsync(account, input, stop);
        session.Audit(new(accountId, account.PartnerId, "site.created", "site", id, number, After: input));
        return id;
    }

    /// <summary>The checked sites of a list, all or none; one act.</summary>
    internal async Task CreateManyAsync(AccountRow account, IReadOnlyList<SiteInput> inputs, CancellationToken stop)
    {
        var made = new List<string>(inputs.Count);
        foreach (var input in inputs) made.Add((await InsertAsync(account, input, stop)).Number);
        if (made.Count > 0) session.Audit(new(account.Id, account.PartnerId, "site.list-added", "account", account.Id, account.Number, After: new { sites = made }));
    }

    /// <exception cref="StaleVersionException"/>
    /// <exception cref="RefusedException"><c>site.name-taken</c></exception>
    public async Task ChangeAsync(Guid id, long version, SiteInput input, CancellationToken stop)
    {
        var before = await LoadAsync(id, version, stop);
        input = input.Checked();
        await RefuseTakenNameAsync(before.AccountId, input.Name!, id, stop);
        await session.ExecuteAsync(
            """
            update site set name = $3, name_key = $4, address = $5, postal_code = $6, city = $7, country = $8, subdivision = $9, time_zone = $10, version = version + 1
            where account_id = $1 and id = $2
            """, stop, before.AccountId, id, input.Name, AccountOperations.Key(input.Name!), input.Address, input.PostalCode, input.City, input.Country, input.Subdivision, input.TimeZone);
        session.Audit(new(before.AccountId, before.PartnerId, "site.changed", "site", id, before.Number, before.ToInput(), input));
    }

    /// <summary>Devices must have left a site before it closes: they would stay counted at a place that is no more.</summary>
    public static Refusal? WhyNotClose(SiteRow site) => site switch
    {
        { ClosedAt: not null } => new("site.closed-already"),
        { Devices: > 0 } => new("site.has-devices", site.Devices),
        _ => null,
    };

    /// <exception cref="RefusedException"><c>site.closed-already</c>, <c>site.has-devices</c></exception>
    public async Task CloseAsync(Guid id, long version, CancellationToken stop)
    {
        await LoadAsync(id, version, stop);
        // whoever brings a device holds the site too: counted once they are done
        var site = await sites.GetAsync(id, stop);
        WhyNotClose(site).ThrowIfRefused();
        await session.ExecuteAsync("update site set closed_at = $3, version = version + 1 where account_id = $1 and id = $2", stop, site.AccountId, id, clock.GetUtcNow());
        session.Audit(new(site.AccountId, site.PartnerId, "site.closed", "site", id, site.Number));
    }

    /// <exception cref="RefusedException"><c>site.not-closed</c></exception>
    public async Task ReopenAsync(Guid id, long version, CancellationToken stop)
    {
        var site = await LoadAsync(id, version, stop);
        if (site.ClosedAt is null) throw new RefusedException(new("site.not-closed"));
        await session.ExecuteAsync("update site set closed_at = null, version = version + 1 where account_id = $1 and id = $2", stop, site.AccountId, id);
        session.Audit(new(site.AccountId, site.PartnerId, "site.reopened", "site", id, site.Number));
    }

    private async Task<(Guid Id, string Number)> InsertAsync(AccountRow account, SiteInput input, CancellationToken stop)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var number = await session.ScalarAsync<string>(
            """
            insert into site (account_id, partner_id, id, number, name, name_key, address, postal_code, city, country, subdivision, time_zone)
            values ($1, $2, $3, 'S-' || nextval('site_number_seq'), $4, $5, $6, $7, $8, $9, $10, $11) returning number
            """, stop, account.Id, account.PartnerId, id, input.Name, AccountOperations.Key(input.Name!), input.Address, input.PostalCode, input.City, input.Country, input.Subdivision, input.TimeZone);
        return (id, number!);
    }

    // inventory files name sites by their names: two of one name could not be told apart
    private async Task RefuseTakenNameAsync(Guid accountId, string name, Guid self, CancellationToken stop)
    {
        await session.OneAtATimeAsync("sites", accountId, stop);
        var taken = await session.ScalarAsync<string>("select number from site where account_id = $1 and name_key = $2 and id <> $3 limit 1", stop, accountId, AccountOperations.Key(name), self);
        if (taken is not null) throw new RefusedException(new("site.name-taken", name, taken));
    }

    private async Task<SiteRow> LoadAsync(Guid id, long version, CancellationToken stop)
    {
        var site = await sites.GetAsync(id, stop, forUpdate: true);
        return site.Version == version ? site : throw new StaleVersionException();
    }
}
