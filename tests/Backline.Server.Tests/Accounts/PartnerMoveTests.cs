using System.Net;
using System.Net.Http.Json;

namespace Backline.Server.Tests.Accounts;

public class PartnerMoveTests(AccountsApp app) : IClassFixture<AccountsApp>
{
    [Fact]
    public async Task The_partner_changes_in_every_table_of_the_account_and_with_it_who_sees_the_account()
    {
        var account = await app.Seed.AccountAsync("Moving House", app.Meridian);
        var tables = await OwnedTablesAsync();
        foreach (var table in tables.Where(table => table != "account")) await PutRowAsync(table, account);
        Assert.Equal(HttpStatusCode.OK, (await app.Partner.Get($"/api/v1/accounts/{account}")).StatusCode);

        var moved = await app.Vendor.Change(HttpMethod.Put, $"/api/v1/accounts/{account}/partner", new { partnerId = app.Other }, resource: $"/api/v1/accounts/{account}");

        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        foreach (var table in tables) Assert.Equal(0, await app.Seed.ScalarAsync<long>($"select count(*) from {table} where account_id = $1 and partner_id is distinct from $2", account, app.Other));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Partner.Get($"/api/v1/accounts/{account}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.OtherPartner.Get($"/api/v1/accounts/{account}")).StatusCode);
        var direct = await app.Vendor.Change(HttpMethod.Put, $"/api/v1/accounts/{account}/partner", new { partnerId = (Guid?)null }, resource: $"/api/v1/accounts/{account}");
        Assert.Equal(HttpStatusCode.OK, direct.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.OtherPartner.Get($"/api/v1/accounts/{account}")).StatusCode);
    }

    [Fact]
    public async Task What_is_written_while_the_partner_changes_belongs_to_the_new_one_or_is_given_up()
    {
        for (var round = 0; round < 4; round++)
        {
            var account = await app.Seed.AccountAsync($"Moving Amid Work {round}", app.Meridian);
            var move = app.Vendor.Change(HttpMethod.Put, $"/api/v1/accounts/{account}/partner", new { partnerId = app.Other }, resource: $"/api/v1/accounts/{account}");
            var writes = Enumerable.Range(0, 8).Select(i => app.Vendor.Post("/api/v1/devices", new { accountId = account, modelName = "CCX 500", serial = $"AMID{round}{i}{account.ToString("N")[..6]}" })).ToList();

            Assert.Equal(HttpStatusCode.OK, (await move).StatusCode);
            var written = (await Task.WhenAll(writes)).Select(answer => answer.StatusCode).ToList();

            Assert.All(written, status => Assert.True(status is HttpStatusCode.Created or HttpStatusCode.PreconditionFailed, status.ToString()));
            Assert.Equal((long)written.Count(status => status == HttpStatusCode.Created), await app.Seed.ScalarAsync<long>("select count(*) from device where account_id = $1 and partner_id = $2", account, app.Other));
            Assert.Equal(0, await app.Seed.ScalarAsync<long>("select count(*) from device where account_id = $1 and partner_id is distinct from $2", account, app.Other));
        }
    }

