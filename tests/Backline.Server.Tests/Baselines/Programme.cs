using Backline.Domain.Baselines;
using Backline.Domain.Catalog;
using Backline.Domain.Common;
using Backline.Domain.Contracts;
using Backline.Server.Features.Baselines;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Baselines;

/// <summary>A clock the test sets; it stands still.</summary>
public sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 17, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>The app with a clock to set, and contracts and fleets to count.</summary>
public sealed class Programme(TestPostgres postgres) : AppFixture(postgres)
{
    private readonly Guid video = Guid.CreateVersion7();
    private readonly Guid planId = Guid.CreateVersion7();

    public SetClock Clock { get; } = new();
    public Seed Seed { get; private set; } = null!;
    public Guid Video => video;

    protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(Clock);

    protected override async ValueTask StartedAsync()
    {
        Seed = new(Logins.Owner);
        await Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle) values ($1, 'Poly', 'Test codec', 'testcodec', 'video', 'active')", video);
        await Seed.ExecuteAsync("insert into plan (id, code, name, settings) values ($1, 'test-plan', 'Test plan', '{}')", planId);
    }

    public Guid Model(string name, string category, string lifecycle = "active", DateOnly? endOfSupport = null)
    {
        var id = Guid.CreateVersion7();
        Seed.ExecuteAsync("insert into model (id, vendor, name, name_key, category, lifecycle, end_of_support_on) values ($1, 'Poly', $2, $3, $4, $5, $6)", id, name, name + id, category, lifecycle,
            (object?)endOfSupport ?? DBNull.Value).GetAwaiter().GetResult();
        return id;
    }

    /// <summary>An active contract over video, with its first baseline.</summary>
    public async Task<Contract> ContractAsync(Guid account, CategoryTerms terms, DateOnly from, DateOnly until, Guid? partner = null, string currency = "EUR")
    {
        var settings = new PlanSettings { Services = [Service.Support] };
        var plan = Plan.Create(planId, "test-plan", "Test plan", settings);
        var now = new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var number = $"CT-{Guid.CreateVersion7():N}"[..20];
        var contract = Contract.Draft(new(account, partner), number, plan, new(partner is null ? Channel.Direct : Channel.Partner, currency, from, until, []), now);
        contract.Select(terms);
        contract.Activate(now);
        await InScopeAsync(async (services, session) =>
        {
            var db = await session.OpenAsync(CancellationToken.None);
            db.Add(contract);
            await db.SaveChangesAsync(CancellationToken.None);
            db.AddRange(Baseline.AtActivation(contract, BaselineReason.Activation, now));
            await session.SaveAsync(CancellationToken.None);
            return 0;
        });
        return contract;
    }

    /// <summary>200 video devices contracted from January to December 2026 at 24.00 EUR a year, counted as they are.</summary>
    public Task<Contract> YearAsync(Guid account, int contracted = 200, Guid? partner = null) =>
        ContractAsync(account, new(DeviceCategory.Video, contracted, 0, 0, 24m), new(2026, 1, 1), new(2026, 12, 31), partner);

    /// <summary>Brings the account's devices of the model to this number.</summary>
    public async Task FleetAsync(Guid account, int devices, Guid? model = null)
    {
        var present = (int)await Seed.ScalarAsync<long>("select count(*) from device where account_id = $1 and model_id = $2", account, model ?? video);
        await AddDevicesAsync(account, devices - present, model ?? video);
    }

    public Task AddDevicesAsync(Guid account, int devices, Guid? model, string category = "video") => Seed.ExecuteAsync(
        """
        insert into device (account_id, id, partner_id, model_id, category, model_name, serial, serial_key, source, first_seen_at, last_seen_at, updated_at)
        select a.account_id, gen_random_uuid(), a.partner_id, $3, $4, 'as reported', s, s, 'test', $5, $5, $5
        from account a, generate_series(1, $2) n, lateral (select 'SN' || replace(gen_random_uuid()::text, '-', '') || n as s) x where a.account_id = $1
        """, account, devices, (object?)model ?? DBNull.Value, category, Clock.Now.AddDays(-1));

    /// <summary>An inventory report of the account, imported at this moment.</summary>
    public async Task ReportAsync(Guid account, DateTimeOffset at)
    {
        var file = Guid.CreateVersion7();
        await Seed.ExecuteAsync("insert into stored_file (account_id, id, name, media_type, bytes, sha256, created_at) values ($1, $2, 'report.csv', 'text/csv', 0, '', $3)", account, file, at);
        await Seed.ExecuteAsync(
            "insert into import (account_id, id, number, file_id, file_name, sha256, bytes, state, created_by, created_at, confirmed_at) values ($1, $2, 'I-' || $2::text, $2, 'report.csv', '', 0, 'confirmed', 'test', $3, $3)", account, file, at);
    }

    /// <summary>Runs the check of the month the clock is in.</summary>
    public Task<CheckTotals> CheckAsync(Guid? account, DateTimeOffset? at = null, Action<CheckProgress>? progress = null, CancellationToken stop = default)
    {
        if (at is { } moment) Clock.Now = moment;
        return Services.GetRequiredService<MonthlyChecks>().RunAsync(
            new(Month.From(DateOnly.FromDateTime(Clock.Now.UtcDateTime)), account), Reader.Programme("test"), progress, stop);
    }

    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Session, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        return await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<Session>());
    }

    public static DateTimeOffset Day(int month, int day) => new(2026, month, day, 8, 0, 0, TimeSpan.Zero);
}
