using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Backline.Server;
using Backline.Server.Platform;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Backline.Bench.Import;

/// <summary>A file of a million devices over HTTP: upload, preview, confirmation; against a bare COPY of the same rows into an empty table with the same indexes.</summary>
internal static class ImportBench
{
    private const string Url = "http://127.0.0.1:18481";

    public static async Task<int> RunAsync(string[] args)
    {
        var devices = args is ["--devices", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        var results = new ResultsTable("Import", $"dotnet run -c Release --project bench/Backline.Bench -- import --devices {devices}");
        var folder = Directory.CreateTempSubdirectory("backline-bench-import-");
        var path = Path.Combine(folder.FullName, "lens.csv");
        LensFile.Write(path, devices);
        await using var database = await BenchDatabase.StartAsync();
        await database.FillAsync(new(1_000, 10, 5));
        var key = ApiKeys.Make();
        await using (var insert = database.Owner.CreateCommand("insert into api_key (id, name, prefix, hash, role, scopes, created_by, created_at) values ($1, 'bench', $2, $3, $4, '{}', 'bench', now())"))
        {
            foreach (var value in new object[] { Guid.CreateVersion7(), key[..12], ApiKeys.HashOf(key), Roles.ProgrammeAdministrator }) insert.Parameters.Add(new() { Value = value });
            await insert.ExecuteNonQueryAsync();
        }
        await database.ExecuteAsync($"insert into account (account_id, number, name, name_key, country, language, time_zone, currency, inventory_source, created_at) values ('{BenchDatabase.Account(999)}', 'MA-IMPORT', 'Import', 'import', 'DE', 'en', 'Europe/Berlin', 'EUR', 'tenant', now())");
        await using var app = BacklineApp.Build([$"--urls={Url}"], database.Logins.App, builder =>
        {
            builder.Services.AddSingleton(new DataFolder(folder.FullName));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        });
        await app.StartAsync();
        var confirmed = await ImportAsync(results, key, path, devices);
        await app.StopAsync();
        results.Add("peak memory of the process, server and client together", $"{ResultsTable.PeakMegabytes()} MB", "< 400 MB");
        var bare = await BareCopyAsync(database, Path.Combine(folder.FullName, "rows.bin"));
        results.Add("bare COPY of the same rows into an empty copy of the table, same indexes", $"{bare.TotalSeconds:0.0} s, {devices / bare.TotalSeconds:N0} rows/s");
        results.Add("import against bare COPY", $"{bare / confirmed:0.00}", "≥ 0.25");
        results.Write(TimeProvider.System.GetUtcNow());
        folder.Delete(recursive: true);
        return 0;
    }

    private static async Task<TimeSpan> ImportAsync(ResultsTable results, string key, string path, int devices)
    {
        using var client = new HttpClient { BaseAddress = new(Url), Timeout = TimeSpan.FromMinutes(30) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var clock = Stopwatch.StartNew();
        await using var file = File.OpenRead(path);
        using var content = new StreamContent(file);
        using var uploaded = await client.PostAsync("/api/v1/imports?accountId=MA-IMPORT&covers=account&fileName=lens.csv", content);
        uploaded.EnsureSuccessStatusCode();
        var id = (await uploaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        results.Add($"upload of {devices:N0} devices, {new FileInfo(path).Length / 1_000_000} MB", $"{clock.Elapsed.TotalSeconds:0.0} s");
        clock.Restart();
        var preview = await SettledAsync(client, id, "previewed");
        results.Add("preview", $"{clock.Elapsed.TotalSeconds:0.0} s, {devices / clock.Elapsed.TotalSeconds:N0} rows/s");
        using var confirm = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/imports/{id}/confirmation") { Content = JsonContent.Create(new { createSites = true }) };
        confirm.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{preview.GetProperty("version").GetInt64()}\""));
        clock.Restart();
        using var answer = await client.SendAsync(confirm);
        answer.EnsureSuccessStatusCode();
        await SettledAsync(client, id, "confirmed");
        results.Add("confirmed to committed", $"{clock.Elapsed.TotalSeconds:0.0} s, {devices / clock.Elapsed.TotalSeconds:N0} rows/s");
        return clock.Elapsed;
    }

    private static async Task<JsonElement> SettledAsync(HttpClient client, string id, string state)
    {
        while (true)
        {
            var import = await client.GetFromJsonAsync<JsonElement>($"/api/v1/imports/{id}");
            var now = import.GetProperty("state").GetString();
            if (now == state) return import;
            if (now is not ("reading" or "importing")) throw new InvalidOperationException(import.ToString());
            await Task.Delay(50);
        }
    }

    private static async Task<TimeSpan> BareCopyAsync(BenchDatabase database, string path)
    {
        await using var connection = await database.Owner.OpenConnectionAsync();
        // what the table computes by itself, it computes in the copy too
        var columns = await database.ScalarAsync<string>("select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns where table_name = 'device' and is_generated = 'NEVER'");
        await using (var outgoing = await connection.BeginRawBinaryCopyAsync($"copy (select {columns} from device where account_id = '{BenchDatabase.Account(999)}') to stdout (format binary)"))
        await using (var file = File.Create(path))
            await outgoing.CopyToAsync(file);
        await database.ExecuteAsync("create table bare (like device including defaults including constraints including indexes including generated)");
        await database.ExecuteAsync("checkpoint");
        var clock = Stopwatch.StartNew();
        await using (var incoming = await connection.BeginRawBinaryCopyAsync($"copy bare ({columns}) from stdin (format binary)"))
        await using (var file = File.OpenRead(path))
            await file.CopyToAsync(incoming, 1 << 20);
        return clock.Elapsed;
    }
}
