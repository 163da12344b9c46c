using System.Net;
using System.Net.Http.Json;
using System.Text;
using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Imports;

/// <summary>Previews gone stale, two at once, a database that goes away.</summary>
public class ImportSameTimeTests(ImportProgramme programme) : IClassFixture<ImportProgramme>
{
    [Fact]
    public async Task An_import_the_database_gives_up_for_another_is_tried_again()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);
        var preview = await customer.UploadAsync(Customer.Three.Replace(",One,", ",Named anew,", StringComparison.Ordinal));
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
    public async Task A_preview_is_stale_when_other_devices_than_it_showed_would_change()
    {
        var customer = await programme.CustomerAsync();
        await customer.ImportAsync(Customer.Three);
        // the first row changes a name, the second none; then the other way round: the counts stay
        var old = await customer.UploadAsync(Customer.Header + "SER0000001,,,Uno,,,\nSER0000002,,,Two,,,\n");
        await customer.Seed.ExecuteAsync("update device set name = 'Uno', version = version + 1 where account_id = $1 and serial_key = 'SER0000001'", customer.Account);
        await customer.Seed.ExecuteAsync("update device set name = 'By hand', version = version + 1 where account_id = $1 and serial_key = 'SER0000002'", customer.Account);

        using var answer = await customer.PutAsync(old, "confirmation", new { });

        Assert.Equal((HttpStatusCode.Conflict, "import.changed-meanwhile"), (answer.StatusCode, await Customer.CodeAsync(answer)));
        Assert.Equal(1L, await customer.DevicesAsync("name = 'By hand'"));
    }

    [Fact]
    public async Task Of_two_accounts_that_import_one_device_at_once_one_gets_it()
    {
        Customer[] customers = [await programme.CustomerAsync(), await programme.CustomerAsync()];
        var file = Customer.Header + string.Concat(Enumerable.Range(0, 60).Select(i => $"TWICE{i:0000},,CCX 500,Desk,,,\n"));
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
        var old = await customer.UploadAsync(Customer.Three);
        await customer.ImportAsync(Customer.Three);

        using var answer = await customer.PutAsync(old, "confirmation", new { });

        Assert.Equal((HttpStatusCode.Conflict, "import.changed-meanwhile"), (answer.StatusCode, await Customer.CodeAsync(answer)));
        Assert.Equal("0 0 3 0 0 0", Customer.Counts(await customer.GetAsync(old.GetProperty("id").GetGuid())));
    }

    [Fact]
    public async Task Two_confirmations_at_once_import_once()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync(Customer.Three);

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
        var text = new StringBuilder(Customer.Header);
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
    public async Task A_full_disk_is_told_as_what_broke_an_import_off()
    {
        var customer = await programme.CustomerAsync();
        var preview = await customer.UploadAsync($"{Customer.Header}FULLDISK0001,,CCX 500,Device,,Room 1,2026-11-01T10:00:00Z\n");
        await customer.Seed.ExecuteAsync("create function no_room() returns trigger language plpgsql as $$ begin raise 'no space left' using errcode = 'disk_full'; end $$");
        await customer.Seed.ExecuteAsync("create trigger no_room before insert on device for each row when (new.serial = 'FULLDISK0001') execute function no_room()");

        using var answer = await customer.PutAsync(preview, "confirmation", new { });
        var after = await customer.SettledAsync(preview.GetProperty("id").GetGuid());
        await customer.Seed.ExecuteAsync("drop function no_room cascade");

        Assert.Equal(("previewed", "import.database-full", 0L), (after.GetProperty("state").GetString(), after.GetProperty("problem").GetProperty("code").GetString(), await customer.DevicesAsync()));
    }

    [Fact]
    public async Task A_change_names_the_version_it_is_based_on()
    {
        var customer = await programme.CustomerAsync();
        var import = await customer.UploadAsync(Customer.Three);

        using var without = await customer.Client.PutAsJsonAsync($"/api/v1/imports/{import.GetProperty("id")}/confirmation", new { }, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)428, without.StatusCode);
    }
}
