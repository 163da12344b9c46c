using Backline.Server.Features.Catalog;
using Backline.Server.Platform.Access;

namespace Backline.Server.Demo;

/// <summary>The year, month by month: customers come, their fleets grow, contracts begin, counts are taken, quotes are answered.</summary>
internal sealed class DemoYear(DemoStage stage, DemoData data, DemoCalendar calendar)
{
    private readonly DemoParties parties = new(stage, data);
    private readonly DemoContracts contracts = new(stage);
    private readonly DemoInventories inventories = new(stage, calendar);
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
            await checks.ExpireAsync(calendar.At(monthsAgo, 15, 5, 46), stop);
            await checks.CheckAsync(calendar.MonthAgo(monthsAgo), calendar.At(monthsAgo, 15, 6, 44), stop);
            // thirty days after the 15th: after a month of 31 days that is the 14th, after February the 17th; a quote expires the morning after its last day
            for (var day = 16; day <= 18 && monthsAgo > 0; day++) await checks.ExpireAsync(calendar.At(monthsAgo, day, 5, 0), stop);
            foreach (var account in data.Accounts.Where(account => account.OrderedMonth is { } month && month == account.Last - monthsAgo)) await OrderAsync(account, monthsAgo, stop);
        }
        var desk = new DemoDesk(stage, data, parties);
        await desk.PeopleAsync(start.AddHours(2), administrator, stop);
        await new DemoCases(stage, data, parties).PlayAsync(calendar.Today, stop);
        await new DemoIncidents(stage, data, parties).PlayAsync(calendar.Today, stop);
        await new DemoAftercare(stage, data, parties).PlayAsync(calendar.Today, stop);
        await desk.AccountAsync(calendar.Today, administrator, stop);
        await new DemoArticles(stage).WriteAsync(calendar.Today, await parties.ReaderAsync(data.PersonWho(Roles.Specialist), stop), stop);
        await new DemoMails(stage).PlayAsync(calendar.Today, stop);
        await checks.SealMailAsync(calendar.Today, stop);
    }

    private async Task MonthOfAsync(DemoAccount account, int monthsAgo, Reader manager, CancellationToken stop)
    {
        var (month, fleet) = (account.Last - monthsAgo, fleets[account.Key]);
        if (month < 0) await parties.AccountAsync(account, calendar.At(monthsAgo, 20, 8, 0), stop);
        var id = await parties.AccountIdAsync(account, stop);
        // without access to the tenant the partner hands the inventory in (BL-8)
        var reporter = account.InventorySource == "tenant" ? manager : await PartnerOfAsync(account, stop);
        if (month < 0)
        {
            await inventories.TakeAsync(account, id, fleet, 0, "first inventory", calendar.At(monthsAgo, 25, 9, 0), reporter, stop);
            return;
        }
        if (month == 0) await contracts.BeginAsync(account, id, fleet, calendar.FirstDay(monthsAgo), calendar.At(monthsAgo, 1, 7, 0), manager, stop);
        if (month == 2) await contracts.CoverOrderedAsync(account, id, fleet, calendar.At(monthsAgo, 8, 13, 58), manager, stop);
        await inventories.RemoveAsync(account, id, fleet, month, calendar.At(monthsAgo, 10, 14, 55), manager, stop);
        if (account.ReportsIn(month)) await inventories.TakeAsync(account, id, fleet, month, "inventory", calendar.At(monthsAgo, 12, 6, 50), reporter, stop);
        if (monthsAgo == 0) await contracts.DraftNextAsync(account, id, calendar.FirstDay(-1), calendar.At(0, 1, 0, 40), manager, stop);
    }

    private async Task OrderAsync(DemoAccount account, int monthsAgo, CancellationToken stop)
    {
        var number = $"{account.Name[..2].ToUpperInvariant()}-4500{calendar.FirstDay(monthsAgo):yyMM}";
        await checks.OrderAsync(account, await parties.AccountIdAsync(account, stop), number, calendar.At(monthsAgo, 22, 9, 42), await PartnerOfAsync(account, stop), stop);
    }

    private Task<Reader> PartnerOfAsync(DemoAccount account, CancellationToken stop) => parties.ReaderAsync(data.People.First(person => person.Partner == account.Partner), stop);
}
