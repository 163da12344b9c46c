using Backline.Domain.Calendars;
using Backline.Domain.Escalations;

namespace Backline.Domain.Tests.Escalations;

/// <summary>Skill 40 each, language 30, at work 30 or 15 within four hours, each open case −3.</summary>
public sealed class SpecialistSearchTests
{
    // a Tuesday, 09:00 in Berlin
    private static readonly DateTimeOffset now = new(2026, 3, 17, 8, 0, 0, TimeSpan.Zero);

    private static SpecialistCandidate Who(string name, string skills = "", string languages = "", int cases = 0, string zone = "Europe/Berlin") => new(
        new(new Guid(name.PadRight(16, 'x').Select(letter => (byte)letter).ToArray()), name, TimeZoneInfo.FindSystemTimeZoneById(zone), DeskPerson.UsualHours, Words(skills), Words(languages)), cases);

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static SpecialistProposal Of(SpecialistCandidate one, params string[] skills) => SpecialistSearch.Propose(new(skills, "de", now), [one]).Single();

    [Theory]
    [InlineData("", "", 0, "Europe/Berlin", 30)]
    [InlineData("video", "", 0, "Europe/Berlin", 70)]
    [InlineData("VIDEO,calls", "", 0, "Europe/Berlin", 110)]
    [InlineData("printing", "", 0, "Europe/Berlin", 30)]
    [InlineData("video", "de", 0, "Europe/Berlin", 100)]
    [InlineData("video", "en", 0, "Europe/Berlin", 70)]
    [InlineData("video", "de", 5, "Europe/Berlin", 85)]
    // New York begins at 12:00 here, four hours from now; Chicago an hour later
    [InlineData("video", "de", 0, "America/New_York", 85)]
    [InlineData("video", "de", 0, "America/Chicago", 70)]
    public void Points_are_the_sum_of_their_reasons(string skills, string languages, int cases, string zone, int points) => Assert.Equal(points, Of(Who("Ada", skills, languages, cases, zone), "video", "calls").Points);

    [Fact]
    public void The_reasons_stand_beside_the_points()
    {
        var ada = Of(Who("Ada", "video,sound", "de,en", 2), "video");
        Assert.Equal(["video"], ada.Skills);
        Assert.Equal((true, true, 2, now), (ada.SpeaksLanguage, ada.AtWork, ada.OpenCases, ada.BeginsAt));
        Assert.Equal(new DateTimeOffset(2026, 3, 17, 12, 0, 0, TimeSpan.Zero), Of(Who("Bo", zone: "America/New_York")).BeginsAt);
    }

    [Fact]
    public void Of_equals_who_has_less_to_do_then_by_name() => Assert.Equal(["Cy", "Ada", "Bo"],
        SpecialistSearch.Propose(new(["video"], null, now), [Who("Bo"), Who("Ada"), Who("Cy", "video", cases: 13)]).Select(one => one.Person.Name));
}
