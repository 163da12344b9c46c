using Backline.Server.Tests.TestDatabase;

namespace Backline.Server.Tests.Contracts;

/// <summary>What the tests of contracts over the interface share: an app of their own, a key that may do everything, terms, and an inventory.</summary>
public abstract class ContractTests(AppFixture app) : IClassFixture<AppFixture>, IAsyncDisposable
{
    protected AppFixture App { get; } = app;

    protected Seed Seed { get; } = new(app.Logins.Owner);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Seed.DisposeAsync();
    }

    protected async Task<ApiClient> AdministratorAsync() => new(App.Client, await Seed.VendorKeyAsync());

    protected static object Terms(string plan = "poly-plus-enterprise", string starts = "2026-01-01", string ends = "2026-12-31", object[]? categories = null, string[]? options = null, string? channel = null) => new
    {
        planCode = plan, startsOn = starts, endsOn = ends, options, channel,
        categories = categories ?? [new { category = "video", counted = 1000, expectedAdditions = 100, advancePercent = 40, unitPrice = 24.00 }],
    };

    protected async Task DevicesAsync(Guid account, string category, int count)
    {
        var model = await Seed.ScalarAsync<Guid>("select id from model where category = $1 and lifecycle = 'active' order by name limit 1", category);
        await Seed.ExecuteAsync(
            """
            insert into device (account_id, id, model_id, category, model_name, serial, serial_key, source, first_seen_at, updated_at)
            select $1, gen_random_uuid(), $2, $3, 'x', 'SN' || $3 || n, upper('SN' || $3 || n), 'by-hand', now(), now() from generate_series(1, $4) n
            """, account, model, category, count);
    }
}
