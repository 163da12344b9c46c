using System.Collections.Concurrent;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Backline.Server.Tests.Platform;

/// <summary>The app, with what it logs as an error.</summary>
public class LoggingApp(TestPostgres postgres) : AppFixture(postgres)
{
    private readonly Keeper keeper = new();

    public IReadOnlyCollection<string> Errors => keeper.Errors;

    public IReadOnlyCollection<string> Warnings => keeper.Warnings;

    public void ForgetErrors() => keeper.Errors.Clear();

    protected override void Configure(WebApplicationBuilder builder) => builder.Logging.AddProvider(keeper);

    private sealed class Keeper : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = new();
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) (logLevel == LogLevel.Warning ? Warnings : Errors).Enqueue($"{eventId.Name}: {formatter(state, exception)} {exception?.Message}");
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>What is answered with a refusal is no error of the server; what fails here is.</summary>
public sealed class FailureLogTests(LoggingApp app) : IClassFixture<LoggingApp>
{
    private static readonly object plan = new { code = "held", name = "Held", copyOf = "poly-plus" };

    [Fact]
    public void A_database_away_is_one_line_for_each_request()
    {
        var told = app.Services.GetRequiredService<IOptions<ExceptionHandlerOptions>>().Value.SuppressDiagnosticsCallback!;
        var http = new DefaultHttpContext { RequestServices = app.Services, Request = { Method = "GET", Path = "/devices" } };
        bool IsTold(Exception fault) => told(new() { HttpContext = http, Exception = fault, ExceptionHandledBy = ExceptionHandledType.ExceptionHandlerService });

        Assert.True(IsTold(new InvalidOperationException("transient", new NpgsqlException("connection refused", new IOException("gone")))));
        Assert.Contains("GET /devices is answered with 503, for the database is away: gone", Assert.Single(app.Warnings, warning => warning.Contains("503", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(IsTold(new InvalidOperationException("a mistake of ours")));
    }

    [Fact]
    public async Task Who_comes_second_is_answered_and_a_fault_is_logged()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var seed = new Seed(app.Logins.Owner);
        var api = new ApiClient(app.Client, await seed.VendorKeyAsync());
        await using (var first = await seed.Source.OpenConnectionAsync(stop))
        {
            await using var transaction = await first.BeginTransactionAsync(stop);
            await using var insert = first.CreateCommand();
            insert.CommandText = "insert into plan (id, code, name, settings) values (gen_random_uuid(), 'held', 'Held', '{}')";
            await insert.ExecuteNonQueryAsync(stop);
            var second = api.PostAsync("/api/v1/plans", plan, Guid.NewGuid().ToString());
            // others of the server may wait for one another meanwhile: what counts is who waits for the first
            while (!await seed.ScalarAsync<bool>($"select exists (select from pg_stat_activity where {first.ProcessID} = any(pg_blocking_pids(pid)))")) await Task.Delay(20, stop);
            await transaction.CommitAsync(stop);
            Assert.Equal((409, "done-meanwhile"), ((await second).Status, (await second).Code));
        }
        Assert.Empty(app.Errors);

        await seed.ExecuteAsync("alter table plan add constraint nothing_more check (false) not valid");
        Assert.Equal(500, (await api.PostAsync("/api/v1/plans", new { code = "refused", name = "Refused", copyOf = "poly-plus" }, Guid.NewGuid().ToString())).Status);
        Assert.Contains(app.Errors, error => error.Contains("unhandled exception", StringComparison.OrdinalIgnoreCase));
    }
}
