using Backline.Domain.Clocks;
using Backline.Server.Features.Cases;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backline.Server.Tests.Cases;

/// <summary>Clocks of cases as they are shown and kept.</summary>
public sealed class CaseClockTests(CaseApp app) : IClassFixture<CaseApp>
{
    [Fact]
    public async Task A_clock_shows_its_arithmetic_day_by_day()
    {
        app.Clock.Now = new(2026, 4, 2, 14, 0, 0, TimeSpan.Zero);
        var one = await app.Agent.OpenAsync(new { siteId = app.SiteNumber, subject = "x", text = "y", severity = "p3" });
        await app.Agent.DoAsync(one, "waits/customer", new { followUpAt = app.Clock.Now.AddDays(30) });
        app.Clock.Now = new(2026, 4, 7, 9, 0, 0, TimeSpan.Zero);
        await app.Customer.WriteAsync(one, "Here it is.");
        app.Clock.Now = new(2026, 4, 8, 10, 0, 0, TimeSpan.Zero);

        var plan = (await app.Customer.GetAsync($"{one.Location}/clocks"))["items"].EnumerateArray().Single(sheet => sheet.GetProperty("clock").GetProperty("milestone").GetString() == "plan");
        var days = plan.GetProperty("days").EnumerateArray().ToList();

        Assert.Equal("Europe/Berlin", plan.GetProperty("timeZone").GetString());
        Assert.Equal(3 * 8 * 3600, plan.GetProperty("givenSeconds").GetInt64());
        Assert.Equal("2026-04-09T14:00:00+00:00", plan.GetProperty("firstDueAt").GetString());
        Assert.Equal("Good Friday", days.Single(day => day.GetProperty("day").GetString() == "2026-04-03").GetProperty("holiday").GetProperty("name").GetString());
        Assert.Equal([0, 6, 3], days.Where(day => day.GetProperty("holiday").ValueKind == System.Text.Json.JsonValueKind.Null && day.GetProperty("day").GetString() is "2026-04-02" or "2026-04-07" or "2026-04-08").Select(day => day.GetProperty("countedSeconds").GetInt64() / 3600));
        Assert.Equal(plan.GetProperty("clock").GetProperty("remainingSeconds").GetInt64(), days[^1].GetProperty("leftSeconds").GetInt64());
        Assert.Equal(2, days.Count(day => day.GetProperty("waits").GetArrayLength() > 0 && day.GetProperty("waitedSeconds").GetInt64() > 0));
    }

