using Backline.Domain.Common;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

public class ContractApiTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return seed.DisposeAsync();
    }

    private async Task<ApiClient> AdministratorAsync() => new(app.Client, await seed.VendorKeyAsync());

    private static object Terms(string plan = "poly-plus-enterprise", string starts = "2026-01-01", string ends = "2026-12-31", object[]? categories = null, string[]? options = null, string? channel = null) => new
    {
        planCode = plan, startsOn = starts, endsOn = ends, options, channel,
        categories = categories ?? [new { category = "video", counted = 1000, expectedAdditions = 100, advancePercent = 40, unitPrice = 24.00 }],
    };

    private async Task DevicesAsync(Guid account, string category, int count)
    {
        var model = await seed.ScalarAsync<Guid>("select id from model where category = $1 and lifecycle = 'active' order by name limit 1", category);
        await seed.ExecuteAsync(
            """
            insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at)
            select $1, gen_random_uuid(), $2, $3, 'x', 'SN' || $3 || n, upper('SN' || $3 || n), 'by-hand', now(), now() from generate_series(1, $4) n
            """, account, model, category, count);
    }

    [Fact]
    public async Task A_category_that_is_nothing_is_named()
    {
        var api = await AdministratorAsync();

        var answer = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Empty place"), terms = Terms(categories: [null!]) });

        Assert.Equal((400, "/terms/categories/0"), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task Growth_paid_in_advance_belongs_to_the_contracted_quantity_and_the_baseline_is_five_percent_above() // BL-1, BL-2
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Advance");

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });

        Assert.Equal(201, draft.Status);
        var video = draft["categories"][0];
        Assert.Equal((40, 1040, 1092, 1092), (video.GetProperty("advanceUnits").GetInt32(), video.GetProperty("contracted").GetInt32(), video.GetProperty("baseline").GetInt32(), video.GetProperty("triggerAt").GetInt32()));
        Assert.Equal("960.00", video.GetProperty("advance").GetProperty("amount").GetString());
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        var active = await api.PutAsync($"{path}/activation", etag: draft.Etag);
        Assert.Equal((200, "active"), (active.Status, active["state"].GetString()));
        var baselines = await api.GetAsync($"{path}/baselines");
        Assert.Equal(1092, Assert.Single(baselines["items"].EnumerateArray()).GetProperty("baseline").GetInt32());
        Assert.Equal(412, (await api.PutAsync($"{path}/activation", etag: draft.Etag)).Status);
        Assert.Equal("contract.not-a-draft", (await api.PutAsync($"{path}/activation", etag: active.Etag)).Code);
    }

    [Fact]
    public async Task Counts_and_prices_left_out_come_from_the_inventory_and_the_price_list()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Prefilled", currency: "CHF");
        await DevicesAsync(account, "video", 60);
        await seed.ExecuteAsync("insert into price_list (id, currency, valid_from, name) values ('00000000-0000-7000-8000-0000000000c1', 'CHF', '2026-01-01', 'CHF 2026')");
        await seed.ExecuteAsync("insert into price_of_support values ('00000000-0000-7000-8000-0000000000c1', 'poly-plus-enterprise', 'video', 31.5)");

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: [new { category = "video" }]) });
        var tooEarly = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: "2025-06-01", ends: "2026-05-31", categories: [new { category = "video" }]) });

        Assert.Equal((60, "31.50"), (draft["categories"][0].GetProperty("counted").GetInt32(), draft["categories"][0].GetProperty("unitPrice").GetProperty("amount").GetString()));
        Assert.Equal("contract.price-missing", tooEarly.Code);
    }

    [Fact]
    public async Task No_eligible_device_is_left_out() // EL-2
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Picking");
        await DevicesAsync(account, "voice", 12);

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: [new { category = "voice", counted = 10, unitPrice = 12 }]) });

        Assert.Equal("contract.category-not-whole", draft["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal("contract.category-not-whole", (await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag)).Code);
    }

    [Fact]
    public async Task Several_categories_need_one_that_reaches_its_threshold() // EL-1
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Below the thresholds");
        object[] Categories(int video) => [new { category = "video", counted = video, unitPrice = 24 }, new { category = "voice", counted = 3, unitPrice = 12 }];

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: Categories(49)) });
        var changed = await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms(categories: Categories(50)), draft.Etag);

        Assert.Equal("contract.no-category-meets-threshold", draft["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed["whyNotActivate"].ValueKind);
    }

    [Fact]
    public async Task Several_contracts_on_the_same_days_get_no_further_than_one_with_all_their_categories() // EL-1
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Put into two contracts");
        var video = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(categories: [new { category = "video", counted = 21, unitPrice = 24 }]) });
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{video["id"].GetGuid()}/activation", etag: video.Etag)).Status);
        Task<ApiAnswer> VoiceAsync(string starts, string ends) => api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: starts, ends: ends, categories: [new { category = "voice", counted = 30, unitPrice = 12 }]) });

        var voice = await VoiceAsync("2026-12-31", "2027-12-30");

        Assert.Equal("contract.no-category-meets-threshold-alongside", (await api.PutAsync($"/api/v1/contracts/{voice["id"].GetGuid()}/activation", etag: voice.Etag)).Code);
        Assert.Contains(video["number"].GetString()!, voice["whyNotActivate"].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await VoiceAsync("2027-01-01", "2027-12-31"))["whyNotActivate"].ValueKind);
    }

    [Fact]
    public async Task An_account_is_called_by_the_plan_that_covers_it_not_by_one_for_single_devices()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Called by its plan");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        async Task ActiveAsync(string plan, int from, int days, object[] categories)
        {
            var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(plan, Figure.Of(today.AddDays(from)), Figure.Of(today.AddDays(from + days)), categories) });
            Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag)).Status);
        }
        object[] video = [new { category = "video", counted = 60, unitPrice = 24 }];
        await ActiveAsync("poly-plus", -10, 700, []);
        await ActiveAsync("poly-plus-enterprise", -10, 100, video);
        await ActiveAsync("poly-plus-enterprise", 200, 800, video); // still to come

        var answer = await api.GetAsync($"/api/v1/accounts/{account}");

        Assert.Equal(("Poly+ Enterprise", Figure.Of(today.AddDays(90))), (answer["plan"].GetString(), answer["coveredUntil"].GetString()));
    }

    [Fact]
    public async Task A_partner_branded_plan_is_fronted_by_a_certified_partner() // PL-1
    {
        var api = await AdministratorAsync();
        var certified = await seed.AccountAsync("Fronted", await seed.PartnerAsync("Certified", brand: "Meridian"));
        var uncertified = await seed.AccountAsync("Fronted by nobody fit", await seed.PartnerAsync("Not certified", certified: false));
        var alone = await seed.AccountAsync("Alone");
        var terms = Terms("partner-branded-poly-plus-enterprise");

        Assert.Equal(201, (await api.PostAsync("/api/v1/contracts", new { accountId = certified, terms })).Status);
        Assert.Equal("contract.partner-not-certified", (await api.PostAsync("/api/v1/contracts", new { accountId = uncertified, terms })).Code);
        Assert.Equal("contract.plan-needs-partner", (await api.PostAsync("/api/v1/contracts", new { accountId = alone, terms })).Code);
    }

    [Fact]
    public async Task A_plan_offers_its_own_options_only() // PL-5
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Options");

        Assert.Equal(201, (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(options: ["frurad", "tam"]) })).Status);
        Assert.Equal("contract.option-not-offered", (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(options: ["on-site"]) })).Code);
    }

    [Fact]
    public async Task One_category_is_contracted_once_on_the_same_days()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Twice");
        var first = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        await api.PutAsync($"/api/v1/contracts/{first["id"].GetGuid()}/activation", etag: first.Etag);

        var second = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: "2026-12-31", ends: "2027-12-30") });
        var after = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: "2027-01-01", ends: "2027-12-31") });

        Assert.Equal("contract.category-already-contracted", second["whyNotActivate"].GetProperty("code").GetString());
        Assert.Equal(200, (await api.PutAsync($"/api/v1/contracts/{after["id"].GetGuid()}/activation", etag: after.Etag)).Status);
    }

    [Fact]
    public async Task The_renewal_starts_with_what_is_contracted_then() // BL-7
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Renewed");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        Assert.Equal("contract.not-renewable", (await api.PostAsync($"{path}/renewal")).Code);
        await api.PutAsync($"{path}/activation", etag: draft.Etag);
        await seed.ExecuteAsync("insert into baseline (account_id, contract_id, category, sequence, effective_from, contracted, baseline, trigger_at, reason, derivation) values ($1, $2, 'video', 2, now(), 1092, 1147, 1147, 'true-up', '{\"steps\":[]}')",
            account, draft["id"].GetGuid());

        var next = await api.PostAsync($"{path}/renewal");

        Assert.Equal(("2027-01-01", "2027-12-31", 1092), (next["startsOn"].GetString(), next["endsOn"].GetString(), next["categories"][0].GetProperty("counted").GetInt32()));
        Assert.Equal("contract.already-renewed", (await api.PostAsync($"{path}/renewal")).Code);
        await api.PutAsync($"/api/v1/contracts/{next["id"].GetGuid()}/activation", etag: next.Etag);
        Assert.Equal("renewal", (await api.GetAsync($"/api/v1/contracts/{next["id"].GetGuid()}/baselines"))["items"][0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Each_line_of_a_list_of_serials_gets_its_verdict()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("By serial");
        await DevicesAsync(account, "video", 2);
        await DevicesAsync(account, "infrastructure", 1);
        await seed.ExecuteAsync("insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) select $1, gen_random_uuid(), id, category, name, 'OLD1', 'OLD1', 'by-hand', now(), now() from model where lifecycle = 'end-of-support' and category = 'video' limit 1", account);
        await seed.ExecuteAsync("insert into device (account_id, id, category, model_name, serial, serial_key, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), 'unknown', 'x', 'THEIRS1', 'THEIRS1', 'by-hand', now(), now())", await seed.AccountAsync("Theirs"));
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: []) });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}/devices";
        await api.PostAsync(path, new { serials = new[] { "snvideo2" } });

        var answer = await api.PostAsync(path, new { serials = new[] { "SNvideo1", "sn video2", "SNVIDEO1", "ELSEWHERE9", "N/A", "1.23E+15", "SNinfrastructure1", "OLD1", "THEIRS1" } });

        Assert.Equal(["added", "already-named", "twice-in-list", "added-not-in-inventory", "no-serial", "damaged-serial", "needs-quote", "end-of-support", "in-another-account"],
            answer["lines"].EnumerateArray().Select(line => line.GetProperty("verdict").GetString()));
        Assert.Equal(2, answer["added"].GetInt32());
        Assert.Equal("added", (await api.PostAsync(path, new { serials = new[] { "SNinfrastructure1" }, basis = "ordered-quote", reference = "Q-77" }))["lines"][0].GetProperty("verdict").GetString()); // EL-3
        var named = (await api.GetAsync(path))["items"].EnumerateArray().ToList();
        Assert.Equal(4, named.Count);
        Assert.Equal(204, (await api.DeleteAsync($"{path}/{named[0].GetProperty("id").GetGuid()}")).Status);
        Assert.Equal(3, (await api.GetAsync(path))["items"].GetArrayLength());
    }

    [Fact]
    public async Task A_contract_by_serial_number_orders_what_it_names_and_its_renewal_names_the_same() // PL-1
    {
        var api = await AdministratorAsync();
        using var browser = app.Browser(await seed.VendorKeyAsync());
        var account = await seed.AccountAsync("Four of many");
        await DevicesAsync(account, "video", 9);
        object[] Video(int? counted) => [new { category = "video", counted, unitPrice = 24 }];
        var form = await browser.PageAsync($"/contracts/new?account={account}&plan=poly-plus");
        Assert.DoesNotMatch("name=\"video.selected\" value=\"true\" checked", form);
        Assert.DoesNotContain("Inventory today", form);
        Assert.Equal("contract.counted-not-named", (await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: Video(353)) })).Code);

        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("poly-plus", categories: Video(null)) });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        await api.PostAsync($"{path}/devices", new { serials = new[] { "SNvideo1", "SNvideo2", "SNvideo3", "SNvideo4", "ELSEWHERE9" } });
        var named = await api.GetAsync(path);

        var video = named["categories"][0];
        Assert.Equal((0, 4, "96.00", System.Text.Json.JsonValueKind.Null), (draft["categories"][0].GetProperty("counted").GetInt32(), video.GetProperty("counted").GetInt32(), video.GetProperty("order").GetProperty("amount").GetString(), video.GetProperty("baseline").ValueKind));
        Assert.Equal(200, (await api.PutAsync($"{path}/activation", etag: named.Etag)).Status);
        var page = await browser.PageAsync($"/contracts/{draft["id"].GetGuid()}");
        Assert.Contains("4 ordered, 5 named by serial number", page);
        Assert.Contains("96.00", page);
        Assert.DoesNotContain("Trigger", page);
        var next = await api.PostAsync($"{path}/renewal");
        Assert.Equal((4, 5), (next["categories"][0].GetProperty("counted").GetInt32(), (await api.GetAsync($"/api/v1/contracts/{next["id"].GetGuid()}/devices"))["items"].GetArrayLength()));
    }

    [Fact]
    public async Task An_account_wide_contract_needs_no_serials() // CO-1
    {
        var api = await AdministratorAsync();
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Account-wide"), terms = Terms() });

        Assert.Equal("contract.serials-not-needed", (await api.PostAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/devices", new { serials = new[] { "A1" } })).Code);
    }

    [Fact]
    public async Task A_double_click_makes_one_contract()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Clicked twice");

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() }, "click")));

        Assert.Equal(answers[0]["id"].GetGuid(), answers[1]["id"].GetGuid());
        Assert.Equal(1, await seed.ScalarAsync<long>("select count(*) from contract where account_id = $1", account));
    }

    [Fact]
    public async Task An_active_contract_ends_early_with_a_reason_and_then_stays_as_it_is()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Ended");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        Assert.Equal("contract.not-active", (await api.PutAsync($"{path}/end", new { reason = "sold" }, draft.Etag)).Code);
        var active = await api.PutAsync($"{path}/activation", etag: draft.Etag);

        Assert.Equal(400, (await api.PutAsync($"{path}/end", new { reason = "" }, active.Etag)).Status);
        var ended = await api.PutAsync($"{path}/end", new { reason = "sold" }, active.Etag);

        Assert.Equal("ended", ended["state"].GetString());
        Assert.Equal(409, (await api.PutAsync(path, Terms(), ended.Etag)).Status);
        Assert.Equal(3, await seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1", draft["id"].GetGuid()));
    }

    [Fact]
    public async Task Each_sees_the_contracts_that_are_theirs()
    {
        var api = await AdministratorAsync();
        var partner = await seed.PartnerAsync("Ours");
        var mine = await seed.AccountAsync("Mine", partner);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = mine, terms = Terms() });
        var path = $"/api/v1/contracts/{draft["id"].GetGuid()}";
        var owner = new ApiClient(app.Client, await seed.KeyAsync(Roles.CustomerUser, mine));
        var fronting = new ApiClient(app.Client, await seed.KeyAsync(Roles.Partner, partnerId: partner));
        var stranger = new ApiClient(app.Client, await seed.KeyAsync(Roles.CustomerAdministrator, await seed.AccountAsync("Stranger")));

        Assert.Equal((200, 200, 404), ((await owner.GetAsync(path)).Status, (await fronting.GetAsync(path)).Status, (await stranger.GetAsync(path)).Status));
        Assert.Equal((1, 1, 0), (await CountAsync(owner), await CountAsync(fronting), await CountAsync(stranger)));
        Assert.Equal(403, (await owner.PutAsync($"{path}/activation", etag: draft.Etag)).Status);
        Assert.Equal(404, (await stranger.GetAsync($"{path}/baselines")).Status);

        static async Task<int> CountAsync(ApiClient client) => (await client.GetAsync("/api/v1/contracts"))["items"].GetArrayLength();
    }

    [Theory]
    [InlineData("draft", "2030-01-01", "2030-12-31", false, "draft")]
    [InlineData("running", "2026-01-01", "2035-12-31", true, "active")]
    [InlineData("ended", "2020-01-01", "2020-12-31", true, "ended")]
    public async Task The_list_is_narrowed_by_standing(string standing, string starts, string ends, bool activate, string expected)
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Standing " + standing);
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms(starts: starts, ends: ends) });
        if (activate) await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}/activation", etag: draft.Etag);

        var list = await api.GetAsync($"/api/v1/contracts?standing={standing}&q=Standing {standing}&sort=number");

        Assert.Equal(expected, Assert.Single(list["items"].EnumerateArray()).GetProperty("standing").GetString());
        Assert.Empty((await api.GetAsync($"/api/v1/contracts?standing=cancelled&accountId={account}"))["items"].EnumerateArray());
    }

    [Fact]
    public async Task A_price_goes_in_as_it_comes_out()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("Money Both Ways", currency: "GBP");
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var read = draft["categories"][0].GetProperty("unitPrice");
        async Task<ApiAnswer> ChangeAsync(object price) =>
            await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms(categories: [new { category = "video", counted = 1000, unitPrice = price }]), draft.Etag);

        var other = await ChangeAsync(new { amount = "24.00", currency = "EUR" });
        var nonsense = await ChangeAsync(new { amount = "cheap", currency = "GBP" });
        var back = await ChangeAsync(read);

        Assert.Equal((400, "input.other-currency", "/categories/0/unitPrice"), (other.Status, other["errors"][0].GetProperty("code").GetString(), other["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal((400, "input.wants-amount", "/categories/0/unitPrice"), (nonsense.Status, nonsense["errors"][0].GetProperty("code").GetString(), nonsense["errors"][0].GetProperty("pointer").GetString()));
        Assert.Equal((200, read.GetRawText()), (back.Status, back["categories"][0].GetProperty("unitPrice").GetRawText()));
    }

    [Theory]
    [InlineData("""{"accountId":12}""", "/accountId", "input.wants-id")]
    [InlineData("""{"terms":{"startsOn":"soon"}}""", "/terms/startsOn", "input.wants-day")]
    [InlineData("""{"terms":{"categories":{}}}""", "/terms/categories", "input.wants-list")]
    [InlineData("""{"terms":{"categories":[{"category":"video"},{"counted":"many"}]}}""", "/terms/categories/1/counted", "input.wants-whole")]
    [InlineData("""{"terms":{"categories":[{"advancePercent":true}]}}""", "/terms/categories/0/advancePercent", "input.wants-number")]
    [InlineData("""{"terms":{"planCode":5}}""", "/terms/planCode", "input.wants-text")]
    [InlineData("""{"terms":{"categories":[{"categroy":"video"}]}}""", "/terms/categories/0/categroy", "input.unknown-field")]
    [InlineData("""{"acountId":null}""", "/acountId", "input.unknown-field")]
    [InlineData("""[]""", "", "input.wants-object")]
    public async Task A_value_of_the_wrong_kind_is_named_by_its_place(string body, string pointer, string code)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        var answer = await (await AdministratorAsync()).PostAsync("/api/v1/contracts", json.RootElement);

        Assert.Equal((400, "input.invalid"), (answer.Status, answer.Code));
        Assert.Equal((pointer, code), (answer["errors"][0].GetProperty("pointer").GetString(), answer["errors"][0].GetProperty("code").GetString()));
        Assert.NotEqual(code, answer["errors"][0].GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("counted", -1, "contract.counted-invalid")]
    [InlineData("expectedAdditions", -1, "contract.expected-invalid")]
    [InlineData("advancePercent", 101, "contract.advance-invalid")]
    [InlineData("unitPrice", -1, "contract.price-invalid")]
    public async Task A_figure_out_of_range_is_named_by_its_place(string field, int value, string code)
    {
        var api = await AdministratorAsync();
        var category = new Dictionary<string, object> { ["category"] = "video", ["counted"] = 10, ["unitPrice"] = 1, [field] = value };

        var answer = await api.PostAsync("/api/v1/contracts", new { accountId = await seed.AccountAsync("Out of range"), terms = Terms(categories: [category]) });

        Assert.Equal((400, $"/terms/categories/0/{field}", code), (answer.Status, answer["errors"][0].GetProperty("pointer").GetString(), answer["errors"][0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_plan_nobody_knows_is_named_with_those_there_are()
    {
        var api = await AdministratorAsync();
        var account = await seed.AccountAsync("No such plan");

        var drafted = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms("elite") });
        var draft = await api.PostAsync("/api/v1/contracts", new { accountId = account, terms = Terms() });
        var changed = await api.PutAsync($"/api/v1/contracts/{draft["id"].GetGuid()}", Terms("elite"), draft.Etag);

        Assert.Equal((400, "/terms/planCode", "plan.unknown"), (drafted.Status, drafted["errors"][0].GetProperty("pointer").GetString(), drafted["errors"][0].GetProperty("code").GetString()));
        Assert.Equal((400, "/planCode"), (changed.Status, changed["errors"][0].GetProperty("pointer").GetString()));
        Assert.Contains("poly-plus-enterprise", drafted["errors"][0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_the_terms_is_named_at_once()
    {
        var answer = await (await AdministratorAsync()).PostAsync("/api/v1/contracts", new
        {
            accountId = await seed.AccountAsync("Wrong"), terms = new { planCode = "", startsOn = "2026-01-01", channel = "fax", categories = new object[] { new { category = "infrastructure", unitPrice = 1 } } },
        });

        Assert.Equal(400, answer.Status);
        Assert.Equal(["/terms/planCode", "/terms/endsOn", "/terms/channel", "/terms/categories/0/category"], answer["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
        Assert.DoesNotContain("contract.", answer["errors"][3].GetProperty("detail").GetString());
    }
}
