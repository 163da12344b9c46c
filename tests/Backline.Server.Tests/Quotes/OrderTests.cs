using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Features.Baselines.Quotes;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Baselines;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backline.Server.Tests.Quotes;

public sealed class OrderTests(Programme programme) : IClassFixture<Programme>
{
    [Fact]
    public async Task Two_people_who_order_at_once_place_one_order()
    {
        var (account, quote) = await QuotedAsync();
        using var one = await ClientAsync(account);
        using var other = await ClientAsync(account);
        var answers = await Task.WhenAll(OrderAsync(one, quote, Guid.NewGuid().ToString()), OrderAsync(other, quote, Guid.NewGuid().ToString()));
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        Assert.Equal("1:2:1", await programme.Seed.ScalarAsync<string>(
            "select (select count(*) from purchase_order where account_id = $1) || ':' || (select max(sequence) from baseline where account_id = $1) || ':' || (select count(*) from renewal_line where account_id = $1)", account));
    }

    [Fact]
    public async Task Who_orders_a_moment_later_is_told_which_order_was_faster()
    {
        var (account, quote) = await QuotedAsync();
        var version = await programme.Seed.ScalarAsync<long>("select version from quote where id = $1", quote);
        using var one = await ClientAsync(account);
        using var other = await ClientAsync(account);
        await using var holder = new NpgsqlConnection(programme.Logins.Owner);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = new NpgsqlCommand($"select 1 from quote where id = '{quote}' for update", holder, transaction);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        // both pages have read the quote when the first of them may answer it
        var answers = new[] { one, other }.Select((client, i) => client.SubmitAsync($"/quotes/{quote}",
            new() { ["_handler"] = "order", ["Order.Version"] = $"{version}", ["Order.Number"] = $"PO {i}", ["Order.Sure"] = "true" })).ToList();
        while (await programme.Seed.ScalarAsync<long>("select count(*) from pg_locks join pg_stat_activity a using (pid) where not granted and a.datname = current_database()") < 2)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);

