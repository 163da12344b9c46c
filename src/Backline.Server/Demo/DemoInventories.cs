using Backline.Domain.Devices;
using Backline.Server.Features.Devices;
using Backline.Server.Features.Imports;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What each month's inventory of an account brings, imported as its people would: handed in, previewed, confirmed.</summary>
internal sealed class DemoInventories(DemoStage stage, DemoCalendar calendar)
{
    public Task TakeAsync(DemoAccount account, Guid accountId, DemoFleet fleet, int month, string name, DateTimeOffset at, Reader who, CancellationToken stop) =>
        stage.PlayAsync($"{name} {account.Key} {month}", at, who, async services =>
        {
            var (session, imports, queries, runner) = (services.GetRequiredService<Session>(), services.GetRequiredService<ImportOperations>(), services.GetRequiredService<ImportQueries>(), services.GetRequiredService<ImportRunner>());
            var fileName = $"{account.Key} {name} {at:yyyy-MM-dd}.csv";
            // where an earlier loading was cut off the file may be there already, as far as it came
            if (await session.FirstAsync("select id from import where account_id = $1 and file_name = $2 order by created_at desc limit 1", row => (Guid?)row.GetGuid(0), stop, accountId, fileName) is not { } id)
            {
                using var file = new MemoryStream(DemoInventoryFile.Write(account, fleet.ListedIn(month), at, calendar.Today));
                id = await imports.UploadAsync(new(accountId.ToString(), ImportCovers.Account, "", fileName), file, stop);
            }
            await session.SaveAsync(stop);
            await runner.RunAsync(id, stop);
            var import = await queries.GetAsync(id, stop);
            if (import.WhyNotConfirm() is null) await imports.ConfirmAsync(import, createSites: false, stop);
            await session.SaveAsync(stop);
            await runner.RunAsync(id, stop);
            import = await queries.GetAsync(id, stop);
            if (import.State != ImportState.Confirmed) throw new IOException(WhyNotLoaded(fileName, import));
        }, stop);

    private static string WhyNotLoaded(string fileName, Import import) => string.Equals(import.Refusal?.Code, "import.database-full", StringComparison.Ordinal)
        ? "The disk of the database is full: the demonstration programme is loaded only in part. Make room on it and start again; loading goes on where it stopped."
        : $"{fileName} could not be imported ({import.State}, {import.Refusal?.Code}). Start again; loading goes on where it stopped.";

    public async Task RemoveAsync(DemoAccount account, Guid accountId, DemoFleet fleet, int month, DateTimeOffset at, Reader who, CancellationToken stop)
    {
        if (account.Removed is not { } removed || removed.Month != month) return;
        await stage.PlayAsync($"removed {account.Key}", at, who, async services =>
        {
            var keys = fleet.Devices.Where(device => device.RemovedIn == month).Select(device => SerialKey.From(device.Serial)).ToArray();
            var ids = await services.GetRequiredService<Session>().ListAsync("select id from device where account_id = $1 and serial_key = any ($2) and removed_at is null", row => row.GetGuid(0), stop, accountId, keys);
            await services.GetRequiredService<DeviceBulkOperations>().RemoveAsync(ids, removed.Reason, stop);
        }, stop);
    }
}
