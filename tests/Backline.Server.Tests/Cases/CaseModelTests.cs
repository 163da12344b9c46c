using System.Net;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Cases;

/// <summary>A unit no inventory has is named by whoever asked: what is covered depends on the model (EL-1).</summary>
public sealed class CaseModelTests(CaseApp app) : IClassFixture<CaseApp>
{
    private const string Unknown = "8L2415A3C1F7CX";

    private Task<ApiAnswer> OpenAsync(object? with = null) => app.Customer.OpenAsync(with ?? new { subject = "It does not start", text = "y", serial = Unknown });

    private Task<string?> ModelAsync(string category) => app.Seed.ScalarAsync<string>("select name from model where category = $1 and end_of_support_on is null order by name limit 1", category);

    [Fact]
    public async Task Whoever_asked_names_the_model_and_coverage_is_decided_by_it()
    {
        var (one, video) = (await OpenAsync(), await ModelAsync("video"));

        var named = await app.Customer.DoAsync(one, "model", new { model = video });

        Assert.Equal((200, video, Unknown), (named.Status, named["model"].GetString(), named["serial"].GetString()));
        Assert.Equal((true, "coverage.by-category"), (named["coverage"].GetProperty("covered").GetBoolean(), named["coverage"].GetProperty("reasons")[0].GetProperty("code").GetString()));
        var change = Assert.Single((await app.Customer.GetAsync(one.Location! + "/changes"))["items"].EnumerateArray());
        Assert.Equal(("model", null, video), (change.GetProperty("kind").GetString(), change.GetProperty("reason").GetString(), change.GetProperty("after").GetProperty("model").GetString()));
        Assert.Equal(1, await app.Seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1 and action = 'case.model-named'", one["id"].GetGuid()));
    }

    [Fact]
    public async Task A_model_that_is_not_covered_says_what_can_be_had()
    {
        var named = await app.Customer.DoAsync(await OpenAsync(), "model", new { model = await ModelAsync("voice") });

        Assert.Equal((200, false), (named.Status, named["coverage"].GetProperty("covered").GetBoolean()));
        Assert.NotEqual(0, named["coverage"].GetProperty("remedies").GetArrayLength());
    }

    [Theory]
    [InlineData("No Such Model 9", "case.model-unknown")]
    [InlineData("", "input.required")]
    public async Task A_name_that_is_no_model_changes_nothing(string model, string code)
    {
        var one = await OpenAsync();
        var before = await app.Customer.GetAsync(one.Location!);

        var refused = await app.Customer.DoAsync(one, "model", new { model });

        Assert.Equal((400, code), (refused.Status, refused["errors"][0].GetProperty("code").GetString()));
        Assert.Equal(before.Body.ToString(), (await app.Customer.GetAsync(one.Location!)).Body.ToString());
    }

    [Fact]
    public async Task Not_for_a_device_the_fleet_knows_nor_a_case_that_is_over_nor_by_others()
    {
        var done = await OpenAsync();
        var video = await ModelAsync("video");
        await app.Seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'unknown', 'x', 'KNOWN1', 'KNOWN1', 'by-hand', now(), now())", app.Nordhaven);
        var known = await OpenAsync(new { subject = "x", text = "y", serial = "KNOWN1" });
        await app.Agent.DoAsync(done, "resolution", new { outcome = "answered", text = "Done." });

        Assert.Equal("case.device-known", (await app.Customer.DoAsync(known, "model", new { model = video })).Code);
        Assert.Equal(409, (await app.Customer.DoAsync(done, "model", new { model = video })).Status);
        Assert.Equal(404, (await app.LucentiCustomer.SendAsync(HttpMethod.Put, done.Location + "/model", new { model = video }, "\"1\"")).Status);
    }

    [Fact]
    public async Task The_page_asks_for_it_and_what_is_moved_later_keeps_it()
    {
        using var browser = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        using var desk = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        var (one, video) = (await OpenAsync(), (await ModelAsync("video"))!);
        var path = "/cases/" + one["id"].GetString();
        var asked = await browser.PageAsync(path);

        Assert.Contains("No inventory has " + Unknown, asked);
        Assert.Equal(HttpStatusCode.Found, (await browser.SubmitAsync(path, new() { ["_handler"] = "act", ["act"] = "model", ["model.model"] = video, ["version"] = "1" }, path)).Status);
        var after = await browser.PageAsync(path);

        Assert.DoesNotContain("No inventory has " + Unknown + ". Which", after);
        Assert.Contains("The model was named", after);
        Assert.Contains($"name=\"move.model\" type=\"text\" value=\"{video}\"", await desk.PageAsync(path));
    }
}
