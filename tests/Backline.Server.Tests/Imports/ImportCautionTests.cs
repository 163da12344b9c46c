using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backline.Server.Tests.Imports;

/// <summary>What a person should see before they confirm a file.</summary>
public class ImportCautionTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Devices(int first, int count) =>
        "Serial Number,Model\n" + string.Concat(Enumerable.Range(first, count).Select(i => $"CAUTION{i:D5},CCX 500\n"));

    [Fact]
    public async Task Devices_of_models_nobody_knows_are_told_of_above_and_marked_below()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync("Serial Number,Model\nCAUTION00001,Strange 77\nCAUTION00002,Strange 77\nCAUTION00003,Odd 1\nCAUTION00004,CCX 500\n");

        var page = await customer.Client.GetStringAsync($"/imports/{preview.GetProperty("id")}", Stop);

        Assert.Contains("3 devices are of 2 models the catalogue does not know.", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("not in the catalogue").Length - 1);
        Assert.Equal([true, true, true, false], (await customer.RowsAsync(preview, "new")).Select(row => row.GetProperty("modelUnknown").GetBoolean()));
    }

    [Fact]
    public async Task A_name_whose_device_was_given_its_model_waits_for_nobody()
    {
        var customer = await programme.CustomerAsync();
        const string strange = "Serial Number,Model\nCAUTION00001,Strange 77\n";
        await customer.ImportAsync(strange);
        await customer.Seed.ExecuteAsync("update device set model_id = (select id from model where name = 'CCX 500'), model_name = 'CCX 500', category = 'voice' where account_id = $1", customer.Account);

        var preview = await customer.UploadAsync(strange + "CAUTION00002,Odd 1\n");

        Assert.Equal(["Odd 1"], preview.GetProperty("unknownModels").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_small_file_that_is_said_to_be_everything_is_warned_of_and_can_be_less()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Devices(1, 40));
        var preview = await customer.UploadAsync(Devices(41, 3), "account");
        var id = preview.GetProperty("id").GetGuid();

        var page = await customer.Client.GetStringAsync($"/imports/{id}", Stop);

        Assert.Contains("40 of 40 known devices become missing", page, StringComparison.Ordinal);
        Assert.Contains("Import 3 new; 40 become missing", page, StringComparison.Ordinal);
        Assert.Matches("aria-current=\"page\"[^>]*href=\"/imports/[^\"]*show=missing|show=missing\"[^>]*aria-current=\"page\"", page);
        Assert.Contains($"action=\"/imports/{id}/covers\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_few_missing_devices_are_no_warning()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Devices(1, 40));
        var preview = await customer.UploadAsync(Devices(1, 31), "account");

        var page = await customer.Client.GetStringAsync($"/imports/{preview.GetProperty("id")}", Stop);

        Assert.DoesNotContain("known devices become missing", page, StringComparison.Ordinal);
        Assert.Contains("9 devices become missing", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_chosen_for_the_same_headers_are_proposed_and_never_taken_by_themselves()
    {
        var customer = await programme.CustomerAsync();
        const string header = "Serial Number,Model,Inventory label\n";
        var first = await customer.UploadAsync(header + "CAUTION00001,CCX 500,L-1\n");
        using (await customer.PutAsync(first, "mapping", new { columns = new[] { new { index = 0, field = "serial" }, new { index = 1, field = "model" }, new { index = 2, field = "asset-tag" } } })) { }
        first = await customer.ConfirmedAsync(await customer.SettledAsync(first.GetProperty("id").GetGuid()));

        var next = await customer.UploadAsync(header + "CAUTION00002,CCX 500,L-2\n");

        Assert.Equal(("previewed", first.GetProperty("number").GetString()), (next.GetProperty("state").GetString(), next.GetProperty("proposedFrom").GetString()));
        Assert.Equal(3, next.GetProperty("proposed").GetProperty("columns").GetArrayLength());
        var page = await customer.Client.GetStringAsync($"/imports/{next.GetProperty("id")}", Stop);
        Assert.Contains($"other columns were chosen in {first.GetProperty("number")}", page, StringComparison.Ordinal);
        var columns = await customer.Client.GetStringAsync($"/imports/{next.GetProperty("id")}/columns", Stop);
        Assert.Contains($"filled in as in {first.GetProperty("number")}", columns, StringComparison.Ordinal);
        Assert.Matches("<option value=\"asset-tag\" selected", columns);
    }

    [Fact]
    public async Task Columns_below_headers_somebody_pointed_out_are_proposed_with_the_row()
    {
        var customer = await programme.CustomerAsync();
        const string file = "Fleet,list\nFoo,Bar\n";
        var asked = await customer.UploadAsync(file + "CAUTION00001,CCX 500\n");
        using (await customer.PutAsync(asked, "mapping", new { headerRow = 2 })) { }
        asked = await customer.SettledAsync(asked.GetProperty("id").GetGuid());
        using (await customer.PutAsync(asked, "mapping", new { headerRow = 2, columns = new[] { new { index = 0, field = "serial" }, new { index = 1, field = "model" } } })) { }
        await customer.ConfirmedAsync(await customer.SettledAsync(asked.GetProperty("id").GetGuid()));

        var next = await customer.UploadAsync(file + "CAUTION00002,CCX 500\n");
        Assert.Equal(2, next.GetProperty("proposed").GetProperty("headerRow").GetInt32());
        using (await customer.PutAsync(next, "mapping", new { headerRow = 2 })) { }

        Assert.Equal(2, (await customer.SettledAsync(next.GetProperty("id").GetGuid())).GetProperty("proposed").GetProperty("columns").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"encoding":"utf-7"}""", "/encoding", "There is no encoding called utf-7.")]
    [InlineData("""{"separator":"ab"}""", "/separator", "one character")]
    [InlineData("""{"separator":"\n"}""", "/separator", "one character")]
    [InlineData("""{"sites":{"x":"abc"}}""", "/sites/x", "must be an id")]
    [InlineData("""{"sites":[]}""", "/sites", "")]
    public async Task What_is_wrong_with_a_mapping_is_named_with_what_is_allowed(string mapping, string pointer, string text)
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.Three);

        using var answer = await customer.PutAsync(preview, "mapping", JsonSerializer.Deserialize<JsonElement>(mapping));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors")[0];
        Assert.Equal(pointer, error.GetProperty("pointer").GetString());
        Assert.Contains(text, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