        var slower = (await Task.WhenAll(answers)).Single(answer => answer.Status == HttpStatusCode.UnprocessableEntity).Html;
        Assert.Contains("Ordered as " + await programme.Seed.ScalarAsync<string>("select number from purchase_order where account_id = $1", account), slower, StringComparison.Ordinal);
        Assert.Contains("is ordered: it can’t be answered any more", slower, StringComparison.Ordinal);
        Assert.DoesNotContain("Waits for an answer", slower, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Order.Number\"", slower, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_click_gets_the_same_answer()
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        var key = Guid.NewGuid().ToString();
        var first = await (await OrderAsync(client, quote, key)).Content.ReadAsStringAsync();
        var second = await OrderAsync(client, quote, key);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(first, await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_order_without_key_or_number_is_refused_with_what_is_missing()
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/v1/orders", new { quoteId = quote, customerOrder = "1" })).StatusCode);
        var answer = await OrderAsync(client, quote, Guid.NewGuid().ToString(), "");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("/customerOrder", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_customer_finds_neither_quote_nor_check()
    {
        var (_, quote) = await QuotedAsync();
        using var stranger = await ClientAsync(await programme.Seed.AccountAsync("Stranger"));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/api/v1/quotes/{quote}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await OrderAsync(stranger, quote, Guid.NewGuid().ToString())).StatusCode);
        Assert.Empty((await stranger.GetFromJsonAsync<JsonElement>("/api/v1/quotes")).GetProperty("items").EnumerateArray());
        Assert.Empty((await stranger.GetFromJsonAsync<JsonElement>("/api/v1/baseline-checks")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_refused_quote_leaves_the_baseline_and_waits_for_the_success_manager()
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        Assert.Equal((HttpStatusCode)428, (await client.PutAsJsonAsync($"/api/v1/quotes/{quote}/refusal", new { reason = "Too many" })).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await RefuseAsync(client, quote, "\"7\"")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await RefuseAsync(client, quote, "\"1\"")).StatusCode);
        Assert.Equal("refused:1", await programme.Seed.ScalarAsync<string>("select state || ':' || (select max(sequence) from baseline where account_id = $1) from true_up where account_id = $1", account));
        Assert.Equal(HttpStatusCode.Conflict, (await OrderAsync(client, quote, Guid.NewGuid().ToString())).StatusCode);

        // later growth waits too, and one more click quotes it all again
        await programme.FleetAsync(account, 240);
        await programme.CheckAsync(account, Programme.Day(4, 17));
        Assert.Equal(1, await programme.Seed.ScalarAsync<long>("select count(*) from quote where account_id = $1", account));
        using var vendor = programme.CreateClient();
        vendor.DefaultRequestHeaders.Authorization = new("Bearer", await programme.Seed.KeyAsync(Roles.SuccessManager));
        var trueUp = (await vendor.GetFromJsonAsync<JsonElement>($"/api/v1/true-ups?accountId={account}")).GetProperty("items")[0];
        using var reopen = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/true-ups/{trueUp.GetProperty("id").GetGuid()}/reopening");
        reopen.Headers.TryAddWithoutValidation("If-Match", $"\"{trueUp.GetProperty("version").GetInt64()}\"");
        var reopened = await (await vendor.SendAsync(reopen)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((2, 40), (reopened.GetProperty("revision").GetInt32(), reopened.GetProperty("units").GetInt32()));
    }

    [Fact]
    public async Task A_quote_expires_when_its_last_day_is_over()
    {
        var (account, quote) = await QuotedAsync();
        await ExpireAsync(Programme.Day(4, 16));
        Assert.Equal("issued", await programme.Seed.ScalarAsync<string>("select state from quote where id = $1", quote));
        // 17 April in Berlin
        await ExpireAsync(new(2026, 4, 16, 22, 30, 0, TimeSpan.Zero));
        Assert.Equal("expired:expired", await programme.Seed.ScalarAsync<string>("select q.state || ':' || t.state from quote q join true_up t on t.id = q.true_up_id where q.account_id = $1", account));
    }

    [Fact]
    public async Task Through_the_partner_channel_the_quote_is_addressed_to_the_partner()
    {
        var partner = await programme.Seed.PartnerAsync("Meridian Workplace");
        var (account, quote) = await QuotedAsync(partner);
        using var client = programme.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await programme.Seed.KeyAsync(Roles.Partner, partnerId: partner));
        Assert.Equal("Meridian Workplace", (await client.GetFromJsonAsync<JsonElement>($"/api/v1/quotes/{quote}")).GetProperty("addressedTo").GetString());
        Assert.Equal(HttpStatusCode.Created, (await OrderAsync(client, quote, Guid.NewGuid().ToString())).StatusCode);
        Assert.Equal(230, await programme.Seed.ScalarAsync<int>("select max(contracted) from baseline where account_id = $1", account));
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("its term is over")]
    public async Task Nothing_is_ordered_by_a_contract_that_is_over(string how)
    {
        var (account, quote) = await QuotedAsync();
        using var client = await ClientAsync(account);
        if (how == "ended") await programme.Seed.ExecuteAsync("update contract set state = 'ended', ended_at = $2 where account_id = $1", account, programme.Clock.Now);
        else await programme.Seed.ExecuteAsync("update contract set ends_on = '2026-03-16' where account_id = $1", account);

        var answer = await OrderAsync(client, quote, Guid.NewGuid().ToString());

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.Conflict, "contract.is-over"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains("Refuse the quote", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await programme.Seed.ScalarAsync<long>("select count(*) from purchase_order where account_id = $1", account));

        // refused it goes nowhere: there is no contract to quote it by
        Assert.Equal(HttpStatusCode.OK, (await RefuseAsync(client, quote, "\"1\"")).StatusCode);
        var vendor = new TestDatabase.ApiClient(programme.CreateClient(), await programme.Seed.KeyAsync(Roles.SuccessManager));
        var trueUp = (await vendor.GetAsync($"/api/v1/true-ups?accountId={account}"))["items"][0];
        var reopened = await vendor.PutAsync($"/api/v1/true-ups/{trueUp.GetProperty("id").GetGuid()}/reopening", etag: $"\"{trueUp.GetProperty("version").GetInt64()}\"");
        Assert.Equal((409, "contract.is-over"), (reopened.Status, reopened.Code));
    }

    [Fact]
    public async Task Neither_page_nor_home_offers_to_order_by_a_contract_that_is_over()
    {
        var (account, quote) = await QuotedAsync();
        var number = await programme.Seed.ScalarAsync<string>("select number from quote where id = $1", quote);
        using var client = await ClientAsync(account);
        Assert.Contains("name=\"Order.Number\"", await client.GetStringAsync($"/quotes/{quote}"), StringComparison.Ordinal);
        Assert.Contains(number!, await client.GetStringAsync("/"), StringComparison.Ordinal);

        await programme.Seed.ExecuteAsync("update contract set state = 'ended', ended_at = $2 where account_id = $1", account, programme.Clock.Now);

        var page = await client.GetStringAsync($"/quotes/{quote}");
        Assert.DoesNotContain("name=\"Order.Number\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"Refusal.Reason\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(number!, await client.GetStringAsync("/"), StringComparison.Ordinal);
    }

    private async Task ExpireAsync(DateTimeOffset at)
    {
        programme.Clock.Now = at;
        await programme.InScopeAsync(async (services, session) =>
        {
            var expired = await services.GetRequiredService<QuoteOperations>().ExpireDueAsync(100, CancellationToken.None);
            await session.SaveAsync(CancellationToken.None);
            return expired;
        });
    }

    private async Task<(Guid Account, Guid Quote)> QuotedAsync(Guid? partner = null)
    {
        var account = await programme.Seed.AccountAsync("Buyer", partner);
        await programme.YearAsync(account, partner: partner);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        return (account, await programme.Seed.ScalarAsync<Guid>("select id from quote where account_id = $1", account));
    }

    private async Task<HttpClient> ClientAsync(Guid account)
    {
        var client = programme.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account));
        return client;
    }

    private static async Task<HttpResponseMessage> OrderAsync(HttpClient client, Guid quote, string key, string customerOrder = "4500187")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = JsonContent.Create(new { quoteId = quote, customerOrder }) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> RefuseAsync(HttpClient client, Guid quote, string version)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/quotes/{quote}/refusal") { Content = JsonContent.Create(new { reason = "Too many" }) };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        return await client.SendAsync(request);
    }
}
