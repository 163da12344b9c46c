using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Identity;

namespace Backline.Server.Demo;

/// <summary>Partners, customers with their sites and contacts, and everybody who signs in.</summary>
internal sealed class DemoParties(DemoStage stage, DemoData data)
{
    /// <summary>Of everybody in the story. It is a demonstration: never load it where strangers can reach it.</summary>
    public const string Password = "backline demo";

    private static readonly string PasswordHash = new PasswordHasher<Person>().HashPassword(null!, Password);

    public Task PartnersAndVendorAsync(DateTimeOffset at, CancellationToken stop) => stage.PlayAsync("partners and vendor", at, DemoStage.Narrator, async services =>
    {
        var session = services.GetRequiredService<Session>();
        foreach (var partner in data.Partners)
        {
            await session.ExecuteAsync(
                """
                insert into partner (id, number, name, certified, brand_name, brand_colour, country, language, time_zone, created_at, distributor)
                values ($1, 'P-' || nextval('partner_number_seq'), $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """, stop, Guid.CreateVersion7(at), partner.Name, partner.Certified, Parameters.OrNull(partner.BrandName), Parameters.OrNull(partner.BrandColour), partner.Country, partner.Language, partner.TimeZone, at, Parameters.OrNull(partner.Distributor));
        }
        foreach (var person in data.People.Where(person => person.Account is null)) await AddAsync(session, person, at, stop);
    }, stop);

    public Task AccountAsync(DemoAccount account, DateTimeOffset at, CancellationToken stop) => stage.PlayAsync($"account {account.Key}", at, DemoStage.Narrator, async services =>
    {
        var session = services.GetRequiredService<Session>();
        var id = Guid.CreateVersion7(at);
        await session.ExecuteAsync(
            """
            insert into account (account_id, partner_id, number, name, name_key, country, language, time_zone, currency, success_manager_id, success_manager, inventory_source, created_at)
            select $1, (select id from partner where name = $2), 'MA-' || nextval('account_number_seq'), $3, lower($3), $4, $5, $6, $7, p.id, p.name, $8, $9 from person p where p.role = 'success-manager' limit 1
            """, stop, id, Parameters.OrNull(data.Partners.FirstOrDefault(partner => partner.Key == account.Partner)?.Name), account.Name, account.Country, account.Language, account.TimeZone, account.Currency,
            account.InventorySource, at);
        foreach (var site in account.Sites)
        {
            await session.ExecuteAsync(
                """
                insert into site (account_id, partner_id, id, number, name, name_key, address, postal_code, city, country, subdivision, time_zone)
                select account_id, partner_id, $2, 'S-' || nextval('site_number_seq'), $3, lower($3), $4, $5, $6, $7, $8, $9 from account where account_id = $1
                """, stop, id, Guid.CreateVersion7(at), site.Name, site.Address, site.PostalCode, site.City, site.Country, Parameters.OrNull(site.Subdivision), site.TimeZone);
        }
        foreach (var contact in account.Contacts)
        {
            await session.ExecuteAsync(
                """
                insert into contact (account_id, partner_id, id, site_id, name, name_key, job, email, phone, language)
                select account_id, partner_id, $2, id, $3, lower($3), $4, $5, $6, $7 from (select account_id, partner_id, id from site where account_id = $1 and name = $8) s (account_id, partner_id, id)
                """, stop, id, Guid.CreateVersion7(at), contact.Name, contact.Job, contact.Email, contact.Phone, contact.Language, contact.Site);
        }
        foreach (var person in data.People.Where(person => person.Account == account.Key)) await AddAsync(session, person, at, stop);
    }, stop);

    /// <summary>Somebody of the story, as the one who acts.</summary>
    public async Task<Reader> ReaderAsync(DemoPerson person, CancellationToken stop)
    {
        await using var scope = stage.ScopeOf(DemoStage.Narrator);
        return await scope.ServiceProvider.GetRequiredService<Session>().FirstAsync(
            "select p.id, p.account_id, coalesce(p.partner_id, a.partner_id) from person p left join account a on a.account_id = p.account_id where p.email = $1",
            row => new Reader(row.GetGuid(0), person.Name, person.Role, Roles.SideOf(person.Role), row.Nullable<Guid>(1), row.Nullable<Guid>(2), Permissions.Of(person.Role), person.TimeZone), stop, person.Email)
            ?? throw new InvalidOperationException($"{person.Email} is not there: somebody removed a person of the demonstration.");
    }

    public async Task<Guid> AccountIdAsync(DemoAccount account, CancellationToken stop)
    {
        await using var scope = stage.ScopeOf(DemoStage.Narrator);
        return await scope.ServiceProvider.GetRequiredService<Session>().ScalarAsync<Guid>("select account_id from account where name = $1", stop, account.Name);
    }

    private Task<int> AddAsync(Session session, DemoPerson person, DateTimeOffset at, CancellationToken stop) => session.ExecuteAsync(
        """
        insert into person (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp, phone_number_confirmed,
            two_factor_enabled, lockout_enabled, access_failed_count, name, role, account_id, partner_id, language, time_zone, created_at)
        values ($1, $2, upper($2), $2, upper($2), true, $3, $4, $4, false, false, true, 0, $5, $6, (select account_id from account where name = $7), (select id from partner where name = $8), $9, $10, $11)
        """, stop, Guid.CreateVersion7(at), person.Email, PasswordHash, Guid.CreateVersion7(at).ToString("N"), person.Name, person.Role,
        Parameters.OrNull(data.Accounts.FirstOrDefault(account => account.Key == person.Account)?.Name), Parameters.OrNull(data.Partners.FirstOrDefault(partner => partner.Key == person.Partner)?.Name),
        person.Language, person.TimeZone, at);
}
