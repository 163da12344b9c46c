using Backline.Domain.Accounts;
using Backline.Server.Features.Escalations;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.Cases;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Escalations;

/// <summary>The list of escalations: what it begins with, and that it is read by its index however many there are.</summary>
public sealed class EscalationListTests(CaseApp app) : IClassFixture<CaseApp>
{
    private const int Many = 20_000;

    [Fact]
    public async Task Of_what_is_due_at_once_the_gravest_comes_first_also_once_it_became_so()
    {
        var manager = await app.ApiAsync(Roles.ServiceManager);
        List<string> begun = [];
        foreach (var severity in new[] { "p3", "p2", "p4" })
        {
            var one = await app.Customer.OpenAsync(new { subject = "Due at once", text = "y", severity });
            var escalation = await manager.PostAsync("/api/v1/escalations", new { caseId = one["id"].GetString(), trigger = "complexity", reason = "Hard." });
            begun.Add(escalation["id"].GetString()!);
            if (severity == "p4") await manager.DoAsync(one, "severity", new { severity = "p1", reason = "The board meets." });
        }
        await app.Seed.ExecuteAsync("update escalation set next_update_at = $1 where id = any ($2)", app.Clock.Now.AddHours(1), begun.Select(Guid.Parse).ToArray());

        var all = (await manager.GetAsync($"/api/v1/escalations?state=open&limit=100&accountId={app.Nordhaven}"))["items"].EnumerateArray().Select(one => one.GetProperty("id").GetString()!);

        Assert.Equal([begun[2], begun[1], begun[0]], all.Where(begun.Contains));
    }

    [Theory]
    [InlineData(Side.Vendor)]
    [InlineData(Side.Partner)]
    public async Task A_page_of_many_is_read_by_the_index(Side side)
    {
        await app.Seed.ExecuteAsync(
            """
            insert into escalation (account_id, partner_id, id, number, kind, tier, front_id, account_number, account_name, trigger, title, reason, state, level, requested_at, requested_by, started_at, next_update_at, ended_at, severity, answer_by)
            select $1, case when n % 3 = 0 then $2::uuid end, gen_random_uuid(), 'E-2025-' || $4 || n, 'case', case when n % 3 = 0 then 'partner' else 'vendor' end, case when n % 3 = 0 then $2::uuid end, 'MA-1', 'x', 'age', 'Escalation ' || n, '1',
                   case when n % 2 = 0 then 'ended' else 'active' end, 1, $3, 'x', $3, $3::timestamptz + n * interval '1 minute', case when n % 2 = 0 then $3::timestamptz end, 'p' || 1 + n % 4, case when n % 50 = 1 then $3::timestamptz + n * interval '1 minute' end
            from generate_series(1, $5) n
            """, app.Lucenti, app.Meridian, CaseApp.Start, side.ToString(), Many);
        await app.Seed.ExecuteAsync("analyze escalation");
        foreach (var cursor in new[] { null, Backline.Server.Platform.Http.Cursor.Of(1, 0L, Guid.CreateVersion7()) })
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(QueryPlan.Reader(side, app.Lucenti, app.Meridian));
            var plan = await QueryPlan.OfAsync(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<EscalationQueries>().Question(new(), cursor, 50), TestContext.Current.CancellationToken);

            Assert.Equal("", plan.Fault("escalation", mostSorted: 500));
            Assert.True(plan.Uses(side == Side.Vendor ? "escalation_tier_due" : "escalation_served_due"));
        }
    }
}
