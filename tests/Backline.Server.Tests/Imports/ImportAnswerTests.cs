using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backline.Server.Tests.Imports;

/// <summary>What a person is asked about a file, and what becomes of the answers.</summary>
public class ImportAnswerTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    [Theory]
    [InlineData("multipart/form-data; boundary=\"")]
    [InlineData("multipart/form-data; charset=\"")]
    [InlineData("multipart/form-data")]
    public async Task A_form_without_a_readable_boundary_is_malformed(string type)
    {
        var customer = await programme.CustomerAsync();
        using var content = new ByteArrayContent("--x\r\n"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await customer.Client.PostAsync("/api/v1/imports", content, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, "input.malformed"),
            (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_place_with_nothing_in_a_list_is_named()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.Three);

        using var answer = await customer.PutAsync(preview, "mapping", new { columns = new object?[] { null } });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("/columns/0", (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task The_preview_shows_what_the_file_called_a_model_that_the_catalogue_calls_otherwise()
    {
        var customer = await programme.CustomerAsync();

        var preview = await customer.UploadAsync(Customer.Header + "SER0000001,,ccx500,One,,,\nSER0000002,,CCX 500,Two,,,\n");

        var read = Assert.Single(preview.GetProperty("readModels").EnumerateArray());
        Assert.Equal(("ccx500", "CCX 500", 1L), (read.GetProperty("name").GetString(), read.GetProperty("model").GetString(), read.GetProperty("rows").GetInt64()));
        var rows = await customer.RowsAsync(preview, "new");
        Assert.Equal(("CCX 500", "ccx500"), (rows[0].GetProperty("model").GetString(), rows[0].GetProperty("reportedModel").GetString()));
        Assert.False(rows[1].TryGetProperty("reportedModel", out var same) && same.ValueKind != JsonValueKind.Null);
    }

    [Fact]
    public async Task Of_rows_about_one_device_a_person_keeps_one_and_may_change_their_mind()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.Header + "SER0000001,00:04:f2:00:00:01,CCX 500,One,,Oak,\nSER0000002,,CCX 500,Two,,,\nSER0000001,00:04:f2:00:00:01,CCX 500,One,,Elm,\n");
        Assert.Equal("1 0 0 0 2 0", Customer.Counts(preview));
        Assert.Equal("The same device SER0000001 stands with other data in row 3.", (await customer.RowsAsync(preview, "conflict"))[0].GetProperty("text").GetString());

        using (await customer.PutAsync(preview, "mapping", new { keep = new[] { 1 } })) { }
        preview = await customer.SettledAsync(preview.GetProperty("id").GetGuid());
        Assert.Equal("2 0 0 0 0 1", Customer.Counts(preview));
        Assert.Equal("import.row-not-kept", (await customer.RowsAsync(preview, "rejected"))[0].GetProperty("code").GetString());

        using (await customer.PutAsync(preview, "mapping", new { keep = new[] { 3 } })) { }
        await customer.ConfirmedAsync(await customer.SettledAsync(preview.GetProperty("id").GetGuid()));
        Assert.Equal((2L, 1L), (await customer.DevicesAsync(), await customer.DevicesAsync("room = 'Elm'")));
    }

    [Fact]
    public async Task Answering_only_the_order_of_dates_leaves_a_file_what_it_was_recognised_as()
    {
        var customer = await programme.CustomerAsync();
        var asked = await customer.UploadAsync(Customer.File("nasty/23-mixed-dates.csv"));
        Assert.Equal("needs-mapping", asked.GetProperty("state").GetString());
        Assert.True(asked.GetProperty("counts").GetProperty("rows").GetInt64() > 0);
        var columns = asked.GetProperty("columns").EnumerateArray().Where(column => column.TryGetProperty("field", out var field) && field.ValueKind == JsonValueKind.String)
            .Select(column => new { index = column.GetProperty("index").GetInt32(), field = column.GetProperty("field").GetString() }).ToArray();

        using (await customer.PutAsync(asked, "mapping", new { dateOrder = "day-first", columns })) { }

        Assert.Equal("lens-inventory", (await customer.SettledAsync(asked.GetProperty("id").GetGuid())).GetProperty("format").GetString());
    }

    [Fact]
    public async Task Answers_are_remembered_only_when_there_were_any()
    {
        var customer = await programme.CustomerAsync();
        const string Table = "What,Which\nSER0000001,One\n";
        async Task<long> RememberedAsync() => await customer.Seed.ScalarAsync<long>("select count(*) from import where account_id = $1 and findings->'remembered' <> 'null'", customer.Account);

        var first = await customer.UploadAsync(Table);
        await customer.UploadAsync(Table + "SER0000002,Two\n");
        Assert.Equal(0, await RememberedAsync());

        using (await customer.PutAsync(first, "mapping", new { columns = new[] { new { index = 0, field = "serial" } } })) { }
        await customer.UploadAsync(Table + "SER0000003,Three\n");
        Assert.Equal(1, await RememberedAsync());
    }

    [Theory]
    [InlineData("a%0d%0aX: y.csv", "aX: y.csv")]
    [InlineData("%1b[31mred.csv", "[31mred.csv")]
    [InlineData("..%2f..%5cfleet.csv", "fleet.csv")]
    [InlineData("gpj.%e2%80%aevsc", "gpj.vsc")]
    public async Task A_file_name_holds_nothing_that_breaks_or_turns_a_line(string sent, string kept)
    {
        var customer = await programme.CustomerAsync();
        using var content = new StringContent(Customer.Three);
        using var answer = await customer.Client.PostAsync($"/api/v1/imports?fileName={sent}", content, TestContext.Current.CancellationToken);

        Assert.Equal(kept, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("fileName").GetString());
    }

    [Fact]
    public async Task The_page_says_what_devices_without_a_model_are_and_how_dates_were_read()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync("Serial Number,Last Seen\nSER0000001,03/04/2026\nSER0000002,23/04/2026\n");

        var page = await customer.Client.GetStringAsync($"/imports/{preview.GetProperty("id")}", TestContext.Current.CancellationToken);

        Assert.Contains("2 devices come without a model.", page, StringComparison.Ordinal);
        Assert.Contains("the day comes first", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0 changed", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_how_many_devices_stand_at_no_site_and_leads_to_them()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync("Serial Number,Model,Site\nSER0000001,Studio X52,\nSER0000002,Studio X52,Nobody Knows It\n");
        var before = await customer.Client.GetStringAsync($"/imports/{preview.GetProperty("id")}", TestContext.Current.CancellationToken);
        await customer.ConfirmedAsync(preview);

        var after = await customer.Client.GetStringAsync($"/imports/{preview.GetProperty("id")}", TestContext.Current.CancellationToken);
        var list = await customer.Client.GetStringAsync($"/devices?account={customer.Account}&site=none", TestContext.Current.CancellationToken);

        Assert.Contains("1 new device comes without a site.", before, StringComparison.Ordinal);
        Assert.Contains("1 new device names a site", before, StringComparison.Ordinal);
        Assert.Contains("2 devices of the account are at no site.", after, StringComparison.Ordinal);
        Assert.Contains($"/devices?account={customer.Account}&amp;site=none", after, StringComparison.Ordinal);
        Assert.Contains("SER0000002", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_sites_are_created_when_the_person_says_so()
    {
        var (with, without) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        const string file = Customer.Header + "SITE{0}0001,,CCX 500,A,Zürich,,\nSITE{0}0002,,CCX 500,B,zürich,,\n";
        var one = await with.UploadAsync(file.Replace("{0}", "A", StringComparison.Ordinal));
        Assert.Equal(2, one.GetProperty("newSites")[0].GetProperty("rows").GetInt32());
        await with.ConfirmedAsync(one, createSites: true);
        var two = await without.UploadAsync(file.Replace("{0}", "B", StringComparison.Ordinal));
        using var answer = await without.PutAsync(two, "confirmation", new { });

        Assert.Equal((1L, 2L), (await with.Seed.ScalarAsync<long>("select count(*) from site where account_id = $1", with.Account), await with.DevicesAsync("site_id is not null")));
        Assert.Equal((0L, 2L), (await with.Seed.ScalarAsync<long>("select count(*) from site where account_id = $1", without.Account), await without.DevicesAsync("site_id is null")));
    }

    [Fact]
    public async Task Unknown_columns_are_mapped_by_hand_and_the_answer_is_proposed_the_next_time()
    {
        var customer = await programme.CustomerAsync();
        const string file = "Foo,Bar\nMAPPED00001,CCX 500\nMAPPED00002,CCX 500\n";
        var asks = await customer.UploadAsync(file);
        Assert.Equal(("needs-mapping", "import.unknown-columns"), (asks.GetProperty("state").GetString(), asks.GetProperty("problem").GetProperty("code").GetString()));

        using var wrong = await customer.PutAsync(asks, "mapping", new { columns = new[] { new { index = 1, field = "model" } } });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var answer = await customer.PutAsync(asks, "mapping", new { columns = new[] { new { index = 0, field = "serial" }, new { index = 1, field = "model" } } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var preview = await customer.SettledAsync(asks.GetProperty("id").GetGuid());

        Assert.Equal(("mapped", "2 0 0 0 0 0"), (preview.GetProperty("format").GetString(), Customer.Counts(preview)));
        var next = await customer.UploadAsync(file);
        Assert.Equal(2, await customer.Seed.ScalarAsync<int>("select jsonb_array_length(findings -> 'remembered' -> 'columns') from import where id = $1", next.GetProperty("id").GetGuid()));
    }
}
