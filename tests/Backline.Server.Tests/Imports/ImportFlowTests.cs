using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server.Platform.Access;

namespace Backline.Server.Tests.Imports;

/// <summary>From the upload over the preview to the confirmation, and what each kind of row becomes.</summary>
public class ImportFlowTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    [Fact]
    public async Task A_preview_writes_no_device_and_the_confirmation_all_of_them()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.Three);

        Assert.Equal(("previewed", "3 0 0 0 0 0", 0L), (preview.GetProperty("state").GetString(), Customer.Counts(preview), await customer.DevicesAsync()));
        Assert.Equal("Strange 77", preview.GetProperty("unknownModels")[0].GetProperty("name").GetString());

        await customer.ConfirmedAsync(preview);
        Assert.Equal((3L, 2L, 3), (await customer.DevicesAsync(), await customer.DevicesAsync("model_id is not null"), await customer.Seed.ScalarAsync<int>("select device_count from account where account_id = $1", customer.Account)));
        Assert.Equal(1L, await customer.Seed.ScalarAsync<long>("select count(*) from audit_entry where account_id = $1 and action = 'import.confirmed'", customer.Account));
    }

    [Fact]
    public async Task One_cell_that_says_never_leaves_the_rest_as_it_is()
    {
        var customer = await programme.CustomerAsync();

        var preview = await customer.UploadAsync(Customer.Header + "SER0000001,,CCX 500,One,,,0001-01-01\nSER0000002,,CCX 500,Two,,,0001-01-01T00:00:00+14:00\nSER0000003,,CCX 500,Three,,,9999-12-31T23:59:59-14:00\n");

        Assert.Equal(("previewed", "3 0 0 0 0 0"), (preview.GetProperty("state").GetString(), Customer.Counts(preview)));
    }

    [Fact]
    public async Task An_import_is_as_old_as_its_confirmation()
    {
        var customer = await programme.CustomerAsync();
        var import = await customer.ImportAsync(Customer.Three);
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
        await one.ImportAsync(Customer.Three);

        var preview = await other.UploadAsync(Customer.Three);
        using var refused = await other.PutAsync(preview, "confirmation", new { });

        Assert.Equal("0 0 0 0 3 0", Customer.Counts(preview));
        Assert.Equal("import.all-in-conflict", await Customer.CodeAsync(refused));
    }

    [Fact]
    public async Task The_history_of_a_device_says_what_an_import_changed_and_leads_to_it()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);
        var import = await customer.ImportAsync(Customer.Header + "SER0000001,,,,,Beech,\n");
        var device = await customer.Seed.ScalarAsync<Guid>("select id from device where account_id = $1 and serial_key = 'SER0000001'", customer.Account);

        var page = await customer.Client.GetStringAsync($"/devices/{device}", TestContext.Current.CancellationToken);

        Assert.Matches("Room: Oak (→|&#x2192;) <span class=\"bl-strong\">Beech</span>", page);
        Assert.Contains($"<a class=\"bl-id\" href=\"/imports/{import.GetProperty("id")}\">{import.GetProperty("number")}</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discarded_import_asks_for_nothing_any_more()
    {
        var customer = await programme.CustomerAsync();
        var (preview, other) = (await customer.UploadAsync(Customer.Three), await customer.UploadAsync(Customer.Three));
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

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_waits_for_nobody()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);

        var again = await customer.UploadAsync(Customer.Three);

        Assert.Equal(("discarded", "0 0 3 0 0 0"), (again.GetProperty("state").GetString(), Customer.Counts(again)));
        Assert.DoesNotContain("Confirm the inventory", await customer.Client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("Every device of the file is known", await customer.Client.GetStringAsync($"/imports/{again.GetProperty("id")}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var refused = await customer.PutAsync(again, "confirmation", new { });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("import.nothing-to-import", await Customer.CodeAsync(refused));
    }

    [Fact]
    public async Task An_unfinished_import_is_a_task_of_the_side_that_handed_it_in()
    {
        var customer = await programme.CustomerAsync();
        var partner = await customer.Seed.PartnerAsync("Fronting");
        await customer.Seed.ExecuteAsync("update account set partner_id = $2 where account_id = $1", customer.Account, partner);
        await customer.UploadAsync(Customer.Three);

        Assert.Contains("Confirm the inventory", await customer.Client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var key in new[] { await customer.Seed.KeyAsync(Roles.Partner, partnerId: partner), await customer.Seed.VendorKeyAsync() })
        {
            using var other = programme.CreateClient();
            other.DefaultRequestHeaders.Authorization = new("Bearer", key);
            Assert.DoesNotContain("Confirm the inventory", await other.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_whole_inventory_in_which_nothing_changed_is_confirmed_as_the_months_report()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three, "account");

        var again = await customer.ImportAsync(Customer.Three, "account");

        Assert.Equal(("confirmed", "0 0 3 0 0 0"), (again.GetProperty("state").GetString(), Customer.Counts(again)));
    }

    [Fact]
    public async Task A_device_absent_from_a_file_that_covers_the_account_is_missing_and_counts_on_until_it_is_back()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);

        var without = await customer.ImportAsync(Customer.Header + "SER0000001,,CCX 500,One,,Oak,\nSER0000002,,Studio X50,Two,,Elm,\n", "account");
        Assert.Equal("0 0 2 1 0 0", Customer.Counts(without));
        Assert.Equal((3L, 1L), (await customer.DevicesAsync("removed_at is null"), await customer.DevicesAsync("missing_since is not null")));

        var back = await customer.ImportAsync(Customer.Three, "account");
        Assert.Equal(("0 1 2 0 0 0", 0L), (Customer.Counts(back), await customer.DevicesAsync("missing_since is not null")));
    }

    [Fact]
    public async Task A_rejected_row_keeps_its_device_from_being_missing()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);

        var preview = await customer.UploadAsync(Customer.Three.Replace("Three,,Ash", "Thr\uFFFDee,,Ash", StringComparison.Ordinal), "account");

        Assert.Equal("0 0 2 0 0 1", Customer.Counts(preview));
    }

    [Fact]
    public async Task An_empty_cell_changes_nothing_and_the_last_contact_never_goes_back()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);

        var preview = await customer.UploadAsync(Customer.Header + "SER0000001,,,,,Beech,2026-10-01T10:00:00Z\n");
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
        await customer.ImportAsync(Customer.Three);

        var preview = await customer.UploadAsync(Customer.Header + rows + "SERNEW0009,,CCX 500,Good,,,\n", "account");
        Assert.All(await customer.RowsAsync(preview, "conflict"), row => Assert.Equal(code, row.GetProperty("code").GetString()));
        Assert.NotEmpty(await customer.RowsAsync(preview, "conflict"));

        await customer.ConfirmedAsync(preview);
        Assert.Equal((4L, 0L), (await customer.DevicesAsync(), await customer.DevicesAsync("name = 'X'")));
    }

    [Fact]
    public async Task A_serial_number_of_another_customer_is_a_conflict_that_does_not_say_whose()
    {
        var (one, other) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        await one.ImportAsync(Customer.Header + "SHARED00001,,CCX 500,A,,,\n");

        var preview = await other.UploadAsync(Customer.Header + "SHARED00001,,CCX 500,A,,,\n");
        var row = (await other.RowsAsync(preview, "conflict"))[0];

        Assert.Equal("import.serial-elsewhere", row.GetProperty("code").GetString());
        Assert.DoesNotContain(one.Account.ToString(), row.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imports_of_another_customer_are_not_found()
    {
        var (one, other) = (await programme.CustomerAsync(), await programme.CustomerAsync());
        var import = await one.UploadAsync(Customer.Three);

        using var read = await other.Client.GetAsync($"/api/v1/imports/{import.GetProperty("id")}", TestContext.Current.CancellationToken);
        using var confirm = await other.PutAsync(import, "confirmation", new { });

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (read.StatusCode, confirm.StatusCode));
        Assert.DoesNotContain(import.GetProperty("id").ToString(), await other.Client.GetStringAsync("/api/v1/imports", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
