using Backline.Domain.Common;
using Backline.Domain.Incidents;

namespace Backline.Domain.Tests.Incidents;

public sealed class MajorIncidentTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_goes_from_the_thought_to_what_is_learnt()
    {
        var incident = Candidate();
        incident.Declare(now.AddMinutes(5));
        incident.Mitigate("Use the browser.", now.AddMinutes(30));
        incident.Mitigate("Use the phone.", now.AddMinutes(40));
        incident.Resolve(now.AddHours(2));
        incident.Review("The certificate had ended.");
        Assert.Equal((IncidentState.Resolved, "Use the phone.", now.AddMinutes(30), now.AddHours(2), "The certificate had ended."), (incident.State, incident.Workaround, incident.MitigatedAt, incident.EndedAt, incident.Note));
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(30 * 24 * 60, null)]
    [InlineData(30 * 24 * 60 + 1, "incident.next-word-far")]
    [InlineData(0, "incident.next-word-past")]
    [InlineData(-1, "incident.next-word-past")]
    public void The_next_word_is_promised_for_later(int minutes, string? refused) => Assert.Equal(refused, Candidate().WhyNotSayNext(now.AddMinutes(minutes), now)?.Code);

    [Fact]
    public void A_promise_of_the_next_word_is_kept_or_made_anew_but_not_after_the_end()
    {
        var incident = Candidate();
        incident.SayNext(now.AddHours(1), now);
        incident.SayNext(null, now.AddHours(1));
        Assert.Null(incident.NextWordAt);
        incident.Declare(now);
        incident.Resolve(now);
        Assert.Equal("incident.over", incident.WhyNotSayNext(now.AddHours(3), now)?.Code);
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(false, false, null)]
    [InlineData(true, false, "incident.other-desk")]
    [InlineData(false, true, "incident.other-desk")]
    public void A_case_is_said_to_be_of_an_incident_of_its_own_desk(bool ofVendor, bool atVendor, string? refused) => Assert.Equal(refused, MajorIncident.WhyNotReport("MI-1", ofVendor, atVendor)?.Code);

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "candidate", "mitigate", "incident.not-declared" }, { "candidate", "resolve", "incident.not-declared" }, { "candidate", "review", "incident.not-resolved" },
        { "candidate", "tell", "incident.not-declared" }, { "resolved", "tell", "incident.over" }, { "dismissed", "tell", "incident.over" },
        { "declared", "declare", "incident.declared" }, { "declared", "dismiss", "incident.declared" }, { "declared", "review", "incident.not-resolved" },
        { "resolved", "declare", "incident.over" }, { "resolved", "mitigate", "incident.over" }, { "resolved", "resolve", "incident.over" }, { "resolved", "describe", "incident.over" },
        { "dismissed", "declare", "incident.over" }, { "dismissed", "describe", "incident.over" }, { "dismissed", "review", "incident.not-resolved" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void What_is_out_of_turn_is_refused_and_changes_nothing(string state, string act, string code)
    {
        var incident = Candidate();
        if (state is "declared" or "resolved") incident.Declare(now);
        if (state == "resolved") incident.Resolve(now);
        if (state == "dismissed") incident.Dismiss("No.", now);
        var (before, version) = (incident.State, incident.Version);
        var refused = Assert.Throws<RefusedException>(() => Act(incident, act));
        Assert.Equal((code, before, version), (refused.Refusal.Code, incident.State, incident.Version));
    }

    private static void Act(MajorIncident incident, string act)
    {
        if (act == "declare") incident.Declare(now);
        else if (act == "mitigate") incident.Mitigate("x", now);
        else if (act == "resolve") incident.Resolve(now);
        else if (act == "dismiss") incident.Dismiss("x", now);
        else if (act == "review") incident.Review("x");
        else if (act == "tell") incident.WhyNotTell().ThrowIfRefused();
        else incident.Describe("x", "x", null, null);
    }

    private static MajorIncident Candidate() => MajorIncident.Open(null, "MI-2026-000001", "Teams sign-in fails", "We look into it.", null, null, "Marcus", now);
}
