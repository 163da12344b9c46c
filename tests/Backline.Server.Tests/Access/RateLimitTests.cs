using System.Globalization;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Identity;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Backline.Server.Tests.Access;

public sealed class RateLimitTests(StrictFixture app) : IClassFixture<StrictFixture>
{
    [Fact]
    public async Task A_key_that_asks_too_often_waits_and_another_does_not()
    {
        await using var seed = new Seed(app.Logins.Owner);
        var (busy, calm) = (new ApiClient(app.Client, await seed.VendorKeyAsync()), new ApiClient(app.Client, await seed.VendorKeyAsync()));
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await busy.GetAsync("/api/v1/me")).Status);

        var refused = await busy.GetAsync("/api/v1/me");

        Assert.Equal((429, "too-many-requests"), (refused.Status, refused.Code));
        Assert.Equal(200, (await calm.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task Guessing_passwords_is_slowed_down_and_says_for_how_long()
    {
        using var visitor = new Visitor(app.Address);
        for (var i = 0; i < 2; i++) Assert.Equal(422, (await visitor.SignInAsync("nobody@nowhere.example", "wrong wrong wrong")).Status);

        Assert.Equal(429, (await visitor.SignInAsync("nobody@nowhere.example", "wrong wrong wrong")).Status);
        using var answer = await app.Client.PostAsync("/sign-in", null, TestContext.Current.CancellationToken);
        Assert.InRange(int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 60);
    }
}

/// <summary>Each export holds a connection to the database, of which there are few.</summary>
public sealed class ExportLimitTests(StrictFixture app) : IClassFixture<StrictFixture>
{
    [Fact]
    public async Task Who_takes_many_files_at_once_waits_and_others_read_on()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var seed = new Seed(app.Logins.Owner);
        var (account, other) = (await seed.AccountAsync("Busy"), await seed.AccountAsync("Calm"));
        using var busy = app.Browser(await seed.KeyAsync(Roles.CustomerAdministrator, account));
        using var calm = app.Browser(await seed.KeyAsync(Roles.CustomerAdministrator, other));
        await using var held = await seed.Source.OpenConnectionAsync(stop);
        await using var transaction = await held.BeginTransactionAsync(stop);
        await using (var locked = new Npgsql.NpgsqlCommand("lock table device in access exclusive mode", held, transaction)) await locked.ExecuteNonQueryAsync(stop);
        var first = busy.GetAsync("/devices/export", stop);
        await using var watch = await seed.Source.OpenConnectionAsync(stop);
        await using (var waits = new Npgsql.NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", watch))
            while (await waits.ExecuteScalarAsync(stop) is 0L) await Task.Delay(20, stop);

        using var second = await busy.GetAsync("/devices/export", stop);
        using var read = await calm.GetAsync("/people", stop);
        using var file = await calm.GetAsync("/contracts/export", stop);
        await transaction.RollbackAsync(stop);
        using var whole = await first;

        Assert.Equal((429, 200, 200, 200), ((int)second.StatusCode, (int)read.StatusCode, (int)file.StatusCode, (int)whole.StatusCode));
        Assert.True(second.Headers.Contains("Retry-After"));
    }
}

public sealed class StrictFixture(TestPostgres postgres) : AppFixture(postgres)
{
    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Limits:Api"] = "3", ["Limits:SignIn"] = "2", ["Limits:Exports"] = "1" });
}
