using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>Who can do what at the vendor's desk, who is called when, and an account that service management looks after.</summary>
internal sealed class DemoDesk(DemoStage stage, DemoData data, DemoParties parties)
{
    public Task PeopleAsync(DateTimeOffset at, Reader administrator, CancellationToken stop) => stage.PlayAsync("desk people", at, administrator, async services =>
    {
        await SayAsync(services, Roles.SupportAgent, new(["headset", "voice", "calls"], ["en", "de"], Duties: [new("team-lead")]), stop);
        await SayAsync(services, Roles.Specialist, new(["video", "sound", "Studio"], ["en", "de", "it"], Duties: [new("team-lead", OnCall: true)]), stop);
        await SayAsync(services, Roles.ServiceManager, new([], ["en"], Duties: [new("duty-manager", OnCall: true)]), stop);
        await SayAsync(services, Roles.ProgrammeAdministrator, new([], ["en"], Duties: [new("service-director"), new("executive")]), stop);
    }, stop);

    public Task AccountAsync(DateTimeOffset at, Reader administrator, CancellationToken stop) => stage.PlayAsync("escalated account", at, administrator, async services =>
    {
        var session = services.GetRequiredService<Session>();
        var accounts = services.GetRequiredService<AccountEscalationOperations>();
        var cases = await session.ListAsync("select account_id, id from support_case where tier = 'vendor' and state in ('open', 'waiting') and front_id is null order by severity, id",
            row => (Account: row.GetGuid(0), Id: row.GetGuid(1)), stop);
        if (cases.Count == 0) return;
        var account = cases[0].Account;
        if (await session.ScalarAsync<bool>("select exists (select from escalation where kind = 'account' and account_id = $1 and state in ('requested', 'active'))", stop, account)) return;
        var one = await accounts.OpenAsync(account, "Several rooms without sound within a month; the board meets in two weeks.", [.. cases.Where(other => other.Account == account).Select(other => other.Id)], stop);
        await accounts.IntendAsync(one.Id, one.Version, new("A call each morning until all rooms work; a spare on site."), stop);
        await accounts.TurnAsync(one.Id, one.Version, new("improving", "Two rooms are back."), stop);
        await services.GetRequiredService<EscalationOperations>().OwnAsync(one.Id, one.Version, administrator.PersonId, stop);
    }, stop);

    private async Task SayAsync(IServiceProvider services, string role, DeskPersonInput said, CancellationToken stop)
    {
        if ((await parties.ReaderAsync(data.PersonWho(role), stop)).PersonId is { } person) await services.GetRequiredService<DeskPeopleOperations>().ChangeAsync(person, 0, said, stop);
    }
}
