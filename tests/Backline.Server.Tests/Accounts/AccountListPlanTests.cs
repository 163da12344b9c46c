using System.Net;
using System.Text.RegularExpressions;
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
                lists.Add(side, new(Q: "0042"));
                lists.Add(side, new(Q: "nobody"));
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

    [Theory]
    [InlineData("group")]
    [InlineData("nord se")]
    [InlineData("SE Nordhaven")]
    public async Task An_account_is_found_by_words_inside_its_name(string q)
    {
        await app.Seed.AccountAsync("Nordhaven Group SE");

        var page = await app.Vendor.GetStringAsync($"/accounts?q={Uri.EscapeDataString(q)}", TestContext.Current.CancellationToken);

        Assert.Contains("Nordhaven Group SE", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Back_leads_to_the_page_before()
    {
        await FillAsync();
        var first = await app.Vendor.GetStringAsync("/accounts", TestContext.Current.CancellationToken);
        var second = await FollowAsync(first, "next");
        var third = await FollowAsync(second, "next");

        Assert.Equal(Names(second), Names(await FollowAsync(third, "prev")));
        Assert.Equal(Names(first), Names(await FollowAsync(second, "prev")));
        Assert.DoesNotContain("rel=\"prev\"", await FollowAsync(second, "prev"), StringComparison.Ordinal);
    }

    private async Task<string> FollowAsync(string page, string relation)
    {
        var href = Regex.Match(page, $"rel=\"{relation}\" href=\"([^\"]+)\"").Groups[1].Value;
        return await app.Vendor.GetStringAsync(WebUtility.HtmlDecode(href), TestContext.Current.CancellationToken);
    }

    private static List<string> Names(string page) => [.. Regex.Matches(page, "href=\"/accounts/([0-9a-f-]{36})\"").Select(link => link.Groups[1].Value)];

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
