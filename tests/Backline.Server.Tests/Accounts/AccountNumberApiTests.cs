using System.Net;
using System.Text.Json;

namespace Backline.Server.Tests.Accounts;

/// <summary>Wherever the interface takes accountId, as a parameter or as a field, the number of the account is as good as its id.</summary>
public sealed class AccountNumberApiTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    public static TheoryData<string> Lists => ["sites", "contacts", "contracts", "devices", "devices/export", "imports", "baseline-checks", "true-ups", "quotes", "orders", "audit-entries"];

    private async Task<string> NumberAsync(Guid account) => (await app.Seed.ScalarAsync<string>("select number from account where account_id = $1", account))!;

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_takes_the_number(string list)
    {
        var number = await NumberAsync(app.Nordhaven);

        foreach (var written in new[] { number, number.ToLowerInvariant(), app.Nordhaven.ToString() })
            Assert.Equal((written, HttpStatusCode.OK), (written, (await app.Vendor.Get($"/api/v1/{list}?accountId={written}")).StatusCode));
        Assert.Equal(["accountId query.account-unknown"], await (await app.Vendor.Get($"/api/v1/{list}?accountId=MA-999999")).Codes());
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { "sites", """{"name":"By number A","country":"DE"}""" },
        { "contacts", """{"name":"By number","email":"n@nordhaven.example"}""" },
        { "devices", """{"modelName":"Studio X50","serial":"8BYNUMBER{0}"}""" },
        { "contracts", """{"terms":{"planCode":"poly-plus-enterprise","startsOn":"2027-01-01","endsOn":"2027-12-31","categories":[{"category":"video","counted":3,"unitPrice":1}]}}""" },
        { "invitations", """{"email":"by{0}@nordhaven.example","name":"By Number","role":"customer-user"}""" },
        { "coverage-checks", """{"model":"Studio X50"}""" },
        { "baseline-checks", """{"month":"2026-10"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_takes_the_number(string resource, string body)
    {
        var number = await NumberAsync(app.Nordhaven);
        foreach (var (written, at) in new[] { number, number.ToLowerInvariant(), app.Nordhaven.ToString() }.Select((written, at) => (written, at)))
        {
            var answer = await PostAsync(app.Vendor, resource, Named(body, written, at));

            Assert.True(answer.IsSuccessStatusCode, $"{written}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_number_nobody_has_is_not_there_and_named(string resource, string body)
    {
        var answer = await PostAsync(app.Vendor, resource, Named(body, "MA-999999", 9));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(["/accountId input.not-found"], await answer.Codes());
    }

    [Theory]
    [InlineData("accountId")]
    [InlineData("siteId")]
    public async Task What_others_have_and_what_nobody_has_are_told_the_same_at_the_field_that_names_it(string field)
    {
        var (foreign, absent) = (field == "accountId" ? app.Brera : app.BreraSite, Guid.CreateVersion7());
        var answers = new List<string>();
        foreach (var id in new[] { foreign, absent })
        {
            var answer = await PostAsync(app.Partner, "coverage-checks", $$"""{"{{field}}":"{{id}}","model":"Studio X50"}""");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var json = await answer.Json();
            answers.Add($"{json.GetProperty("detail")} {json.GetProperty("errors")}".Replace(id.ToString(), "ID", StringComparison.OrdinalIgnoreCase));
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Contains($"/{field}", answers[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_takes_the_account_under_one_name_and_under_its_earlier_one()
    {
        var number = await NumberAsync(app.Nordhaven);

        Assert.Equal(HttpStatusCode.OK, (await app.Vendor.Post("/api/v1/baseline-checks", new { account = number, month = "2026-10" })).StatusCode);
        Assert.Equal(["/account check.account-twice"], await (await app.Vendor.Post("/api/v1/baseline-checks", new { account = number, accountId = number, month = "2026-10" })).Codes());
        Assert.Equal(["/accountId input.required"], await (await app.Vendor.Post("/api/v1/baseline-checks", new { month = "2026-10" })).Codes());
    }

    private static string Named(string body, string account, int at) => $$"""{"accountId":{{JsonSerializer.Serialize(account)}},""" + body[1..].Replace("{0}", $"{at}", StringComparison.Ordinal).Replace("number A", $"number {at}", StringComparison.Ordinal);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string resource, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await client.PostAsync($"/api/v1/{resource}", content, TestContext.Current.CancellationToken);
    }
}
