using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Backline.Server.Tests.Imports;

/// <summary>Undo asks first, says what it will do, and is refused where somebody is charged for what it would take away.</summary>
public class ImportUndoTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    private const string Two = "Serial Number,Model\nUNDO0000001,CCX 500\nUNDO0000002,CCX 500\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undo_puts_every_row_back_as_it_was()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);
        var before = await customer.RowsOfDevicesAsync();
        var second = await customer.ImportAsync(Customer.Header + "SER0000001,,CCX 500,Renamed,,Oak,2026-11-09T10:00:00Z\nSER0000002,,,,,,2026-11-10T10:00:00Z\nSER0000004,,CCX 500,Four,,,\n", "account");
        Assert.NotEqual(before, await customer.RowsOfDevicesAsync());

        using var answer = await customer.PutAsync(second, "undo", new { });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));

        Assert.Equal("undone", (await customer.SettledAsync(second.GetProperty("id").GetGuid())).GetProperty("state").GetString());
        Assert.Equal(before, await customer.RowsOfDevicesAsync());
        Assert.Equal(3, await customer.Seed.ScalarAsync<int>("select device_count from account where account_id = $1", customer.Account));
    }

    [Fact]
    public async Task Undo_is_refused_when_another_import_came_later_or_devices_changed_since()
    {
        var customer = await programme.CustomerAsync();
        var first = await customer.ImportAsync(Customer.Three);
        var second = await customer.ImportAsync(Customer.Header + "SER0000005,,CCX 500,Five,,,\n");

        using var notLast = await customer.PutAsync(first, "undo", new { });
        Assert.Equal("import.not-the-last", await Customer.CodeAsync(notLast));
        await customer.Seed.ExecuteAsync("update device set room = 'X', version = version + 1 where account_id = $1 and serial_key = 'SER0000005'", customer.Account);
        using var changed = await customer.PutAsync(second, "undo", new { });
        Assert.Equal("import.devices-changed-since", await Customer.CodeAsync(changed));
        Assert.Contains("SER0000005", await changed.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var device = await customer.Seed.ScalarAsync<Guid>("select id from device where account_id = $1 and serial_key = 'SER0000005'", customer.Account);
        var page = await customer.Client.GetStringAsync($"/imports/{second.GetProperty("id")}", Stop);
        Assert.Matches($"1 device was changed since:\\s*<a class=\"bl-id\" href=\"/devices/{device}\">SER0000005</a>", page);
    }

    [Fact]
    public async Task The_page_of_an_import_leads_to_a_question_that_says_what_undoing_does()
    {
        var customer = await programme.CustomerAsync();
        var id = (await customer.ImportAsync(Two)).GetProperty("id").GetGuid();

        var page = await customer.Client.GetStringAsync($"/imports/{id}", Stop);
        var question = await customer.Client.GetStringAsync($"/imports/{id}/undo/question", Stop);

        Assert.Contains($"/imports/{id}/undo/question", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"/imports/{id}/undo\"", page, StringComparison.Ordinal);
        Assert.Contains($"action=\"/imports/{id}/undo\"", question, StringComparison.Ordinal);
        Assert.Contains("2 devices that came with the import go.", question, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_undone_is_not_offered_and_says_why()
    {
        var customer = await programme.CustomerAsync();
        var first = await customer.ImportAsync(Two);
        var later = await customer.ImportAsync(Customer.Three);

        var page = System.Net.WebUtility.HtmlDecode(await customer.Client.GetStringAsync($"/imports/{first.GetProperty("id")}", Stop));

        Assert.DoesNotContain("Undo the import", page, StringComparison.Ordinal);
        Assert.Contains($"This import can’t be undone. {later.GetProperty("number")} came later.", page, StringComparison.Ordinal);
        Assert.Contains($"Undo {later.GetProperty("number")} first.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_taken_since_is_told_before_undoing()
    {
        var customer = await programme.CustomerAsync();
        var import = await customer.ImportAsync(Two);
        await CountAsync(customer, trueUp: false);

        var question = await customer.Client.GetStringAsync($"/imports/{import.GetProperty("id")}/undo/question", Stop);
        using var answer = await customer.PutAsync(import, "undo", new { });

        Assert.Contains("The devices were counted since, for November 2026.", question, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Devices_a_true_up_stands_on_are_not_taken_away()
    {
        var customer = await programme.CustomerAsync();
        var import = await customer.ImportAsync(Two);
        var number = await CountAsync(customer, trueUp: true);

        using var answer = await customer.PutAsync(import, "undo", new { });
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        var question = await customer.Client.GetStringAsync($"/imports/{import.GetProperty("id")}/undo/question", Stop);

        Assert.Equal((HttpStatusCode.Conflict, "import.counted-in-true-up"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains(number, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Contains(number, question, StringComparison.Ordinal);
        Assert.DoesNotContain("/undo\"", question, StringComparison.Ordinal);
        Assert.Equal(2L, await customer.DevicesAsync());
    }

    private static async Task<string> CountAsync(Customer customer, bool trueUp)
    {
        var (contract, check, opened) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await customer.Seed.ExecuteAsync(
            """
            insert into contract (account_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
            select $1, $2, 'CT-' || $2::text, id, code, name, settings, 'direct', 'EUR', '2026-01-01', '2026-12-31', 'active', now(), now() from plan where code = 'poly-plus-enterprise'
            """, customer.Account, contract);
        await customer.Seed.ExecuteAsync("insert into baseline_check (account_id, id, contract_id, month, counted_at, counted_on, inventory_known, devices, created_by) values ($1, $2, $3, '2026-11-01', now(), current_date, true, 2, 'x')",
            customer.Account, check, contract);
        var number = "TU-" + opened;
        if (trueUp)
            await customer.Seed.ExecuteAsync("insert into true_up (account_id, id, number, contract_id, category, state, opened_month, contracted, counted, created_at) values ($1, $2, $3, $4, 'voice', 'open', '2026-11-01', 1, 2, now())",
                customer.Account, opened, number, contract);
        await customer.Seed.ExecuteAsync("insert into baseline_decision (account_id, check_id, category, month, counted, contracted, baseline, trigger_at, outcome, derivation, true_up_id) values ($1, $2, 'voice', '2026-11-01', 2, 1, 1, 2, 'true-up', '{}', $3)",
            customer.Account, check, trueUp ? opened : DBNull.Value);
        return number;
    }
}
