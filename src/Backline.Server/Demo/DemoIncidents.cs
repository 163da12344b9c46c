using Backline.Server.Features.CloudIncidents;
using Backline.Server.Features.CloudPartners;
using Backline.Server.Features.Defects;
using Backline.Server.Features.Incidents;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What goes beyond one case: an incident with a cloud partner, a major incident, a defect.</summary>
internal sealed class DemoIncidents(DemoStage stage, DemoData data, DemoParties parties)
{
    private const string CloudPartner = "Microsoft Teams";

    public async Task PlayAsync(DateTimeOffset now, CancellationToken stop)
    {
        var agent = await parties.ReaderAsync(data.PersonWho(Roles.SupportAgent), stop);
        var partner = await parties.ReaderAsync(data.People.First(person => person.Partner == "meridian"), stop);
        await stage.PlayAsync("cloud papers", now.AddHours(-3.5), partner, services => PapersAsync(services, now, stop), stop);
        await stage.PlayAsync("cloud incident asked for", now.AddHours(-3.4), partner, services => AskAsync(services, stop), stop);
        await stage.PlayAsync("cloud incident findings", now.AddHours(-3.2), agent, services => FindAsync(services, stop), stop);
        await stage.PlayAsync("cloud incident opened", now.AddHours(-2.9), agent, services => OpenAsync(services, now, stop), stop);
        await stage.PlayAsync("cloud incident worked on", now.AddHours(-1), agent, services => MoveAsync(services, now, stop), stop);
        await stage.PlayAsync("major incident", now.AddHours(-0.7), agent, services => DeclareAsync(services, stop), stop);
        await stage.PlayAsync("defect", now.AddHours(-7), agent, services => ReportAsync(services, stop), stop);
    }

    private static async Task PapersAsync(IServiceProvider services, DateTimeOffset now, CancellationToken stop)
    {
        var session = services.GetRequiredService<Session>();
        var (account, cloud) = (await AccountAsync(session, "Nordhaven%", stop), await CloudAsync(session, stop));
        var papers = services.GetRequiredService<CloudPaperOperations>();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await papers.AddAsync(new(account, cloud, "agreement", "EA-7714202", today.AddDays(-200), today.AddDays(530)), stop);
        var approval = await papers.AddAsync(new(account, cloud, "authority", "Vollmacht 2026", today.AddDays(-200), today.AddDays(39), "Katrin Lindqvist"), stop);
        using var scan = new MemoryStream([.. DemoScan.Of("Vollmacht 2026: Nordhaven, Microsoft Teams. Katrin Lindqvist")]);
        await papers.AttachAsync(approval, "Vollmacht 2026.pdf", scan, stop);
    }

    private static async Task AskAsync(IServiceProvider services, CancellationToken stop)
    {
        var session = services.GetRequiredService<Session>();
        await services.GetRequiredService<CloudIncidentOperations>().ConsiderAsync(new(await VendorCaseAsync(session, stop), await CloudAsync(session, stop)), stop);
    }

    private static async Task FindAsync(IServiceProvider services, CancellationToken stop)
    {
        var (id, version) = await IncidentAsync(services, stop);
        await services.GetRequiredService<CloudIncidentOperations>().NoteAsync(id, version, new("The room's sign-in succeeds, and the media session ends after two seconds with 'transport closed' from the service. The same device carries sound in a local test call. Traces from 09:40 are attached to the case.", AsSpecified: true), stop);
        (id, version) = await IncidentAsync(services, stop);
        await services.GetRequiredService<CloudIncidentOperations>().RequestAsync(id, version, new(), stop);
    }

    private static async Task OpenAsync(IServiceProvider services, DateTimeOffset now, CancellationToken stop)
    {
        var (id, version) = await IncidentAsync(services, stop);
        await services.GetRequiredService<CloudNumberOperations>().OpenAsync(id, version, new("2611170040001352", "https://admin.microsoft.com/support/2611170040001352", "B", now.AddHours(-0.8)), stop);
        await services.GetRequiredService<CloudCallOperations>().PlanAsync(id, new("Joint call: media session ends early", now.AddHours(3), 45, "https://meet.example/boardroom",
            [new("Katrin Lindqvist", "katrin.lindqvist@nordhaven.example"), new("Jonas Weber", "jonas.weber@backline.example"), new("Engineer of Microsoft", null)]), stop);
    }

    private static async Task MoveAsync(IServiceProvider services, DateTimeOffset now, CancellationToken stop)
    {
        var (id, version) = await IncidentAsync(services, stop);
        await services.GetRequiredService<CloudNewsOperations>().MoveAsync(id, version, new("working", now.AddMinutes(41)), stop);
        await services.GetRequiredService<CloudNewsOperations>().ContactAsync(id, new("They reproduced it with our trace; the media team has it.", NextContactAt: now.AddMinutes(41)), stop);
    }

    private static async Task DeclareAsync(IServiceProvider services, CancellationToken stop)
    {
        var session = services.GetRequiredService<Session>();
        var incidents = services.GetRequiredService<IncidentOperations>();
        var first = await session.ScalarAsync<Guid>("select id from support_case where handed_from_id is not null and state in ('open', 'waiting') order by id desc limit 1", stop);
        var id = await incidents.OpenAsync(new("Teams rooms lose sound or sign-in", "Rooms signed in to Microsoft Teams may lose sound or drop offline. Microsoft works on it with us; we write here as soon as there is news.", CloudPartnerId: await CloudAsync(session, stop), CaseId: first), stop);
        await incidents.LinkAsync(id, new([await VendorCaseAsync(session, stop)]), stop);
        await incidents.DeclareAsync(id, await session.ScalarAsync<long>("select version from major_incident where id = $1", stop, id), stop);
    }

    private static async Task ReportAsync(IServiceProvider services, CancellationToken stop)
    {
        var session = services.GetRequiredService<Session>();
        var speaker = await session.ScalarAsync<Guid>("select id from support_case where subject = '스피커에서 잡음이 납니다'", stop);
        var defects = services.GetRequiredService<DefectOperations>();
        var id = await defects.ReportAsync(new("defect", "Crackle after the echo canceller adapts", "The loudspeaker crackles for some seconds after somebody moves in the room.", "Seen since 4.2.0 when the noise block is on.", FoundIn: "4.2.0", CaseId: speaker), stop);
        await defects.MoveAsync(id, await session.ScalarAsync<long>("select version from defect where id = $1", stop, id), new("accepted"), stop);
        await defects.ReportAsync(new("feature-request", "Italian on the room panels", "The calendar on TC10 panels in Italian.", FoundIn: "4.2.0"), stop);
    }

    private static Task<Guid> AccountAsync(Session session, string name, CancellationToken stop) => session.ScalarAsync<Guid>("select account_id from account where name like $1", stop, name);

    private static Task<Guid> CloudAsync(Session session, CancellationToken stop) => session.ScalarAsync<Guid>("select id from cloud_partner where name = $1", stop, CloudPartner);

    // the one the partner handed on about the boardroom
    private static Task<Guid> VendorCaseAsync(Session session, CancellationToken stop) => session.ScalarAsync<Guid>("select id from support_case where handed_from_id is not null order by id limit 1", stop);

    private static Task<(Guid Id, long Version)> IncidentAsync(IServiceProvider services, CancellationToken stop) =>
        services.GetRequiredService<Session>().FirstAsync("select id, version from cloud_incident order by id limit 1", row => (row.GetGuid(0), row.GetInt64(1)), stop);
}
