using Backline.Domain.Clocks;
using Backline.Domain.Common;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;

namespace Backline.Server.Demo;

/// <summary>What customers asked for lately, step by step in the order of time; alarms sound on the way as they would have.</summary>
internal sealed class DemoCases(DemoStage stage, DemoData data, DemoParties parties)
{
    private static readonly TimeSpan answersWithin = TimeSpan.FromMinutes(9);

    /// <param name="Case">In which somebody answers a call; null: an alarm sounds.</param>
    private sealed record Due(DateTimeOffset At, Guid? Case, string? Person);

    private sealed record Act(DemoCase Story, int Number, DemoCaseStep? Step, DateTimeOffset At);

    public async Task PlayAsync(DateTimeOffset now, CancellationToken stop)
    {
        var acts = data.Cases.SelectMany(story => story.Steps.Select((step, number) => new Act(story, number + 1, step, now.AddHours(step.Hours - story.HoursAgo))).Prepend(new(story, 0, null, now.AddHours(-story.HoursAgo))));
        foreach (var act in acts.OrderBy(act => act.At))
        {
            await SoundAsync(act.At, now, stop);
            var who = await WhoAsync(act, stop);
            await stage.PlayAsync($"case {act.Story.Key} {act.Number}", act.At, who, services => act.Step is { } step ? StepAsync(services, act, step, who, stop) : OpenAsync(services, act.Story, stop), stop);
        }
        await SoundAsync(now, now, stop);
    }

    private static async Task OpenAsync(IServiceProvider services, DemoCase story, CancellationToken stop)
    {
        var site = await services.GetRequiredService<Session>().ScalarAsync<Guid>("select id from site where name = $1", stop, story.Site);
        await services.GetRequiredService<CaseOpeningOperations>().OpenAsync(new(SiteId: site.ToString(), Subject: story.Subject, Text: story.Text, Severity: story.Severity), stop);
    }

    private static async Task StepAsync(IServiceProvider services, Act act, DemoCaseStep step, Reader who, CancellationToken stop)
    {
        var cases = services.GetRequiredService<CaseOperations>();
        var (id, version) = await FindAsync(services.GetRequiredService<Session>(), act.Story, step.On == "vendor", stop);
        await (step.Do switch
        {
            "write" => cases.WriteAsync(id, new(step.Text), stop),
            "note" => cases.WriteAsync(id, new(step.Text, "internal"), stop),
            "assign" => cases.AssignAsync(id, version, who.PersonId, stop),
            "plan" => cases.TellAsync(id, version, ClockMark.Planned, new(step.Text), stop),
            "workaround" => cases.TellAsync(id, version, ClockMark.WorkedAround, new(step.Text), stop),
            "wait" => cases.WaitAsync(id, version, Words.Parse<PauseReason>(step.Word), new(act.At.AddDays(2), step.Text), stop),
            "resolve" => cases.ResolveAsync(id, version, new(step.Word, step.Text), stop),
            "reopen" => cases.ReopenAsync(id, version, new(step.Text), stop),
            "close" => cases.CloseAsync(id, version, stop),
            "hand-on" => services.GetRequiredService<CaseOpeningOperations>().HandOnAsync(id, new(step.Text, step.Subject), stop),
            _ => throw new InvalidOperationException($"The demonstration knows no step {step.Do}."),
        });
    }

    // the vendor sees its own alone, by the subject under which it was handed on
    private static Task<(Guid Id, long Version)> FindAsync(Session session, DemoCase story, bool atVendor, CancellationToken stop) => session.FirstAsync(
        "select id, version from support_case where subject = $1 and (handed_from_id is not null) = $2", row => (row.GetGuid(0), row.GetInt64(1)), stop,
        atVendor ? story.Steps.First(step => step.Do == "hand-on").Subject : story.Subject, atVendor);

    private async Task<Reader> WhoAsync(Act act, CancellationToken stop)
    {
        var story = act.Story;
        var partner = data.Accounts.First(account => account.Key == story.Account).Partner;
        return await parties.ReaderAsync((act.Step?.Who ?? "customer") switch
        {
            "partner" => data.People.First(person => person.Partner == partner),
            "agent" => data.PersonWho(Roles.SupportAgent),
            "specialist" => data.PersonWho(Roles.Specialist),
            _ => data.People.First(person => story.Person is null ? person.Account == story.Account : person.Email == story.Person),
        }, stop);
    }

    /// <summary>What got due until then, each at its moment; whoever was called and had to answer by now did so.</summary>
    private async Task SoundAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken stop)
    {
        while (await NextAsync(until, now, stop) is { } next)
        {
            if (next.Case is { } called)
            {
                var who = await parties.ReaderAsync(data.People.First(person => person.Name == next.Person), stop);
                await stage.PlayAsync($"call {called} {next.At:yyyyMMddHHmm}", next.At, who, services => services.GetRequiredService<EscalationCallOperations>().AcknowledgeAsync(called, stop), stop);
                continue;
            }
            await using var scope = stage.ScopeOf(DemoStage.Narrator);
            stage.Clock.Now = next.At;
            await scope.ServiceProvider.GetRequiredService<CaseAlarmOperations>().FireNextAsync(stop);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(stop);
        }
    }

    private async Task<Due?> NextAsync(DateTimeOffset until, DateTimeOffset now, CancellationToken stop)
    {
        await using var scope = stage.ScopeOf(DemoStage.Narrator);
        return await scope.ServiceProvider.GetRequiredService<Session>().FirstAsync(
            """
            select * from (select alarm_at as at, null::uuid, null from support_case where alarm_at <= $1
                union all select called_at + $3, case_id, people[1] from escalation_call where acknowledged_at is null and withdrawn_at is null and due_at <= $2 and called_at + $3 <= $1) due
            order by at limit 1
            """, row => new Due(row.GetFieldValue<DateTimeOffset>(0), row.Nullable<Guid>(1), row.Text(2)), stop, until, now, answersWithin);
    }
}