    [Fact]
    public async Task Moving_to_the_same_partner_or_to_none_there_is_is_refused()
    {
        var (address, resource) = ($"/api/v1/accounts/{app.Nordhaven}/partner", $"/api/v1/accounts/{app.Nordhaven}");

        Assert.Equal(HttpStatusCode.Conflict, (await app.Vendor.Change(HttpMethod.Put, address, new { partnerId = app.Meridian }, resource: resource)).StatusCode);
        Assert.Equal(["/partnerId account.partner-unknown"], await (await app.Vendor.Change(HttpMethod.Put, address, new { partnerId = Guid.NewGuid() }, resource: resource)).Codes());
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Partner.Change(HttpMethod.Put, address, new { partnerId = app.Other }, resource: resource)).StatusCode);
    }

    // asked of row security itself, not of the query under test
    private async Task<List<string>> OwnedTablesAsync()
    {
        await using var command = app.Seed.Source.CreateCommand("select tablename from pg_policies where policyname = 'account' and tablename in (select tablename from pg_policies where policyname = 'jobs') and exists (select from information_schema.columns c where c.table_name = tablename and c.column_name = 'account_id') order by 1");
        await using var rows = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await rows.ReadAsync()) tables.Add(rows.GetString(0));
        Assert.Contains("device", tables);
        Assert.Contains("audit_detail", tables);
        return tables;
    }

    // any row will do: what it refers to is not checked, as the owner's session_replication_role turns references off
    private async Task PutRowAsync(string table, Guid account)
    {
        await using var connection = await app.Seed.Source.OpenConnectionAsync();
        await using var batch = connection.CreateCommand();
        batch.CommandText = "set session_replication_role = replica";
        await batch.ExecuteNonQueryAsync();
        var (names, values) = (new List<string>(), new List<string>());
        await using (var columns = app.Seed.Source.CreateCommand(
            """
            select column_name, data_type, (select (regexp_match(pg_get_constraintdef(c.oid), '''([^'']+)''::text'))[1] from pg_constraint c
                where c.conrelid = $1::regclass and c.contype = 'c' and pg_get_constraintdef(c.oid) like '%(' || column_name || ' = ANY%' limit 1)
            from information_schema.columns where table_name = $1 and is_nullable = 'NO' and (column_default is null or column_name = 'version') and column_name not in ('account_id', 'partner_id') and is_generated = 'NEVER'
            """))
        {
            columns.Parameters.Add(new() { Value = table });
            await using var rows = await columns.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                names.Add(rows.GetString(0));
                values.Add(rows.GetString(1) switch
                {
                    "uuid" => "gen_random_uuid()",
                    "text" => rows.IsDBNull(2) ? rows.GetString(0) == "country" ? "'DE'" : "gen_random_uuid()::text" : $"'{rows.GetString(2)}'",
                    "date" => "date '2026-11-01'",
                    "timestamp with time zone" => "now()",
                    "bytea" => "'\\x00'",
                    "json" or "jsonb" => "'{}'",
                    "boolean" => "true",
                    "ARRAY" => "'{}'",
                    _ => "1",
                });
            }
        }
        batch.CommandText = $"insert into {table} (account_id, partner_id{string.Concat(names.Select(name => ", " + name))}) values ('{account}', '{app.Meridian}'{string.Concat(values.Select(value => ", " + value))})";
        await batch.ExecuteNonQueryAsync();
        batch.CommandText = "set session_replication_role = origin";
        await batch.ExecuteNonQueryAsync();
    }

    [Theory]
    [InlineData("partner", "/partnerId")]
    [InlineData("success-manager", "/personId")]
    public async Task Nothing_is_taken_away_by_saying_nothing(string what, string pointer)
    {
        var resource = $"/api/v1/accounts/{app.Nordhaven}";

        var refused = await app.Vendor.Change(HttpMethod.Put, $"{resource}/{what}", new { }, resource: resource);

        Assert.Equal([$"{pointer} input.required"], await refused.Codes());
    }

    [Fact]
    public async Task A_field_is_said_once()
    {
        var resource = $"/api/v1/accounts/{app.Nordhaven}";
        using var request = new HttpRequestMessage(HttpMethod.Put, resource + "/partner") { Content = new StringContent("""{"partnerId":null,"partnerId":"0191f3a2-7c1e-7b5a-9d20-4f1f0c9a6e11"}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("If-Match", "*");

        using var refused = await app.Vendor.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(["/partnerId input.field-twice"], await refused.Codes());
    }

    [Fact]
    public async Task A_weak_version_is_none_to_change()
    {
        var resource = $"/api/v1/accounts/{app.Nordhaven}";
        using var request = new HttpRequestMessage(HttpMethod.Put, resource + "/partner") { Content = JsonContent.Create(new { partnerId = app.Other }) };
        request.Headers.IfMatch.Add(new((await app.Vendor.Get(resource)).Headers.ETag!.Tag, isWeak: true));

        using var refused = await app.Vendor.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
    }

    [Fact]
    public async Task A_value_nobody_can_keep_is_named() =>
        Assert.Equal(["country input.control-characters"], await (await app.Vendor.Get("/api/v1/accounts?country=%00")).Codes());
}
