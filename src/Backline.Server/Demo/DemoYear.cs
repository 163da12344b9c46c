using Backline.Server.Features.Catalog;
using Backline.Server.Platform.Access;

namespace Backline.Server.Demo;

/// <summary>The year, month by month: customers come, their fleets grow, contracts begin, counts are taken, quotes are answered.</summary>
internal sealed class DemoYear(DemoStage stage, DemoData data, DemoCalendar calendar)
{
    private readonly DemoParties parties = new(stage, data);
    private readonly DemoContracts contracts = new(stage);
    private readonly DemoInventories inventories = new(stage);
    private readonly DemoChecks checks = new(stage);
    private readonly Dictionary<string, DemoFleet> fleets = data.Accounts.ToDictionary(account => account.Key, account => new DemoFleet(account));

    public async Task PlayAsync(CancellationToken stop)
    {
        var start = calendar.At(DemoCalendar.MonthsTold + 2, 2, 8, 0);
        await parties.PartnersAndVendorAsync(start, stop);
        var administrator = await parties.ReaderAsync(data.PersonWho(Roles.ProgrammeAdministrator), stop);
        var manager = await parties.ReaderAsync(data.PersonWho(Roles.SuccessManager), stop);
        await new DemoPrices(stage, data).SetAsync(calendar.FirstDay(DemoCalendar.MonthsTold + 2), start.AddHours(1), administrator, stop);
        for (var monthsAgo = DemoCalendar.MonthsTold + 1; monthsAgo >= 0; monthsAgo--)
        {
            foreach (var account in data.Accounts.Where(account => account.Last + 1 >= monthsAgo)) await MonthOfAsync(account, monthsAgo, manager, stop);
            if (monthsAgo > DemoCalendar.MonthsTold) continue;
            await checks.ExpireAsync(calendar.MonthAgo(monthsAgo), calendar.At(monthsAgo, 14, 5, 46), stop);
            await checks.CheckAsync(calendar.MonthAgo(monthsAgo), calendar.At(monthsAgo, 15, 6, 44), stop);
            foreach (var account in data.Accounts.Where(account => account.OrderedMonth is { } month && month == account.Last - monthsAgo)) await OrderAsync(account, monthsAgo, stop);
        }
        await checks.SealMailAsync(calendar.Today, stop);
    }

    private async Task MonthOfAsync(DemoAccount account, int monthsAgo, Reader manager, CancellationToken stop)
    {
        var (month, fleet, last) = (account.Last - monthsAgo, fleets[account.Key], calendar.Today);
        if (month < 0)
        {
            await parties.AccountAsync(account, calendar.At(monthsAgo, 20, 8, 0), stop);
            await inventories.TakeAsync(account, await parties.AccountIdAsync(account, stop), fleet, 0, "first inventory", calendar.At(monthsAgo, 25, 9, 0), last, stop);
            return;
        }
        var id = await parties.AccountIdAsync(account, stop);
        if (month == 0) await contracts.BeginAsync(account, id, fleet, calendar.FirstDay(monthsAgo), calendar.At(monthsAgo, 1, 7, 0), manager, stop);
        if (month == 2) await contracts.CoverOrderedAsync(account, id, fleet, calendar.At(monthsAgo, 8, 13, 58), manager, stop);
        await inventories.RemoveAsync(account, id, fleet, month, calendar.At(monthsAgo, 10, 14, 55), stop);
        if (account.ReportsIn(month)) await inventories.TakeAsync(account, id, fleet, month, "inventory", calendar.At(monthsAgo, 12, 6, 50), last, stop);
        if (monthsAgo == 0) await contracts.DraftNextAsync(account, id, calendar.FirstDay(-1), calendar.At(0, 1, 0, 40), manager, stop);
    }

    private async Task OrderAsync(DemoAccount account, int monthsAgo, CancellationToken stop)
    {
        var buyer = await parties.ReaderAsync(data.People.First(person => person.Partner == account.Partner), stop);
        await checks.OrderAsync(account, await parties.AccountIdAsync(account, stop), $"{account.Name[..2].ToUpperInvariant()}-4500{calendar.FirstDay(monthsAgo):yyMM}", calendar.At(monthsAgo, 22, 9, 42), buyer, stop);
    }
}
