using Backline.Domain.CloudIncidents;

namespace Backline.Domain.Tests.CloudIncidents;

/// <summary>Agreements and signed approvals (EC-3).</summary>
public sealed class CloudPaperTests
{
    private static readonly DateOnly today = new(2026, 11, 20);
    private static readonly CloudPartner teams = new(Guid.CreateVersion7(), "Microsoft Teams", CloudPartnerApproval.Approved, NeedsAuthority: true, PermitsFollowing: true);

    [Theory]
    [InlineData(CloudPaperKind.Agreement, false, null)]
    [InlineData(CloudPaperKind.Agreement, true, null)]
    [InlineData(CloudPaperKind.Authority, true, null)]
    [InlineData(CloudPaperKind.Authority, false, "cloud-paper.not-signing")]
    public void An_approval_is_the_business_of_who_signs_for_the_account(CloudPaperKind kind, bool signs, string? refused) => Assert.Equal(refused, CloudPaper.WhyNotSign(kind, signs)?.Code);

    [Theory]
    [InlineData(CloudPaperKind.Agreement, false, true)]
    [InlineData(CloudPaperKind.Authority, false, false)]
    [InlineData(CloudPaperKind.Authority, true, true)]
    public void An_approval_counts_with_its_scan_alone(CloudPaperKind kind, bool scan, bool counts) => Assert.Equal(counts, Paper(kind, scan).Counts(teams.Id, today));

    [Theory]
    [InlineData("alone", true)]
    [InlineData("another that counts", false)]
    [InlineData("another without its scan", true)]
    [InlineData("another that ended", true)]
    [InlineData("an agreement", true)]
    [InlineData("ended itself", false)]
    [InlineData("a partner that asks for none", false)]
    public void Incidents_rest_on_the_last_one_that_counts(string what, bool alone)
    {
        var (paper, other) = (Paper(CloudPaperKind.Authority), Paper(CloudPaperKind.Authority));
        Assert.Equal(alone, what switch
        {
            "another that counts" => paper.IsAlone(teams, [other], today),
            "another without its scan" => paper.IsAlone(teams, [other with { HasScan = false }], today),
            "another that ended" => paper.IsAlone(teams, [other with { Until = today.AddDays(-1) }], today),
            "an agreement" => paper.IsAlone(teams, [Paper(CloudPaperKind.Agreement)], today),
            "ended itself" => (paper with { Until = today.AddDays(-1) }).IsAlone(teams, [], today),
            "a partner that asks for none" => paper.IsAlone(teams with { NeedsAuthority = false }, [], today),
            _ => paper.IsAlone(teams, [], today),
        });
    }

    private static CloudPaper Paper(CloudPaperKind kind, bool scan = true) => new(kind, teams.Id, "P-1", new(2026, 1, 1), null, scan);
}
