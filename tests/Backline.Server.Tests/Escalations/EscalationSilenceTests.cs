using Backline.Server.Features.Escalations;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Escalations;

/// <summary>No word of the desk, when one was promised or for long, escalates by itself.</summary>
public sealed class EscalationSilenceTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task A_missed_update_escalates()
    {
        var one = await app.Customer.OpenAsync(new { subject = "Silence", text = "y", severity = "p1" });
        await app.Agent.WriteAsync(one, "We look.");
        app.Pass(59);
        await app.WorkAsync();
        app.Pass(2);
        await app.WorkAsync();
        var kinds = (await app.Agent.GetAsync($"/api/v1/escalations?caseId={one["id"].GetString()}"))["items"].EnumerateArray().Single();
        var lines = (await app.Agent.GetAsync($"/api/v1/escalations/{kinds.GetProperty("id").GetString()}/lines"))["items"].EnumerateArray().Select(line => line.GetProperty("word").GetString());
        Assert.Contains("missed-update", lines);
    }

    [Fact]
    public async Task No_word_of_the_desk_for_long_escalates_once_while_nothing_is_waited_for()
    {
        var (silent, waits) = (await app.Customer.OpenAsync(new { subject = "silent", text = "y", severity = "p2" }), await app.Customer.OpenAsync(new { subject = "waits", text = "y", severity = "p2" }));
        await app.Agent.WriteAsync(waits, "x");
        await app.Agent.DoAsync(waits, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(9) });
        var job = new EscalationRulesJob(app.Services.GetRequiredService<IServiceScopeFactory>(), app.Clock);
        app.Pass(23 * 60);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0L, await CausesAsync(silent));
        app.Pass(61);
        await job.RunAsync(TestContext.Current.CancellationToken);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1L, 0L), (await CausesAsync(silent), await CausesAsync(waits)));
        await app.Agent.WriteAsync(silent, "Sorry.");
        app.Pass(25 * 60);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2L, await CausesAsync(silent));

        // a defect that nobody has taken up
        var defect = Guid.CreateVersion7();
        await app.Seed.ExecuteAsync("insert into defect (id, number, kind, title, public_text, state, opened_by, opened_at) values ($1, 'D-TEST-1', 'defect', 'x', 'x', 'reported', 'x', now())", defect);
        await app.Seed.ExecuteAsync("insert into defect_case (account_id, defect_id, case_id, number, kind, public_text, state, linked_at) select account_id, $1, id, 'D-TEST-1', 'defect', 'x', 'reported', now() from support_case where id = $2", defect, waits["id"].GetGuid());
        await job.RunAsync(TestContext.Current.CancellationToken);
        await job.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1L, await app.Seed.ScalarAsync<long>("select count(*) from escalation_cause where case_id = $1 and trigger = 'software-bug'", waits["id"].GetGuid()));

        Task<long> CausesAsync(ApiAnswer one) => app.Seed.ScalarAsync<long>("select count(*) from escalation_cause where case_id = $1 and trigger = 'no-progress'", one["id"].GetGuid());
    }
}
