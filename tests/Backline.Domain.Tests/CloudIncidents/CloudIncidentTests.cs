using Backline.Domain.CloudIncidents;
using Backline.Domain.Common;

namespace Backline.Domain.Tests.CloudIncidents;

public sealed class CloudIncidentTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly today = new(2026, 11, 20);
    private static readonly CloudPartner teams = new(Guid.CreateVersion7(now), "Microsoft Teams", CloudPartnerApproval.Approved, NeedsAuthority: true, PermitsFollowing: true);
    private static readonly CloudPaper agreement = new(CloudPaperKind.Agreement, teams.Id, "AG-1", new(2026, 1, 1), new(2026, 12, 31), HasScan: false);
    private static readonly CloudPaper authority = new(CloudPaperKind.Authority, teams.Id, "AU-1", new(2026, 1, 1), null, HasScan: true);
    private static readonly CloudQuestion complete = new(teams, [agreement, authority], CloudRequester.Customer, Fronted: false, RunsAsSpecified: true, "The gateway refuses the codec.", today);

    [Fact]
    public void With_all_conditions_met_nothing_is_missing() => Assert.Empty(CloudConditions.Missing(complete));

    public static TheoryData<string, string> Lacking => new()
    {
        { "partner", "cloud-incident.partner-not-approved" }, { "asked", "cloud-incident.not-asked" }, { "fronted", "cloud-incident.not-asked-by-partner" }, { "agreement", "cloud-incident.agreement-missing" },
        { "agreement-ended", "cloud-incident.agreement-expired" }, { "agreement-of-another", "cloud-incident.agreement-missing" }, { "authority", "cloud-incident.authority-missing" },
        { "authority-later", "cloud-incident.authority-not-yet" }, { "authority-unsigned", "cloud-incident.authority-no-scan" }, { "specified", "cloud-incident.not-as-specified" }, { "findings", "cloud-incident.findings-missing" },
    };

    [Theory, MemberData(nameof(Lacking))]
    public void What_is_missing_is_named(string what, string code) => Assert.Equal([code], CloudConditions.Missing(Without(what)).Select(missing => missing.Code));

    [Fact]
    public void Everything_that_is_missing_is_named_at_once() =>
        Assert.Equal(3, CloudConditions.Missing(complete with { Papers = [], Findings = " " }).Count);

    [Fact]
    public void A_partner_that_asks_for_no_signature_needs_none() =>
        Assert.Empty(CloudConditions.Missing(complete with { Partner = teams with { NeedsAuthority = false }, Papers = [agreement] }));

    [Fact]
    public void It_goes_from_the_question_to_the_solution()
    {
        var incident = Considered();
        incident.Request(complete, now.AddHours(4), now);
        incident.Open("2611200040001234", null, now.AddHours(8), now.AddHours(1));
        incident.Move(CloudIncidentState.WaitsForCustomer, now.AddDays(1), now.AddHours(2));
        incident.Move(CloudIncidentState.WorkedAround, now.AddDays(2), now.AddHours(9));
        incident.Resolve(now.AddDays(3));
        Assert.Equal((CloudIncidentState.Resolved, "2611200040001234", now.AddDays(3), null), (incident.State, incident.ExternalNumber, incident.LastContactAt, incident.NextContactAt));
    }

    [Fact]
    public void Without_the_signed_approval_it_is_refused_and_stays_as_it_was()
    {
        var incident = Considered();
        Assert.Equal("cloud-incident.authority-missing", Refused(() => incident.Request(Without("authority"), now, now)));
        Assert.Equal((CloudIncidentState.Considered, 1L), (incident.State, incident.Version));
    }

    [Fact]
    public void What_cannot_be_opened_is_referred_with_its_findings()
    {
        var incident = Considered();
        incident.Refer("The partner takes no incidents of others.", now);
        Assert.Equal((CloudIncidentState.Referred, "The gateway refuses the codec."), (incident.State, incident.Findings));
        Assert.Equal("cloud-incident.over", Refused(() => incident.Withdraw("", now)));
        Assert.Equal("cloud-incident.over", Refused(() => incident.Note("More.")));
    }

    [Fact]
    public void Nothing_is_worked_on_that_is_not_opened()
    {
        var incident = Considered();
        Assert.Equal("cloud-incident.not-requested", Refused(() => incident.Open("1", null, now, now)));
        Assert.Equal("cloud-incident.not-opened", Refused(() => incident.Move(CloudIncidentState.Working, now, now)));
        Assert.Equal("cloud-incident.not-opened", Refused(() => incident.Resolve(now)));
        incident.Request(complete, now, now);
        incident.Open("1", null, now, now);
        Assert.Equal("cloud-incident.no-such-move", Refused(() => incident.Move(CloudIncidentState.Opened, now, now)));
        Assert.Equal("cloud-incident.not-requested", Refused(() => incident.Refer("", now)));
    }

    [Fact]
    public void Silence_ends_with_a_word_and_not_with_another_question()
    {
        var incident = Considered();
        incident.Request(complete, now.AddHours(1), now);
        incident.FallSilent(now.AddHours(1));
        incident.FallSilent(now.AddHours(2));
        incident.Contact(heard: false, now.AddHours(3), now.AddHours(2));
        Assert.Equal((now.AddHours(1), null, now.AddHours(3)), (incident.SilentAt, incident.LastContactAt, incident.NextContactAt));
        incident.Contact(heard: true, now.AddHours(6), now.AddHours(3));
        Assert.Equal((null, now.AddHours(3), now.AddHours(6)), (incident.SilentAt, incident.LastContactAt, incident.NextContactAt));
    }

    [Fact]
    public void It_is_asked_for_before_it_is_requested_and_not_after()
    {
        var incident = Considered();
        incident.Ask(CloudRequester.Partner, now);
        incident.Specify(asSpecified: true);
        Assert.Equal((CloudRequester.Partner, now, true), (incident.AskedBy, incident.AskedAt, incident.AsSpecified));
        incident.Request(complete, now, now);
        Assert.Equal("cloud-incident.not-considered", Refused(() => incident.Ask(CloudRequester.Customer, now)));
    }

    [Fact]
    public void A_workaround_is_kept_with_its_words_and_what_is_over_is_owned_and_shared_no_more()
    {
        var incident = Considered();
        incident.Request(complete, now, now);
        incident.Open("1", null, now, now, "A");
        incident.Mitigate("Use the browser.", now, now);
        Assert.Equal((CloudIncidentState.WorkedAround, "Use the browser.", "A"), (incident.State, incident.Workaround, incident.ExternalSeverity));
        incident.Resolve(now);
        foreach (var act in new Action[] { () => incident.Own(null), () => incident.Share(Guid.Empty), () => incident.Specify(asSpecified: false) }) Assert.Equal("cloud-incident.over", Refused(act));
        Assert.Equal("cloud-incident.not-opened", Refused(() => incident.Contact(heard: true, now, now)));
    }

    [Theory]
    // the customer is the vendor's own: whoever asked, she may be invited
    [InlineData(false, null, false, CloudCallGuest.Customer, null)]
    // a partner fronts the service: its customer hears of it once the partner asked, or of the number
    [InlineData(true, null, false, CloudCallGuest.Customer, "cloud-call.partner-decides")]
    [InlineData(true, CloudRequester.Customer, false, CloudCallGuest.Customer, "cloud-call.partner-decides")]
    [InlineData(true, CloudRequester.Partner, false, CloudCallGuest.Customer, null)]
    [InlineData(true, CloudRequester.Partner, true, CloudCallGuest.Customer, null)]
    [InlineData(true, null, false, CloudCallGuest.Partner, null)]
    [InlineData(true, null, false, CloudCallGuest.Vendor, null)]
    [InlineData(true, null, false, CloudCallGuest.Elsewhere, null)]
    [InlineData(false, CloudRequester.Customer, true, CloudCallGuest.Others, "cloud-call.of-others")]
    [InlineData(true, CloudRequester.Partner, true, CloudCallGuest.Others, "cloud-call.of-others")]
    public void What_a_partners_customer_hears_of_a_joint_call_the_partner_decides(bool fronted, CloudRequester? asked, bool opened, CloudCallGuest guest, string? code)
    {
        var incident = CloudIncident.Consider(Guid.CreateVersion7(now), null, "CI-2026-000001", teams.Id, "The gateway refuses the codec.", now, fronted ? Guid.CreateVersion7(now) : null);
        if (asked is { } by) incident.Ask(by, now);
        if (opened)
        {
            incident.Request(complete with { Fronted = fronted, Asked = asked }, now, now);
            incident.Open("1", null, now, now);
        }

        Assert.Equal(code, incident.WhyNotInvite(guest, "katrin@nordhaven.example")?.Code);
    }

    private static CloudIncident Considered() => CloudIncident.Consider(Guid.CreateVersion7(now), null, "CI-2026-000001", teams.Id, "The gateway refuses the codec.", now);

    private static CloudQuestion Without(string what) => what switch
    {
        "partner" => complete with { Partner = teams with { Approval = CloudPartnerApproval.Suspended } },
        "asked" => complete with { Asked = null },
        "fronted" => complete with { Fronted = true },
        "agreement" => complete with { Papers = [authority] },
        "agreement-ended" => complete with { Papers = [agreement with { Until = new(2026, 11, 19) }, authority] },
        "agreement-of-another" => complete with { Papers = [agreement with { CloudPartnerId = Guid.CreateVersion7(now) }, authority] },
        "authority" => complete with { Papers = [agreement] },
        "authority-later" => complete with { Papers = [agreement, authority with { From = new(2026, 11, 21) }] },
        "authority-unsigned" => complete with { Papers = [agreement, authority with { Until = new(2026, 11, 19) }, authority with { HasScan = false }] },
        "specified" => complete with { RunsAsSpecified = false },
        "findings" => complete with { Findings = "" },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static string Refused(Action act) => Assert.Throws<RefusedException>(act).Refusal.Code;
}
