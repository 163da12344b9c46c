using Backline.Server.Features.Calendars;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Calendars;

/// <summary>Calendars as they are shipped, read and changed.</summary>
public sealed class CalendarTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly DateOnly soon = DateOnly.FromDateTime(DateTimeOffset.UtcNow.UtcDateTime).AddDays(30);

    private async Task<ApiClient> ApiAsync(string role = Roles.ProgrammeAdministrator)
    {
        await using var seed = new Seed(app.Logins.Owner);
        return new(app.Client, await seed.KeyAsync(role, Roles.SideOf(role) == Backline.Domain.Accounts.Side.Customer ? await seed.AccountAsync("Nordhaven") : null));
    }

    [Theory]
    [InlineData("DE", "2026-10-03", true)]
    [InlineData("DE-BY", "2026-10-03", true)]
    [InlineData("DE-BY", "2026-11-01", true)]
    [InlineData("DE", "2026-11-01", false)]
    [InlineData("KR", "2027-02-08", true)]
    [InlineData("GB-SCT", "2026-11-30", true)]
    [InlineData("24X7", "2026-12-25", false)]
    [InlineData("WORKWEEK", "2026-12-25", false)]
    public async Task Holidays_of_a_country_and_its_parts_are_shipped(string code, string day, bool closed)
    {
        var calendar = await (await ApiAsync()).GetAsync($"/api/v1/calendars/{code}");
        var holidays = calendar["versions"][0].GetProperty("holidays").EnumerateArray().Select(holiday => holiday.GetProperty("day").GetString());

        Assert.Equal(closed, holidays.Contains(day));
    }

    [Fact]
    public async Task A_day_that_may_still_move_says_so()
    {
        var calendar = await (await ApiAsync()).GetAsync("/api/v1/calendars/IN");

        Assert.Contains(calendar["versions"][0].GetProperty("holidays").EnumerateArray(), holiday => !holiday.GetProperty("settled").GetBoolean());
    }

    [Theory]
    [InlineData(Roles.CustomerUser)]
    [InlineData(Roles.Technician)]
    public async Task Everybody_reads_them_and_the_administrator_alone_changes_them(string role)
    {
        var api = await ApiAsync(role);

        Assert.True((await api.GetAsync("/api/v1/calendars"))["items"].GetArrayLength() > 60);
        Assert.Equal(200, (await api.GetAsync("/api/v1/calendars/DE")).Status);
        Assert.Equal(403, (await api.PostAsync("/api/v1/calendars/DE/versions", new { from = soon })).Status);
    }

    [Fact]
    public async Task A_change_begins_another_version_and_the_one_before_stays_as_it_was()
    {
        var api = await ApiAsync();
        var before = await api.GetAsync("/api/v1/calendars/NL");
        var holidays = before["versions"][0].GetProperty("holidays").EnumerateArray().Select(holiday => new { day = holiday.GetProperty("day").GetString(), name = holiday.GetProperty("name").GetString() })
            .Append(new { day = (string?)"2027-05-05", name = (string?)"Liberation Day" }).ToList();

        var after = await api.PostAsync("/api/v1/calendars/NL/versions", new { from = soon, holidays });

        Assert.Equal((201, 2, "/api/v1/calendars/NL"), (after.Status, after["versions"].GetArrayLength(), after.Location));
        Assert.NotEqual(before.Etag, after.Etag);
        Assert.Equal(before["versions"][0].GetProperty("holidays").GetRawText(), after["versions"][1].GetProperty("holidays").GetRawText());
        Assert.Equal(before["versions"][0].GetProperty("week").GetRawText(), after["versions"][0].GetProperty("week").GetRawText());
        Assert.Equal((409, "calendar.version-not-later"), await CodeAsync(api.PostAsync("/api/v1/calendars/NL/versions", new { from = soon })));
        Assert.Equal((409, "calendar.version-past"), await CodeAsync(api.PostAsync("/api/v1/calendars/FR/versions", new { from = "2026-01-01" })));
    }

    [Fact]
    public async Task Only_the_newest_version_is_taken_away_and_only_while_nothing_was_measured_by_it()
    {
        var api = await ApiAsync();
        await api.PostAsync("/api/v1/calendars/PL/versions", new { from = soon });

        Assert.Equal((409, "calendar.version-not-last"), await CodeAsync(api.DeleteAsync("/api/v1/calendars/PL/versions/1")));
        Assert.Equal(404, (await api.DeleteAsync("/api/v1/calendars/PL/versions/3")).Status);
        Assert.Equal(204, (await api.DeleteAsync("/api/v1/calendars/pl/versions/2")).Status);
        Assert.Equal((409, "calendar.version-only"), await CodeAsync(api.DeleteAsync("/api/v1/calendars/PL/versions/1")));

        await api.PostAsync("/api/v1/calendars/PL/versions", new { from = soon });
        await using var seed = new Seed(app.Logins.Owner);
        await seed.ExecuteAsync("with c as (insert into clock_calendar (key, time_zone, created_at) values ('used', 'Europe/Warsaw', now()) returning key) insert into clock_calendar_version select key, v.id from c, calendar_version v where v.code = 'PL'");
        Assert.Equal((409, "calendar.in-use"), await CodeAsync(api.DeleteAsync("/api/v1/calendars/PL/versions/2")));
        Assert.True((await api.GetAsync("/api/v1/calendars/PL"))["versions"][0].GetProperty("inUse").GetBoolean());
    }

    [Fact]
    public async Task What_a_later_program_knows_better_begins_a_version_unless_a_person_added_one()
    {
        var api = await ApiAsync();
        await api.PostAsync("/api/v1/calendars/SG/versions", new { from = soon });
        using var shipped = new StreamReader(typeof(BacklineApp).Assembly.GetManifestResourceStream("data.holidays.csv")!);
        var later = await shipped.ReadToEndAsync(TestContext.Current.CancellationToken) + "SG,,2027-12-30,A new day,public,x,settled,yes,x,\nVN,,2027-12-30,A new day,public,x,settled,yes,x,\n";
        await using (var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("shipped data"))
        {
            var session = scope.ServiceProvider.GetRequiredService<Session>();
            await ActivatorUtilities.CreateInstance<ShippedCalendars>(scope.ServiceProvider).LoadAsync(session, later, TestContext.Current.CancellationToken);
            await session.SaveAsync(TestContext.Current.CancellationToken);
        }
        var (people, programs) = (await api.GetAsync("/api/v1/calendars/SG"), await api.GetAsync("/api/v1/calendars/VN"));

        Assert.Equal((2, 2), (people["versions"].GetArrayLength(), programs["versions"].GetArrayLength()));
        Assert.DoesNotContain("A new day", people.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("A new day", programs["versions"][0].GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("A new day", programs["versions"][1].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, (await api.GetAsync("/api/v1/calendars/KR"))["versions"].GetArrayLength());
    }

    [Theory]
    [InlineData("""{"from":"2030-01-01","holidays":[{"day":"2030-01-01","name":"a"},{"day":"2030-01-01","name":"b"}]}""", 400, "/holidays/1/day")]
    [InlineData("""{"from":"2030-01-01","holidays":[{"day":"2130-01-01","name":"a"}]}""", 400, "/holidays/0/day")]
    [InlineData("""{"from":"2030-01-01","holidays":[{"day":"2030-01-01","name":""}]}""", 400, "/holidays/0/name")]
    [InlineData("""{"holidays":[]}""", 400, "/from")]
    [InlineData("""{"from":"2030-01-01","hollidays":[]}""", 400, "/hollidays")]
    [InlineData("""{"from":"2030-01-01","week":{}}""", 409, "calendar.never-open")]
    [InlineData("""{"from":"2030-01-01","week":{"monday":[{"from":"17:00:00","until":"09:00:00"}]}}""", 409, "calendar.interval-empty")]
    [InlineData("""{"from":"2030-01-01","week":{"monday":[{"from":"09:00:00","until":"12:00:00"},{"from":"11:00:00","until":"17:00:00"}]}}""", 409, "calendar.intervals-overlap")]
    public async Task A_version_that_makes_no_sense_is_refused(string body, int status, string what)
    {
        var answer = await (await ApiAsync()).PostAsync("/api/v1/calendars/AT/versions", System.Text.Json.JsonDocument.Parse(body).RootElement);

        Assert.Equal((status, what), (answer.Status, status == 400 ? answer["errors"][0].GetProperty("pointer").GetString() : answer.Code));
    }

    [Fact]
    public async Task A_country_without_a_calendar_gets_one()
    {
        var api = await ApiAsync();
        var input = new { code = "dk", name = "Denmark", version = new { from = soon, holidays = new[] { new { day = "2027-06-05", name = "Grundlovsdag" } } } };

        var created = await api.PostAsync("/api/v1/calendars", input);

        Assert.Equal((201, "DK", "/api/v1/calendars/DK"), (created.Status, created["code"].GetString(), created.Location));
        Assert.Equal((409, "calendar.exists"), await CodeAsync(api.PostAsync("/api/v1/calendars", input)));
        Assert.Equal("calendar.code-unknown", (await api.PostAsync("/api/v1/calendars", new { code = "24X7", name = "x", version = new { from = soon } }))["errors"][0].GetProperty("code").GetString());
    }

    private static async Task<(int, string?)> CodeAsync(Task<ApiAnswer> asked)
    {
        var answer = await asked;
        return (answer.Status, answer.Code);
    }
}
