using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Server.Platform.Access;

namespace Backline.Server.Tests.Baselines;

/// <summary>The examples of the rules page, from devices in the database to the baseline after the order, over the interface.</summary>
public sealed class WorkedExampleTests(Programme programme) : IClassFixture<Programme>
{
    [Theory]
    [InlineData(200, 209, false, 0, 200, 210)]
    [InlineData(200, 210, true, 10, 210, 221)]
    [InlineData(200, 230, true, 30, 230, 242)]
    [InlineData(19, 20, true, 1, 20, 21)]
    public async Task A_growth_of_five_percent_or_more_is_trued_up(int contracted, int counted, bool triggers, int units, int contractedAfter, int baselineAfter)
    {
        var account = await programme.Seed.AccountAsync("Growth");
        var contract = await programme.YearAsync(account, contracted);
        await programme.FleetAsync(account, counted);
        var totals = await programme.CheckAsync(account, Programme.Day(3, 17));
        Assert.Equal(triggers ? 1 : 0, totals.TrueUps);
        if (triggers) Assert.Equal(units, (await OrderAsync(account)).GetProperty("units").GetInt32());
        Assert.Equal((contractedAfter, baselineAfter), await InForceAsync(contract));
    }

    [Fact]
    public async Task Thirty_units_found_in_March_cost_600_to_the_end_of_the_year()
    {
        var account = await programme.Seed.AccountAsync("Several");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 230);
        await programme.CheckAsync(account, Programme.Day(3, 17));
        var quote = await QuoteAsync(account);
        Assert.Equal("600.00", quote.GetProperty("total").GetProperty("amount").GetString()![..6]);
        Assert.Equal("EUR", quote.GetProperty("total").GetProperty("currency").GetString());
        var line = Assert.Single(quote.GetProperty("lines").EnumerateArray());
        Assert.Equal(("2026-03", "2026-12", 10), (line.GetProperty("from").GetString(), line.GetProperty("until").GetString(), line.GetProperty("months").GetInt32()));
        Assert.Equal(("""{"amount":"24.00","currency":"EUR"}""", """{"amount":"600.00","currency":"EUR"}"""), (line.GetProperty("unitPrice").GetRawText(), line.GetProperty("amount").GetRawText()));
    }

    [Fact]
    public async Task Additions_paid_in_advance_delay_the_true_up()
    {
        var account = await programme.Seed.AccountAsync("Advance");
        var contract = await programme.ContractAsync(account, new CategoryTerms(DeviceCategory.Video, 1000, 100, 40, 24m), new(2026, 1, 1), new(2026, 12, 31));
        Assert.Equal((1040, 1092), await InForceAsync(contract));
        await programme.FleetAsync(account, 1060);
        Assert.Equal(0, (await programme.CheckAsync(account, Programme.Day(4, 17))).TrueUps);
        await programme.FleetAsync(account, 1092);
        Assert.Equal(1, (await programme.CheckAsync(account, Programme.Day(5, 17))).TrueUps);
        Assert.Equal(52, (await OrderAsync(account)).GetProperty("units").GetInt32());
        Assert.Equal((1092, 1147), await InForceAsync(contract));
    }

    [Fact]
    public async Task A_second_growth_is_measured_against_the_new_quantity()
    {
        var account = await programme.Seed.AccountAsync("Two in a term");
        var contract = await programme.YearAsync(account);
        await programme.FleetAsync(account, 212);
        await programme.CheckAsync(account, Programme.Day(5, 17));
        await OrderAsync(account);
        Assert.Equal((212, 223), await InForceAsync(contract));
        await programme.FleetAsync(account, 220);
        Assert.Equal(0, (await programme.CheckAsync(account, Programme.Day(7, 17))).TrueUps);
    }

    [Fact]
    public async Task Growth_while_a_quote_is_open_makes_its_second_version()
    {
        var account = await programme.Seed.AccountAsync("Still open");
        var contract = await programme.YearAsync(account);
        await programme.FleetAsync(account, 212);
        await programme.CheckAsync(account, Programme.Day(5, 17));
        await programme.FleetAsync(account, 216);
        await programme.CheckAsync(account, Programme.Day(6, 15));
        Assert.Equal(1, await programme.Seed.ScalarAsync<long>("select count(*) from true_up where account_id = $1", account));
        Assert.Equal(["superseded", "issued"], (await programme.Seed.ScalarAsync<string[]>("select array_agg(state order by revision) from quote where account_id = $1", account))!);
        var quote = await QuoteAsync(account);
        Assert.Equal([("2026-05", 12), ("2026-06", 4)], quote.GetProperty("lines").EnumerateArray().Select(l => (l.GetProperty("from").GetString()!, l.GetProperty("units").GetInt32())));
        await OrderAsync(account);
        Assert.Equal((216, 227), await InForceAsync(contract));
        Assert.Equal(16, await programme.Seed.ScalarAsync<int>("select units from renewal_line where account_id = $1", account));
    }

    [Fact]
    public async Task A_term_that_begins_in_the_middle_of_a_month_has_twelve_months()
    {
        var account = await programme.Seed.AccountAsync("Broken months");
        await programme.ContractAsync(account, new CategoryTerms(DeviceCategory.Video, 100, 0, 0, 24m), new(2026, 3, 15), new(2027, 3, 14));
        await programme.FleetAsync(account, 105);
        await programme.CheckAsync(account, Programme.Day(3, 20));
        Assert.Equal(12, (await QuoteAsync(account)).GetProperty("lines")[0].GetProperty("months").GetInt32());
    }

    [Fact]
    public async Task A_device_of_no_selected_category_is_not_counted_and_says_why()
    {
        var account = await programme.Seed.AccountAsync("None contracted");
        await programme.YearAsync(account);
        await programme.FleetAsync(account, 200);
        await programme.AddDevicesAsync(account, 30, programme.Model("Voyager", "headset"), "headset");
        Assert.Equal(0, (await programme.CheckAsync(account, Programme.Day(3, 17))).TrueUps);
        Assert.Equal(30, await programme.Seed.ScalarAsync<int>("select devices from baseline_count where account_id = $1 and category = 'headset' and reason = 'not-counted-category-not-selected'", account));
    }

    private async Task<JsonElement> QuoteAsync(Guid account)
    {
        using var client = await ClientAsync(account);
        var id = (await client.GetFromJsonAsync<JsonElement>("/api/v1/quotes?state=issued")).GetProperty("items")[0].GetProperty("id").GetGuid();
        return await client.GetFromJsonAsync<JsonElement>($"/api/v1/quotes/{id}");
    }

    private async Task<JsonElement> OrderAsync(Guid account)
    {
        var quote = await QuoteAsync(account);
        using var client = await ClientAsync(account);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders") { Content = JsonContent.Create(new { quoteId = quote.GetProperty("id").GetGuid(), customerOrder = "4500187" }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await client.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpClient> ClientAsync(Guid account)
    {
        var client = programme.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await programme.Seed.KeyAsync(Roles.CustomerAdministrator, account));
        return client;
    }

    private async Task<(int Contracted, int Baseline)> InForceAsync(Contract contract)
    {
        var row = await programme.Seed.ScalarAsync<int[]>("select array[contracted, baseline] from baseline where contract_id = $1 order by sequence desc limit 1", contract.Id);
        return (row![0], row[1]);
    }
}
