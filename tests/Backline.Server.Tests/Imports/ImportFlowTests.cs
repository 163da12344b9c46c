using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

public class ImportFlowTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private const string Header = "Serial Number,MAC Address,Model,Device Name,Site,Room,Last Detected\n";
    private const string Three = Header + "SER0000001,00:04:f2:00:00:01,CCX 500,One,,Oak,2026-11-01T10:00:00Z\nSER0000002,00:04:f2:00:00:02,Studio X50,Two,,Elm,2026-11-01T10:00:00Z\nSER0000003,,Strange 77,Three,,Ash,\n";

    [Fact]
    public async Task A_preview_writes_no_device_and_the_confirmation_all_of_them()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Three);

        Assert.Equal(("previewed", "3 0 0 0 0 0", 0L), (preview.GetProperty("state").GetString(), Customer.Counts(preview), await customer.DevicesAsync()));
        Assert.Equal("Strange 77", preview.GetProperty("unknownModels")[0].GetProperty("name").GetString());

        await customer.ConfirmedAsync(preview);
        Assert.Equal((3L, 2L, 3), (await customer.DevicesAsync(), await customer.DevicesAsync("model_id is not null"), await customer.Seed.ScalarAsync<int>("select device_count from account where account_id = $1", customer.Account)));
        Assert.Equal(1L, await customer.Seed.ScalarAsync<long>("select count(*) from audit_entry where account_id = $1 and action = 'import.confirmed'", customer.Account));
    }

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
        var preview = await customer.UploadAsync(Three);

        using var answer = await customer.PutAsync(preview, "mapping", new { columns = new object?[] { null } });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("/columns/0", (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Fact]
    public async Task One_cell_that_says_never_leaves_the_rest_as_it_is()
    {
        var customer = await programme.CustomerAsync();

        var preview = await customer.UploadAsync(Header + "SER0000001,,CCX 500,One,,,0001-01-01\nSER0000002,,CCX 500,Two,,,0001-01-01T00:00:00+14:00\nSER0000003,,CCX 500,Three,,,9999-12-31T23:59:59-14:00\n");

        Assert.Equal(("previewed", "3 0 0 0 0 0"), (preview.GetProperty("state").GetString(), Customer.Counts(preview)));
    }

    [Fact]
    public async Task An_import_the_database_gives_up_for_another_is_tried_again()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);
        var preview = await customer.UploadAsync(Three.Replace(",One,", ",Named anew,", StringComparison.Ordinal));
        await using var other = await customer.Seed.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await AskAsync(other, "select set_config('deadlock_timeout', '1min', true), $1::uuid", customer.Account);
        await AskAsync(other, "select 1 from device where account_id = $1 for update", customer.Account);

        var confirmed = customer.ConfirmedAsync(preview);
        // the import waits for the device; now this one waits for the import, and leaves it to that one to see that neither can go on
        while (await customer.Seed.ScalarAsync<long>("select count(*) from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()") == 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await AskAsync(other, "select 1 from import where id = $1 for update", preview.GetProperty("id").GetGuid());
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await confirmed;

        Assert.Equal(1L, await customer.DevicesAsync("name = 'Named anew'"));
    }

    private static async Task AskAsync(Npgsql.NpgsqlConnection connection, string sql, Guid id)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_preview_shows_what_the_file_called_a_model_that_the_catalogue_calls_otherwise()
    {
        var customer = await programme.CustomerAsync();

        var preview = await customer.UploadAsync(Header + "SER0000001,,ccx500,One,,,\nSER0000002,,CCX 500,Two,,,\n");

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
        var preview = await customer.UploadAsync(Header + "SER0000001,00:04:f2:00:00:01,CCX 500,One,,Oak,\nSER0000002,,CCX 500,Two,,,\nSER0000001,00:04:f2:00:00:01,CCX 500,One,,Elm,\n");
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

    [Fact]
    public async Task An_import_is_as_old_as_its_confirmation()
    {
        var customer = await programme.CustomerAsync();
        var import = await customer.ImportAsync(Three);
        await customer.Seed.ExecuteAsync("update import set created_at = created_at - interval '9 days' where id = $1", import.GetProperty("id").GetGuid());
        var stop = TestContext.Current.CancellationToken;

        var line = (await customer.Client.GetFromJsonAsync<JsonElement>("/api/v1/imports", stop)).GetProperty("items")[0];
        using var vendor = programme.CreateClient();
        vendor.DefaultRequestHeaders.Authorization = new("Bearer", await customer.Seed.VendorKeyAsync());

        Assert.Equal(import.GetProperty("confirmedAt").GetDateTimeOffset(), line.GetProperty("confirmedAt").GetDateTimeOffset());
        Assert.DoesNotContain("9 days ago", await vendor.GetStringAsync($"/accounts/{customer.Account}", stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_conflicts_alone_is_not_called_known()
    {
        var (one, other) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        await one.ImportAsync(Three);

        var preview = await other.UploadAsync(Three);
        using var refused = await other.PutAsync(preview, "confirmation", new { });

        Assert.Equal("0 0 0 0 3 0", Customer.Counts(preview));
        Assert.Equal("import.all-in-conflict", await CodeAsync(refused));
    }

    [Fact]
    public async Task A_discarded_import_asks_for_nothing_any_more()
    {
        var customer = await programme.CustomerAsync();
        var (preview, other) = (await customer.UploadAsync(Three), await customer.UploadAsync(Three));
        await customer.ConfirmedAsync(other);
        using (await customer.PutAsync(preview, "confirmation", new { })) { }
        var stale = await customer.SettledAsync(preview.GetProperty("id").GetGuid());
        Assert.Equal("import.changed-meanwhile", stale.GetProperty("problem").GetProperty("code").GetString());

        using var message = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/imports/{preview.GetProperty("id")}");
        message.Headers.IfMatch.Add(new($"\"{stale.GetProperty("version").GetInt64()}\""));
        using (await customer.Client.SendAsync(message, TestContext.Current.CancellationToken)) { }

        var after = await customer.GetAsync(preview.GetProperty("id").GetGuid());
        Assert.Equal(("discarded", JsonValueKind.Null), (after.GetProperty("state").GetString(), after.TryGetProperty("problem", out var problem) ? problem.ValueKind : JsonValueKind.Null));
    }

    [Theory]
    [InlineData("a%0d%0aX: y.csv", "aX: y.csv")]
    [InlineData("%1b[31mred.csv", "[31mred.csv")]
    [InlineData("..%2f..%5cfleet.csv", "fleet.csv")]
    [InlineData("gpj.%e2%80%aevsc", "gpj.vsc")]
    public async Task A_file_name_holds_nothing_that_breaks_or_turns_a_line(string sent, string kept)
    {
        var customer = await programme.CustomerAsync();
        using var content = new StringContent(Three);
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
    public async Task The_same_file_again_changes_nothing()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);

        var again = await customer.UploadAsync(Three);

        Assert.Equal("0 0 3 0 0 0", Customer.Counts(again));
        using var refused = await customer.PutAsync(again, "confirmation", new { });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("import.nothing-to-import", await CodeAsync(refused));
    }

    [Fact]
    public async Task A_whole_inventory_in_which_nothing_changed_is_confirmed_as_the_months_report()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three, "account");

        var again = await customer.ImportAsync(Three, "account");

        Assert.Equal(("confirmed", "0 0 3 0 0 0"), (again.GetProperty("state").GetString(), Customer.Counts(again)));
    }

    [Fact]
    public async Task A_device_absent_from_a_file_that_covers_the_account_is_missing_and_counts_on_until_it_is_back()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);

        var without = await customer.ImportAsync(Header + "SER0000001,,CCX 500,One,,Oak,\nSER0000002,,Studio X50,Two,,Elm,\n", "account");
        Assert.Equal("0 0 2 1 0 0", Customer.Counts(without));
        Assert.Equal((3L, 1L), (await customer.DevicesAsync("removed_at is null"), await customer.DevicesAsync("missing_since is not null")));

        var back = await customer.ImportAsync(Three, "account");
        Assert.Equal(("0 1 2 0 0 0", 0L), (Customer.Counts(back), await customer.DevicesAsync("missing_since is not null")));
    }

    [Fact]
    public async Task A_rejected_row_keeps_its_device_from_being_missing()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);

        var preview = await customer.UploadAsync(Three.Replace("Three,,Ash", "Thr\uFFFDee,,Ash", StringComparison.Ordinal), "account");

        Assert.Equal("0 0 2 0 0 1", Customer.Counts(preview));
    }

    [Fact]
    public async Task An_empty_cell_changes_nothing_and_the_last_contact_never_goes_back()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);

        var preview = await customer.UploadAsync(Header + "SER0000001,,,,,Beech,2026-10-01T10:00:00Z\n");
        Assert.Equal("0 1 0 0 0 0", Customer.Counts(preview));
        Assert.Equal("""{"room":["Oak","Beech"]}""", (await customer.RowsAsync(preview, "changed"))[0].GetProperty("changes").GetRawText().Replace(" ", "", StringComparison.Ordinal));

        await customer.ConfirmedAsync(preview);
        Assert.Equal(1L, await customer.DevicesAsync("room = 'Beech' and name = 'One' and mac = '0004f2000001' and last_seen_at = '2026-11-01T10:00:00Z' and version = 2"));
    }

    [Theory]
    [InlineData("SER0000001,00:04:f2:00:00:02,CCX 500,X,,,\n", "device.serial-and-mac-disagree")]
    [InlineData("SERNEW0001,00:04:f2:00:00:02,CCX 500,X,,,\n", "device.serial-differs")]
    [InlineData("SER0000001,,CCX 500,X,,,\n,00:04:f2:00:00:01,CCX 500,X,,,\n", "import.same-device")]
    public async Task Rows_that_contradict_what_is_known_are_conflicts_and_are_not_imported(string rows, string code)
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);

        var preview = await customer.UploadAsync(Header + rows + "SERNEW0009,,CCX 500,Good,,,\n", "account");
        Assert.All(await customer.RowsAsync(preview, "conflict"), row => Assert.Equal(code, row.GetProperty("code").GetString()));
        Assert.NotEmpty(await customer.RowsAsync(preview, "conflict"));

        await customer.ConfirmedAsync(preview);
        Assert.Equal((4L, 0L), (await customer.DevicesAsync(), await customer.DevicesAsync("name = 'X'")));
    }

    [Fact]
    public async Task A_serial_number_of_another_customer_is_a_conflict_that_does_not_say_whose()
    {
        var (one, other) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        await one.ImportAsync(Header + "SHARED00001,,CCX 500,A,,,\n");

        var preview = await other.UploadAsync(Header + "SHARED00001,,CCX 500,A,,,\n");
        var row = (await other.RowsAsync(preview, "conflict"))[0];

        Assert.Equal("import.serial-elsewhere", row.GetProperty("code").GetString());
        Assert.DoesNotContain(one.Account.ToString(), row.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_puts_every_row_back_as_it_was()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);
        var before = await RowsOfDevicesAsync(customer);
        var second = await customer.ImportAsync(Header + "SER0000001,,CCX 500,Renamed,,Oak,2026-11-09T10:00:00Z\nSER0000002,,,,,,2026-11-10T10:00:00Z\nSER0000004,,CCX 500,Four,,,\n", "account");
        Assert.NotEqual(before, await RowsOfDevicesAsync(customer));

        using var answer = await customer.PutAsync(second, "undo", new { });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("undone", (await customer.SettledAsync(second.GetProperty("id").GetGuid())).GetProperty("state").GetString());
        Assert.Equal(before, await RowsOfDevicesAsync(customer));
        Assert.Equal(3, await customer.Seed.ScalarAsync<int>("select device_count from account where account_id = $1", customer.Account));
    }

    [Fact]
    public async Task Undo_is_refused_when_another_import_came_later_or_devices_changed_since()
    {
        var customer = await programme.CustomerAsync();
        var first = await customer.ImportAsync(Three);
        var second = await customer.ImportAsync(Header + "SER0000005,,CCX 500,Five,,,\n");

        using var notLast = await customer.PutAsync(first, "undo", new { });
        Assert.Equal("import.not-the-last", await CodeAsync(notLast));
        await customer.Seed.ExecuteAsync("update device set room = 'X', version = version + 1 where account_id = $1 and serial_key = 'SER0000005'", customer.Account);
        using var changed = await customer.PutAsync(second, "undo", new { });
        Assert.Equal("import.devices-changed-since", await CodeAsync(changed));
    }

    [Fact]
    public async Task A_preview_is_stale_when_other_devices_than_it_showed_would_change()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Three);
        // the first row changes a name, the second none; then the other way round: the counts stay
        var old = await customer.UploadAsync(Header + "SER0000001,,,Uno,,,\nSER0000002,,,Two,,,\n");
        await customer.Seed.ExecuteAsync("update device set name = 'Uno', version = version + 1 where account_id = $1 and serial_key = 'SER0000001'", customer.Account);
        await customer.Seed.ExecuteAsync("update device set name = 'By hand', version = version + 1 where account_id = $1 and serial_key = 'SER0000002'", customer.Account);

        using var answer = await customer.PutAsync(old, "confirmation", new { });

        Assert.Equal((HttpStatusCode.Conflict, "import.changed-meanwhile"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal(1L, await customer.DevicesAsync("name = 'By hand'"));
    }

    [Fact]
    public async Task Of_two_accounts_that_import_one_device_at_once_one_gets_it()
    {
        Customer[] customers = [await programme.CustomerAsync(), await programme.CustomerAsync()];
        var file = Header + string.Concat(Enumerable.Range(0, 60).Select(i => $"TWICE{i:0000},,CCX 500,Desk,,,\n"));
        var previews = await Task.WhenAll(customers.Select(customer => customer.UploadAsync(file)));

        var answers = await Task.WhenAll(customers.Select((customer, i) => customer.PutAsync(previews[i], "confirmation", new { })));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.StatusCode).Order());
        Assert.Equal(60, await customers[0].DevicesAsync("serial_key like 'TWICE%'") + await customers[1].DevicesAsync("serial_key like 'TWICE%'"));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task A_stale_preview_is_not_imported_but_shown_anew()
    {
        var customer = await programme.CustomerAsync();
        var old = await customer.UploadAsync(Three);
        await customer.ImportAsync(Three);

        using var answer = await customer.PutAsync(old, "confirmation", new { });

        Assert.Equal((HttpStatusCode.Conflict, "import.changed-meanwhile"), (answer.StatusCode, await CodeAsync(answer)));
        Assert.Equal("0 0 3 0 0 0", Customer.Counts(await customer.GetAsync(old.GetProperty("id").GetGuid())));
    }

    [Fact]
    public async Task Two_confirmations_at_once_import_once()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Three);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => customer.PutAsync(preview, "confirmation", new { })));
        var after = await customer.SettledAsync(preview.GetProperty("id").GetGuid());

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PreconditionFailed, answer.StatusCode.ToString()));
        Assert.Equal(("confirmed", 3L), (after.GetProperty("state").GetString(), await customer.DevicesAsync()));
    }

    [Fact]
    public async Task A_database_that_goes_away_in_the_middle_leaves_nothing_half_done()
    {
        var customer = await programme.CustomerAsync();
        var text = new StringBuilder(Header);
        for (var i = 0; i < 40_000; i++) text.Append($"KILL{i:D7},,CCX 500,Device {i},,Room {i % 90},2026-11-01T10:00:00Z\n");
        var preview = await customer.UploadAsync(text.ToString());
        using var answer = await customer.PutAsync(preview, "confirmation", new { });
        var id = preview.GetProperty("id").GetGuid();

        long killed = 0;
        for (var i = 0; i < 400 && killed == 0; i++)
        {
            killed = await customer.Seed.ScalarAsync<long>("select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ilike '%import_stage%' and state <> 'idle' and pid <> pg_backend_pid()");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        var after = await customer.SettledAsync(id);

        Assert.Equal(1, killed);
        Assert.Equal(("previewed", "import.interrupted", 0L), (after.GetProperty("state").GetString(), after.GetProperty("problem").GetProperty("code").GetString(), await customer.DevicesAsync()));
        await customer.ConfirmedAsync(after);
        Assert.Equal(40_000L, await customer.DevicesAsync());
    }

    [Fact]
    public async Task Imports_of_another_customer_are_not_found()
    {
        var (one, other) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        var import = await one.UploadAsync(Three);

        using var read = await other.Client.GetAsync($"/api/v1/imports/{import.GetProperty("id")}", TestContext.Current.CancellationToken);
        using var confirm = await other.PutAsync(import, "confirmation", new { });

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (read.StatusCode, confirm.StatusCode));
        Assert.DoesNotContain(import.GetProperty("id").ToString(), await other.Client.GetStringAsync("/api/v1/imports", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_names_the_version_it_is_based_on()
    {
        var customer = await programme.CustomerAsync();
        var import = await customer.UploadAsync(Three);

        using var without = await customer.Client.PutAsJsonAsync($"/api/v1/imports/{import.GetProperty("id")}/confirmation", new { }, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)428, without.StatusCode);
    }

    [Fact]
    public async Task New_sites_are_created_when_the_person_says_so()
    {
        var (with, without) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        const string file = Header + "SITE{0}0001,,CCX 500,A,Zürich,,\nSITE{0}0002,,CCX 500,B,zürich,,\n";
        var one = await with.UploadAsync(file.Replace("{0}", "A", StringComparison.Ordinal));
        Assert.Equal(2, one.GetProperty("newSites")[0].GetProperty("rows").GetInt32());
        await with.ConfirmedAsync(one);
        var two = await without.UploadAsync(file.Replace("{0}", "B", StringComparison.Ordinal));
        using var answer = await without.PutAsync(two, "confirmation", new { createSites = false });

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

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString();

    private static Task<string?> RowsOfDevicesAsync(Customer customer) => customer.Seed.ScalarAsync<string>("select string_agg(d::text, E'\\n' order by id) from device d where account_id = $1", customer.Account);
}
