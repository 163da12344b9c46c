using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;
using Backline.Server;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Platform.Http;
using Backline.Server.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Backline.Bench.Coverage;

/// <summary>The decision alone, and coverage-checks over HTTP against an endpoint with the same authentication that does one indexed lookup.</summary>
internal static class CoverageBench
{
    private const string Url = "http://127.0.0.1:18480";
    private const int Rounds = 5, Seconds = 5, Connections = 32;

    public static async Task<int> RunAsync(string[] args)
    {
        var devices = args is ["--devices", var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1_000_000;
        var results = new ResultsTable("Coverage", $"dotnet run -c Release --project bench/Backline.Bench -- coverage --devices {devices}");
        results.Add("one decision, pure (3 contracts)", $"{DecisionNanoseconds():0} ns", "< 2,000 ns");
        await using var database = await BenchDatabase.StartAsync();
        await database.FillAsync(new(devices, 2_500, 2_000, 100_000));
        var key = await ContractsAndKeyAsync(database);
        // no limit: all requests come with one key
        await using var app = BacklineApp.Build([$"--urls={Url}", "--Limits:Api=0"], database.Logins.App, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        app.MapGet("/api/v1/bench-lookup", LookupAsync).RequireAuthorization(Permissions.CoverageCheck);
        await app.StartAsync();
        await MeasureAsync(results, key, devices);
        await app.StopAsync();
        results.Write(TimeProvider.System.GetUtcNow());
        return 0;
    }

    private static async Task MeasureAsync(ResultsTable results, string key, int devices)
    {
        string[] serials = [.. Enumerable.Range(1, 2_000).Select(i => Serial(1 + (i * 499 % devices)))];
        var table = "local s = {" + string.Join(',', serials.Select(serial => $"'{serial}'")) + "}\nlocal i = 0\n";
        var lookup = table + $"wrk.headers['Authorization'] = 'Bearer {key}'\nrequest = function() i = i % #s + 1 return wrk.format('GET', '/api/v1/bench-lookup?serial=' .. s[i]) end";
        var check = table + $"wrk.headers['Authorization'] = 'Bearer {key}'\nwrk.headers['Content-Type'] = 'application/json'\nrequest = function() i = i % #s + 1 return wrk.format('POST', '/api/v1/coverage-checks', nil, '{{\"serial\":\"' .. s[i] .. '\"}}') end";
        await Load.RunAsync(Url, lookup, Connections, Seconds);
        await Load.RunAsync(Url, check, Connections, Seconds);
        List<(double Lookup, double Check, double P99)> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (limit, _) = await Load.RunAsync(Url, lookup, Connections, Seconds);
            var (rate, p99) = await Load.RunAsync(Url, check, Connections, Seconds);
            rounds.Add((limit, rate, p99));
        }
        results.Add("one indexed lookup, same authentication", $"{Median(rounds.Select(r => r.Lookup)):0} requests/s");
        results.Add($"coverage-checks at {devices:N0} devices", $"{Median(rounds.Select(r => r.Check)):0} requests/s, p99 {Median(rounds.Select(r => r.P99)):0.0} ms");
        results.Add("ratio, median of 5 alternating rounds", $"{Median(rounds.Select(r => r.Check / r.Lookup)) * 100:0} %", "≥ 40 %");
    }

    private static async Task<IResult> LookupAsync(string serial, NpgsqlDataSource source, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var command = new NpgsqlCommand("select id from bench_lookup where serial_key = $1", connection) { Parameters = { new() { Value = serial } } };
        await command.PrepareAsync(stop);
        return TypedResults.Ok(new { id = await command.ExecuteScalarAsync(stop) as Guid? });
    }

    private static async Task<string> ContractsAndKeyAsync(BenchDatabase database)
    {
        var settings = JsonSerializer.Serialize(ShippedPlans.All.Single(plan => plan.Code == ShippedPlans.PolyPlusEnterprise).Settings, BacklineJson.Options).Replace("'", "''", StringComparison.Ordinal);
        await database.ExecuteAsync($"insert into plan (id, code, name, settings) values (gen_random_uuid(), 'bench', 'Bench Enterprise', '{settings}')");
        // two contracts per account, the older one over: the decision has to choose
        await database.ExecuteAsync(
            """
            insert into contract (account_id, partner_id, id, number, plan_id, plan_code, plan_name, settings, channel, currency, starts_on, ends_on, state, created_at, activated_at)
            select a.account_id, a.partner_id, gen_random_uuid(), 'CT-' || a.number || '-' || y, p.id, p.code, p.name, p.settings, 'direct', 'EUR', make_date(y, 1, 1), make_date(y + 1, 12, 31), 'active', now(), now()
            from account a, plan p, (values (2024), (2026)) v(y) where p.code = 'bench'
            """);
        await database.ExecuteAsync("insert into contract_category (account_id, partner_id, contract_id, category, counted, expected_additions, advance_percent, unit_price) select account_id, partner_id, id, c, 100, 0, 0, 24 from contract, unnest(array['video', 'voice']) c");
        // without row security: the limit does nothing but look up
        await database.ExecuteAsync("create table bench_lookup as select id, serial_key from device; create unique index on bench_lookup (serial_key); grant select on bench_lookup to backline_app");
        var key = ApiKeys.Make();
        await database.ExecuteAsync($"insert into api_key (id, name, prefix, hash, role, scopes, created_by, created_at) values (gen_random_uuid(), 'bench', 'blk_', '\\x{Convert.ToHexString(ApiKeys.HashOf(key))}', '{Roles.ProgrammeAdministrator}', '{{}}', 'bench', now())");
        await database.ExecuteAsync("vacuum analyze");
        return key;
    }

    /// <summary>Best of several runs: the machine's other work only ever adds.</summary>
    private static double DecisionNanoseconds()
    {
        const int Times = 1_000_000;
        var account = new Guid(1, 0, 0, new byte[8]);
        var plan = ShippedPlans.All.Single(p => p.Code == ShippedPlans.PolyPlusEnterprise).Settings;
        ContractFacts Contract(int id, int year, params DeviceCategory[] selected) => new()
        {
            Id = new(id, 0, 0, new byte[8]), AccountId = account, Number = "CT-" + id, PlanCode = "p", PlanName = "P", State = ContractState.Active,
            StartsOn = new(year, 1, 1), EndsOn = new(year, 12, 31), Selected = selected.ToSet(), Services = plan.Services.ToSet(), Offered = plan.Options.ToSet(),
        };
        var model = new ModelFacts(new(5, 0, 0, new byte[8]), "HP Poly", "Studio X52", DeviceCategory.Video, Lifecycle.Active, null);
        var facts = new CoverageFacts
        {
            Day = new(2026, 11, 21), Reader = Backline.Domain.Accounts.Side.Vendor, Devices = [new(new(6, 0, 0, new byte[8]), account, "8L1", "Studio X52", model)],
            Contracts = [Contract(10, 2026, DeviceCategory.Video), Contract(11, 2025, DeviceCategory.Video), Contract(12, 2026, DeviceCategory.Voice)],
        };
        var question = new CoverageQuestion(null, null, "8L1", null, null, Service.Support, default);
        var best = double.MaxValue;
        for (var run = 0; run < 7; run++)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < Times; i++)
            {
                if (!CoverageDecision.Decide(question, facts).Covered) throw new InvalidOperationException("The decision must be a yes.");
            }
            best = Math.Min(best, watch.Elapsed.TotalNanoseconds / Times);
        }
        return best;
    }

#pragma warning disable CA5351 // as the database made the serial numbers, not for secrecy
    private static string Serial(int n) => "B" + Convert.ToHexString(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.ASCII.GetBytes(n.ToString(CultureInfo.InvariantCulture))))[..11] + n.ToString("x7", CultureInfo.InvariantCulture);
#pragma warning restore CA5351

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
