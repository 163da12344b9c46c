using Backline.Server.Features.Contracts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What the accounts agreed.</summary>
internal sealed class DemoContracts(DemoStage stage)
{
    /// <summary>Drafted, and a contract by serial number told its devices; activated on the first day of its term.</summary>
    public async Task BeginAsync(DemoAccount account, Guid accountId, DemoFleet fleet, DateOnly startsOn, DateTimeOffset at, Reader who, CancellationToken stop)
    {
        var agreed = account.Contract;
        await stage.PlayAsync($"draft {account.Key}", at.AddDays(-3), who, async services =>
        {
            var contract = await services.GetRequiredService<ContractOperations>().DraftAsync(accountId, new(agreed.Plan, startsOn, startsOn.AddMonths(agreed.Months).AddDays(-1), Options: agreed.Options,
                Categories: [.. agreed.Categories.Select(category => new CategoryInput(category.Category, ExpectedAdditions: category.ExpectedAdditions, AdvancePercent: category.AdvancePercent))]), stop);
            if (agreed.Named == 0) return;
            await (await services.GetRequiredService<Session>().OpenAsync(stop)).SaveChangesAsync(stop);
            var named = fleet.ListedIn(0).Where(device => agreed.Categories.Any(category => category.Category == device.Category)).Take(agreed.Named).Select(device => device.Serial);
            await services.GetRequiredService<ContractDevices>().NameAsync(contract.Id, new([.. named]), stop);
        }, stop);
        await stage.PlayAsync($"activate {account.Key}", at, who, async services =>
        {
            var (id, version) = await FindAsync(services, accountId, "draft", stop);
            await services.GetRequiredService<ContractOperations>().ActivateAsync(id, version, stop);
        }, stop);
    }

    /// <summary>A quote-only product is covered once its quote was ordered (EL-3).</summary>
    public async Task CoverOrderedAsync(DemoAccount account, Guid accountId, DemoFleet fleet, DateTimeOffset at, Reader who, CancellationToken stop)
    {
        if (account.OrderedByQuote is not { } ordered) return;
        await stage.PlayAsync($"ordered quote {account.Key}", at, who, async services =>
        {
            var (id, _) = await FindAsync(services, accountId, "active", stop);
            var serial = fleet.ListedIn(0).First(device => device.Model == ordered.Model).Serial;
            await services.GetRequiredService<ContractDevices>().NameAsync(id, new([serial], "ordered-quote", ordered.Reference), stop);
        }, stop);
    }

    /// <summary>An offer that is being worked on.</summary>
    public async Task DraftNextAsync(DemoAccount account, Guid accountId, DateOnly startsOn, DateTimeOffset at, Reader who, CancellationToken stop)
    {
        if (account.Draft is not { } draft) return;
        await stage.PlayAsync($"next draft {account.Key}", at, who, services => services.GetRequiredService<ContractOperations>().DraftAsync(accountId,
            new(draft.Plan, startsOn, startsOn.AddMonths(draft.Months).AddDays(-1), Categories: [.. draft.Categories.Select(category => new CategoryInput(category))]), stop), stop);
    }

    private static async Task<(Guid Id, long Version)> FindAsync(IServiceProvider services, Guid accountId, string state, CancellationToken stop) =>
        await services.GetRequiredService<Session>().FirstAsync("select id, version from contract where account_id = $1 and state = $2 order by created_at limit 1",
            row => (row.GetGuid(0), row.GetInt64(1)), stop, accountId, state);
}
