using Backline.Domain.Accounts;
using Backline.Server.Features.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Accounts;

public class AccountListPlanTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    private const int Accounts = 5_000;

    public static TheoryData<Side, AccountFilter> Lists
    {
        get
        {
            var lists = new TheoryData<Side, AccountFilter>();
            foreach (var side in new[] { Side.Vendor, Side.Partner })
            {
                lists.Add(side, new());
                lists.Add(side, new(Sort: "-name"));
                lists.Add(side, new(Q: "customer 0042"));
                lists.Add(side, new(Q: "MA-204900"));
                lists.Add(side, new(Country: "FI"));
            }
            return lists;
        }
    }

    [Theory, MemberData(nameof(Lists))]
    public async Task A_list_of_accounts_is_read_along_an_index(Side side, AccountFilter filter)
    {
        await FillAsync();
        await using var scope = app.Services.CreateAsyncScope();
        var partner = side == Side.Partner ? app.Meridian : (Guid?)null;
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(new(null, "test", side == Side.Partner ? Roles.Partner : Roles.ProgrammeAdministrator, side, null, partner, new HashSet<string>(), "UTC"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        var (sql, args) = scope.ServiceProvider.GetRequiredService<AccountQueries>().Question(filter, null, 50);

        var plan = string.Join('\n', await session.ListAsync("explain " + sql, row => row.GetString(0), TestContext.Current.CancellationToken, args));

        Assert.Matches("Index (Only )?Scan( Backward)? (using|on) account_", plan);
        Assert.DoesNotContain("Seq Scan on account", plan, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        if (await app.Seed.ScalarAsync<long>("select count(*) from account") > Accounts) return;
        await app.Seed.ExecuteAsync(
            """
            insert into account (account_id, partner_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at)
            select gen_random_uuid(), (array[$1, $2, null]::uuid[])[1 + i % 3], 'MA-' || nextval('account_number_seq'), 'Customer ' || lpad(i::text, 6, '0'), 'customer ' || lpad(i::text, 6, '0'),
                   (array['DE', 'IT', 'KR', 'US'])[1 + i % 4], 'en', 'Europe/Berlin', 'EUR', 'report', now() from generate_series(1, $3) i
            """, app.Meridian, app.Other, Accounts);
        await app.Seed.ExecuteAsync("analyze account");
    }
}