    [Fact]
    public async Task Each_day_says_why_it_counts_and_those_to_come_lead_to_the_moment_it_is_due()
    {
        // a Saturday
        app.Clock.Now = new(2026, 3, 14, 10, 0, 0, TimeSpan.Zero);
        var one = await app.Agent.OpenAsync(new { siteId = app.SiteNumber, subject = "x", text = "y", severity = "p2" });
        app.Pass(5.5);
        await app.Agent.DoAsync(one, "severity", new { severity = "p3" });
        app.Clock.Now = new(2026, 3, 16, 9, 30, 30, TimeSpan.Zero);

        var plan = (await app.Customer.GetAsync($"{one.Location}/clocks"))["items"].EnumerateArray().Single(sheet => sheet.GetProperty("clock").GetProperty("milestone").GetString() == "plan");
        var (past, coming) = (plan.GetProperty("days").EnumerateArray().ToList(), plan.GetProperty("daysToCome").EnumerateArray().ToList());

        Assert.Equal([0, 0, 5430], past.Select(day => day.GetProperty("countedSeconds").GetInt64()));
        Assert.Equal([false, false, true], past.Select(day => day.GetProperty("openDay").GetBoolean()));
        Assert.Equal("p2 p3", past[0].GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("from").GetString()} {change.GetProperty("to").GetString()}").Single());
        Assert.Equal([24 * 3600 - 5430, 0], [past[^1].GetProperty("leftSeconds").GetInt64(), coming[^1].GetProperty("leftSeconds").GetInt64()]);
        Assert.Equal(plan.GetProperty("givenSeconds").GetInt64(), past.Concat(coming).Sum(day => day.GetProperty("countedSeconds").GetInt64()));
        Assert.False(plan.GetProperty("clock").GetProperty("aroundTheClock").GetBoolean());
        using var agent = app.Browser(await app.Seed.KeyAsync(Roles.SupportAgent));
        // in Berlin it is 10:30
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 8, 0, 0, TimeSpan.Zero), past[^1].GetProperty("hours")[0].GetProperty("from").GetDateTimeOffset());
        Assert.Contains($"href=\"/cases/{one["id"].GetString()}/clocks#plan\"", await agent.PageAsync("/cases/" + one["id"].GetString()));
        var page = await agent.PageAsync($"/cases/{one["id"].GetString()}/clocks");
        foreach (var shown in new[] { "09:00 to 10:30", "Mon–Fri 09:00–17:00, Europe/Berlin", "severity P2 → P3: 3 business days instead of 1 day", "weekend", "1 h 30 min 30 s", "To come, if nothing happens", "working hours" }) Assert.Contains(shown, page);
        Assert.DoesNotContain(">under 1 min", page);
    }

    [Fact]
    public async Task A_clock_that_stands_still_says_for_whom_and_until_when()
    {
        var one = await app.Customer.OpenAsync();
        var twoDays = new { followUpAt = app.Clock.Now.AddDays(2) };
        await app.Agent.DoAsync(one, "waits/agreed-date", twoDays);

        var plan = (await app.Customer.GetAsync(one.Location!))["clocks"].EnumerateArray().Single(clock => clock.GetProperty("milestone").GetString() == "plan");
        Assert.Equal("agreed-date", plan.GetProperty("waits").GetString());
        Assert.Equal(app.Clock.Now.AddDays(2), plan.GetProperty("lookAgainAt").GetDateTimeOffset());
        using var customer = app.Browser(await app.Seed.KeyAsync(Roles.CustomerUser, app.Nordhaven));
        Assert.Contains("for an agreed day until", await customer.PageAsync("/cases/" + one["id"].GetString()));
        var again = await app.Agent.DoAsync(one, "waits/agreed-date", twoDays);
        Assert.Contains("waits for this already, until then: an agreed day", again.Body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Portal_and_desk_show_the_same_clocks()
    {
        var one = await app.Customer.OpenAsync();
        app.Pass(45);

        Assert.Equal((await app.Agent.GetAsync(one.Location!))["clocks"].GetRawText(), (await app.Customer.GetAsync(one.Location!))["clocks"].GetRawText());
    }

    [Fact]
    public async Task Reckoned_again_from_its_ledger_every_row_is_the_same()
    {
        app.Clock.Now = CaseApp.Start.AddDays(60).AddTicks(1234567);
        var one = await app.Customer.OpenAsync();
        var before = one;
        foreach (var minutes in new[] { 12.345, 61, 1500, 77 })
        {
            app.Pass(minutes);
            await app.Agent.WriteAsync(one, "x");
            await app.Agent.DoAsync(one, "waits/parts", new { followUpAt = app.Clock.Now.AddDays(3) });
            app.Pass(minutes * 3);
            await app.Agent.DoAsync(one, "waits/parts", method: HttpMethod.Delete);
            await app.Agent.DoAsync(one, "severity", new { severity = minutes > 100 ? "p1" : minutes > 70 ? "p3" : "p4" });
        }
        var kept = await RowsAsync(one["id"].GetGuid());

        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        var entries = await scope.ServiceProvider.GetRequiredService<CaseRecords>().EntriesAsync(app.Nordhaven, one["id"].GetGuid(), TestContext.Current.CancellationToken);
        var book = await ActivatorUtilities.CreateInstance<ClockQueries>(scope.ServiceProvider, new ClockShelf()).BookAsync(CaseClocks.TermsOf(entries), TestContext.Current.CancellationToken);
        var again = CaseClocks.Of(entries, book).Select(clock => CaseClocks.Row(clock, entries[^1].At)).Select(row => $"{row.Milestone} {row.Occurrence} {row.State} {row.StartedAt:O} {row.DueAt:O} {row.WarnAt:O} {row.EndedAt:O}").Order(StringComparer.Ordinal);

        Assert.Equal(kept, again);
        Assert.True(kept.Count > 6);
        Assert.Equal(before["number"].GetString(), one["number"].GetString());
    }

    [Fact]
    public async Task A_running_case_keeps_the_calendar_it_was_promised_by()
    {
        app.Clock.Now = CaseApp.Start.AddDays(90);
        var one = await app.Agent.OpenAsync(new { siteId = app.SiteNumber, subject = "x", text = "y", severity = "p4" });
        var vendor = new ApiClient(app.Client, await app.Seed.VendorKeyAsync());
        var tomorrow = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(1);

        var changed = await vendor.PostAsync("/api/v1/calendars/DE/versions", new { from = tomorrow, holidays = new[] { new { day = tomorrow, name = "A decree" } } });
        var another = await app.Agent.OpenAsync(new { siteId = app.SiteNumber, subject = "x", text = "y", severity = "p4" });

        Assert.Equal(201, changed.Status);
        Assert.Equal(one["clocks"][0].GetProperty("dueAt").GetString(), (await app.Agent.GetAsync(one.Location!))["clocks"][0].GetProperty("dueAt").GetString());
        Assert.NotEqual(one["clocks"][0].GetProperty("dueAt").GetString(), another["clocks"][0].GetProperty("dueAt").GetString());
        Assert.Equal("calendar.in-use", (await vendor.DeleteAsync("/api/v1/calendars/DE/versions/2")).Code);
    }

    private async Task<List<string>> RowsAsync(Guid id)
    {
        await using var command = app.Seed.Source.CreateCommand("select milestone, occurrence, state, started_at, due_at, warn_at, ended_at from case_clock where case_id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add($"{row.GetString(0)} {row.GetInt32(1)} {row.GetString(2)} {At(row, 3):O} {At(row, 4):O} {At(row, 5):O} {At(row, 6):O}");
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static DateTimeOffset? At(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
