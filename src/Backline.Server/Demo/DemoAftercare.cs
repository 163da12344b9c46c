using Backline.Server.Features.Cases.Satisfaction;
using Backline.Server.Features.Cases.Time;
using Backline.Server.Features.Cases.Views;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What stands beside the cases: the time they took, a filter somebody saved, and what those who asked said afterwards, one of them badly.</summary>
internal sealed class DemoAftercare(DemoStage stage, DemoData data, DemoParties parties)
{
    public async Task PlayAsync(DateTimeOffset now, CancellationToken stop)
    {
        var agent = await parties.ReaderAsync(data.PersonWho(Roles.SupportAgent), stop);
        var specialist = await parties.ReaderAsync(data.PersonWho(Roles.Specialist), stop);
        await stage.PlayAsync("time of an agent", now.AddHours(-24), agent, services => SpendAsync(services, "bari-replacement", 25, "Power supply ruled out with the customer", billable: true, stop), stop);
        await stage.PlayAsync("time of a specialist", now.AddHours(-6), specialist, services => SpendAsync(services, "torino-echo", 40, "Recording heard, call with the technician", billable: false, stop), stop);
        await stage.PlayAsync("saved filter", now.AddDays(-3), agent, services => services.GetRequiredService<ViewOperations>().SaveAsync(new("Rooms that stand still", new(View: "active", Severity: "p2")), stop), stop);
        await stage.PlayAsync("asked how it went", now.AddHours(-50), DemoStage.Narrator, services => services.GetRequiredService<RatingAsking>().AskAsync(stop), stop);
        await stage.PlayAsync("rated well", now.AddHours(-30), DemoStage.Narrator, services => RateAsync(services, "hanbit-old", new(5, "빠른 답변 감사합니다."), stop), stop);
        await stage.PlayAsync("rated badly", now.AddHours(-5), DemoStage.Narrator, services => RateAsync(services, "milano-headsets", new(2, "La soluzione funziona, ma abbiamo aspettato due giorni senza notizie."), stop), stop);
    }

    private async Task SpendAsync(IServiceProvider services, string story, int minutes, string what, bool billable, CancellationToken stop) =>
        await services.GetRequiredService<TimeOperations>().AddAsync((await CaseAsync(services, story, stop)).Id, new(minutes, what, billable), stop);

    private async Task RateAsync(IServiceProvider services, string story, RatingInput said, CancellationToken stop)
    {
        var (account, id) = await CaseAsync(services, story, stop);
        await services.GetRequiredService<RatingOperations>().RateAsync(services.GetRequiredService<RatingLinks>().Of(account, id).Split('/')[^1], said, stop);
    }

    private Task<(Guid Account, Guid Id)> CaseAsync(IServiceProvider services, string story, CancellationToken stop) => services.GetRequiredService<Session>().FirstAsync(
        "select account_id, id from support_case where subject = $1", row => (row.GetGuid(0), row.GetGuid(1)), stop, data.Cases.First(one => one.Key == story).Subject);
}
