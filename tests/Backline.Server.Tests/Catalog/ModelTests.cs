using System.Text.Json;
using Backline.Server.Features.Catalog;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Catalog;

public class ModelTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    private readonly Seed seed = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return seed.DisposeAsync();
    }

    private async Task<ApiClient> AdministratorAsync() => new(app.Client, await seed.VendorKeyAsync());

    private async Task LoadAgainAsync(string csv)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var session = scope.ServiceProvider.GetRequiredService<Session>();
        await new ShippedCatalog(TimeProvider.System).LoadAsync(session, csv, TestContext.Current.CancellationToken);
        await session.SaveAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_shipped_model_is_there_after_the_first_start()
    {
        Assert.Equal(307, await seed.ScalarAsync<long>("select count(*) from model where shipped_hash is not null and vendor <> 'Acme'"));
    }

    [Theory]
    [InlineData("https://example.com/horn", true)]
    [InlineData("public code index id 24467741674", false)]
    [InlineData("javascript:alert(1)", false)]
    public async Task A_source_is_a_link_only_when_it_is_an_address(string source, bool link)
    {
        var id = Guid.CreateVersion7();
        await seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle, source_url) values ($1, 'Sourced', $2, $2, 'voice', 'active', $3)", id, id.ToString(), source);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/models/{id}");
        request.Headers.Authorization = new("Bearer", await seed.VendorKeyAsync());
        using var answer = await app.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(link, page.Contains($"href=\"{source}\"", StringComparison.Ordinal));
        Assert.Contains(source, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shipped_row_replaces_its_model_unless_an_operator_edited_it()
    {
        const string header = "vendor,model,family,category,vendor_part_number,lifecycle_status,lifecycle_basis,end_of_sale_date,end_of_support_date,source_url,note\n";
        await LoadAgainAsync(header + "Acme,Horn 1,Horn,voice,,active,listed,,,,\nAcme,Horn 2,Horn,voice,,active,listed,,,,\n");
        await seed.ExecuteAsync("update model set category = 'video', edited = true where name = 'Horn 2'");

        await LoadAgainAsync(header + "Acme,Horn 1,Horn,voice,,end-of-sale,listed,2026-01-31,,,\nAcme,Horn 2,Horn,voice,,end-of-sale,listed,,,,\n");

        Assert.Equal("end-of-sale", await seed.ScalarAsync<string>("select lifecycle from model where name = 'Horn 1'"));
        Assert.Equal("video active", await seed.ScalarAsync<string>("select category || ' ' || lifecycle from model where name = 'Horn 2'"));
    }

    [Fact]
    public async Task A_new_name_is_carried_to_the_devices_of_the_model()
    {
        var api = await AdministratorAsync();
        var created = await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Named 8", category = "video", lifecycle = "active" });
        var id = created["id"].GetGuid();
        var account = await seed.AccountAsync("Renamed");
        await seed.ExecuteAsync("insert into device (account_id, id, model_id, category, model_name, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), $2, 'video', 'Named 8', 'by-hand', now(), now())", account, id);

        await api.PutAsync($"/api/v1/models/{id}", new { vendor = "Acme", name = "Named 8 Pro", category = "video", lifecycle = "active" }, created.Etag);

        Assert.Equal("video Named 8 Pro", await seed.ScalarAsync<string>("select category || ' ' || model_name from device where model_id = $1", id));
    }

    [Fact]
    public async Task A_shipped_row_that_changes_its_category_carries_it_to_the_devices()
    {
        const string header = "vendor,model,family,category,vendor_part_number,lifecycle_status,lifecycle_basis,end_of_sale_date,end_of_support_date,source_url,note\n";
        await LoadAgainAsync(header + "Acme,Drum 1,Drum,voice,,active,listed,,,,\n");
        var account = await seed.AccountAsync("Shipped");
        await seed.ExecuteAsync("insert into device (account_id, id, model_id, category, model_name, source, first_seen_at, updated_at) select $1, gen_random_uuid(), id, category, name, 'by-hand', now(), now() from model where name = 'Drum 1'", account);

        await LoadAgainAsync(header + "Acme,Drum 1,Drum,video,,active,listed,,,,\n");

        Assert.Equal("video", await seed.ScalarAsync<string>("select category from device where account_id = $1", account));
    }

    [Fact]
    public async Task A_new_category_is_carried_to_the_devices_of_the_model()
    {
        var api = await AdministratorAsync();
        var created = await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Moving 7", category = "video", lifecycle = "active" });
        Assert.Equal(201, created.Status);
        var id = created["id"].GetGuid();
        var account = await seed.AccountAsync("Recategorised");
        await seed.ExecuteAsync("insert into device (account_id, id, model_id, category, model_name, source, first_seen_at, updated_at) values ($1, gen_random_uuid(), $2, 'video', 'Moving 7', 'by-hand', now(), now())", account, id);

        var changed = await api.PutAsync($"/api/v1/models/{id}", new { vendor = "Acme", name = "Moving 7", category = "voice", lifecycle = "active" }, created.Etag);

        Assert.Equal(200, changed.Status);
        Assert.Equal("voice", await seed.ScalarAsync<string>("select category from device where model_id = $1", id));
        Assert.Equal(2, await seed.ScalarAsync<long>("select count(*) from audit_entry where subject_id = $1", id));
    }

    [Fact]
    public async Task A_change_names_the_version_it_is_based_on()
    {
        var api = await AdministratorAsync();
        var created = await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Versioned 1", category = "video", lifecycle = "active" });
        var path = $"/api/v1/models/{created["id"].GetGuid()}";
        var body = new { vendor = "Acme", name = "Versioned 1", category = "voice", lifecycle = "active" };

        Assert.Equal(428, (await api.PutAsync(path, body)).Status);
        Assert.Equal(200, (await api.PutAsync(path, body, created.Etag)).Status);
        Assert.Equal(412, (await api.PutAsync(path, body, created.Etag)).Status);
    }

    [Fact]
    public async Task A_name_means_one_model_whether_as_name_or_as_another_spelling()
    {
        var api = await AdministratorAsync();
        var first = await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Unique One", category = "video", lifecycle = "active" });
        var second = await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Unique Two", category = "video", lifecycle = "active" });
        Assert.Equal(200, (await api.PostAsync($"/api/v1/models/{first["id"].GetGuid()}/aliases", new { name = "U-One" })).Status);

        Assert.Equal("model.name-taken", (await api.PostAsync("/api/v1/models", new { vendor = "Other", name = "unique-one", category = "voice", lifecycle = "active" })).Code);
        Assert.Equal("model.name-taken", (await api.PostAsync($"/api/v1/models/{second["id"].GetGuid()}/aliases", new { name = "UOne" })).Code);
        Assert.Equal(204, (await api.DeleteAsync($"/api/v1/models/{first["id"].GetGuid()}/aliases/uone")).Status);
    }

    [Fact]
    public async Task A_refused_spelling_leaves_the_model_in_its_fields()
    {
        var api = await AdministratorAsync();
        await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Spelt One", category = "video", lifecycle = "active" });
        var second = await api.PostAsync("/api/v1/models", new { vendor = "Acme", name = "Spelt Two", category = "voice", lifecycle = "active", note = "Kept" });
        using var browser = app.Browser(await seed.VendorKeyAsync());

        var taken = await browser.SubmitAsync($"/models/{second["id"].GetGuid()}", new() { ["_handler"] = "act", ["act"] = "alias", ["spelling"] = "Spelt-One" });
        var nothing = await browser.SubmitAsync($"/models/{second["id"].GetGuid()}", new() { ["_handler"] = "act", ["act"] = "alias", ["spelling"] = "" });

        foreach (var answer in new[] { taken, nothing })
        {
            Assert.Matches("name=\"name\"[^>]* value=\"Spelt Two\"", answer.Html);
            Assert.Contains(">Kept</textarea>", answer.Html, StringComparison.Ordinal);
            Assert.Contains("id=\"spelling-error\"", answer.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("id=\"name-error\"", answer.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_list_is_searched_filtered_and_paged_without_a_gap()
    {
        var api = await AdministratorAsync();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await api.GetAsync($"/api/v1/models?category=video&limit=20{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page["items"].EnumerateArray().Select(model => model.GetProperty("id").GetString()!));
            cursor = page["next"].ValueKind == JsonValueKind.Null ? null : page["next"].GetString();
        }
        while (cursor is not null);

        Assert.Equal(await seed.ScalarAsync<long>("select count(*) from model where category = 'video'"), seen.Distinct().Count());
        Assert.Contains("Voyager Focus 2", (await api.GetAsync("/api/v1/models?q=voyager-focus")).Body.GetRawText());
        Assert.Empty((await api.GetAsync("/api/v1/models?q=no%25such")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Only_those_who_manage_the_catalogue_change_it()
    {
        var account = await seed.AccountAsync("Reader of models");
        var customer = new ApiClient(app.Client, await seed.KeyAsync(Roles.CustomerAdministrator, account));

        Assert.Equal(200, (await customer.GetAsync("/api/v1/models?limit=1")).Status);
        Assert.Equal(403, (await customer.PostAsync("/api/v1/models", new { vendor = "A", name = "B", category = "video", lifecycle = "active" })).Status);
        Assert.Equal(403, (await customer.GetAsync("/api/v1/price-lists")).Status);
    }

    [Fact]
    public async Task Everything_wrong_with_a_model_is_named_at_once()
    {
        var answer = await (await AdministratorAsync()).PostAsync("/api/v1/models", new { vendor = "", name = "–", category = "toaster", lifecycle = "active" });

        Assert.Equal(400, answer.Status);
        Assert.Equal(["/vendor", "/name", "/category"], answer["errors"].EnumerateArray().Select(error => error.GetProperty("pointer").GetString()));
    }
}
