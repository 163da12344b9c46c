using Backline.Domain.Common;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Accounts;

/// <summary>Changes of accounts.</summary>
public sealed class AccountOperations(Session session, AccountQueries accounts, TimeProvider clock)
{
    /// <exception cref="InvalidInputException"/>
    public async Task<Guid> CreateAsync(AccountInput input, CancellationToken stop)
    {
        input = input.Checked();
        if (input.PartnerId is { } partner) await PartnerNameAsync(partner, stop);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var number = await session.ScalarAsync<string>(
            """
            insert into account (account_id, partner_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at)
            values ($1, $2, 'MA-' || nextval('account_number_seq'), $3, $4, $5, $6, $7, $8, $9, $10) returning number
            """, stop, id, input.PartnerId, input.Name, Key(input.Name!), input.Country, input.Language, input.TimeZone, input.Currency, input.InventorySource, now);
        session.Audit(new(id, input.PartnerId, "account.created", "account", id, number, After: input));
        return id;
    }

    /// <summary>Facts of the account; its partner and success manager have acts of their own.</summary>
    /// <exception cref="StaleVersionException"/>
    public async Task ChangeAsync(Guid id, long version, AccountInput input, CancellationToken stop)
    {
        var before = await LoadAsync(id, version, stop);
        new InputErrors().Refuse(input.PartnerId is { } asked && asked != before.PartnerId, "/partnerId", "account.partner-not-here").ThrowIfAny();
        input = input.Checked() with { PartnerId = before.PartnerId };
        await session.ExecuteAsync(
            """
            update account set name = $2, name_key = $3, country = $4, language = $5, time_zone = $6, currency = $7, inventory_source = $8, version = version + 1
            where account_id = $1
            """, stop, id, input.Name, Key(input.Name!), input.Country, input.Language, input.TimeZone, input.Currency, input.InventorySource);
        var was = new AccountInput(before.Name, before.Country, before.Language, before.TimeZone, before.Currency, before.InventorySource, before.PartnerId);
        session.Audit(new(id, before.PartnerId, "account.changed", "account", id, before.Number, was, input));
    }

    /// <summary>
    /// Another partner, or none, fronts the account. The partner stands in every row the account owns, as row security reads it there: all
    /// tables change in one transaction, found in the catalogue of the database, so that none is forgotten.
    /// </summary>
    /// <exception cref="RefusedException"><c>account.partner-same</c></exception>
    public async Task MoveToPartnerAsync(Guid id, long version, Guid? partnerId, CancellationToken stop)
    {
        var before = await LoadAsync(id, version, stop);
        if (before.PartnerId == partnerId) throw new RefusedException(new("account.partner-same", before.Partner ?? "–"));
        var partner = partnerId is { } named ? await PartnerNameAsync(named, stop) : null;
        // whoever writes to the account now is done before its rows change, or finds the partner changed and gives up
        await session.ExecuteAsync("select from audit_head where account_id = $1 for update", stop, id);
        foreach (var table in await OwnedTablesAsync(stop))
            await session.ExecuteAsync($"update {table} set partner_id = $2 where account_id = $1", stop, id, partnerId);
        await session.ExecuteAsync("update account set version = version + 1 where account_id = $1", stop, id);
        session.Audit(new(id, partnerId, "account.partner-changed", "account", id, before.Number, new { before.PartnerId, before.Partner }, new { PartnerId = partnerId, Partner = partner }));
    }

    /// <summary>Names the success manager of the account (PL-4), or nobody.</summary>
    /// <exception cref="RefusedException"><c>account.not-a-success-manager</c></exception>
    public async Task AssignSuccessManagerAsync(Guid id, long version, Guid? personId, CancellationToken stop)
    {
        var before = await LoadAsync(id, version, stop);
        var manager = personId is null ? null : (await accounts.ManagersAsync(stop)).FirstOrDefault(choice => choice.Id == personId)
            ?? throw new RefusedException(new("account.not-a-success-manager"));
        await session.ExecuteAsync("update account set success_manager_id = $2, success_manager = $3, version = version + 1 where account_id = $1", stop, id, manager?.Id, manager?.Name);
        session.Audit(new(id, before.PartnerId, "account.success-manager-changed", "account", id, before.Number, new { before.SuccessManager }, new { SuccessManager = manager?.Name }));
    }

    /// <summary>Every table that belongs to accounts (D8): it has both columns, and the policies of protect_account_table.</summary>
    public Task<List<string>> OwnedTablesAsync(CancellationToken stop) => session.ListAsync(
        """
        select c.oid::regclass::text from pg_class c
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
          and (select count(*) from pg_attribute where attrelid = c.oid and attname in ('account_id', 'partner_id') and not attisdropped) = 2
          and (select count(*) from pg_policy where polrelid = c.oid and polname in ('jobs', 'partner', 'account')) = 3
        order by 1
        """, row => row.GetString(0), stop);

    internal static string Key(string name) => name.ToLowerInvariant();

    private async Task<AccountRow> LoadAsync(Guid id, long version, CancellationToken stop)
    {
        var account = await accounts.GetAsync(id, stop, forUpdate: true);
        return account.Version == version ? account : throw new StaleVersionException();
    }

    private async Task<string> PartnerNameAsync(Guid id, CancellationToken stop) =>
        await session.ScalarAsync<string>("select name from partner where id = $1", stop, id) ?? throw new InvalidInputException(new InputError("/partnerId", "account.partner-unknown"));
}
