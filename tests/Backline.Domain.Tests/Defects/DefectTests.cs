using Backline.Domain.Common;
using Backline.Domain.Defects;

namespace Backline.Domain.Tests.Defects;

public sealed class DefectTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_goes_from_the_report_to_the_release()
    {
        var defect = Reported();
        defect.Move(DefectState.Accepted);
        defect.Move(DefectState.InProgress);
        defect.Fix("9.0.1");
        Assert.Null(defect.EndedAt);
        defect.Release("9.0.2", now);
        Assert.Equal((DefectState.Released, "9.0.2", now, 5L), (defect.State, defect.FixedIn, defect.EndedAt, defect.Version));
    }

    [Theory]
    [InlineData(DefectState.Accepted, DefectState.Accepted)]
    [InlineData(DefectState.InProgress, DefectState.Accepted)]
    [InlineData(DefectState.Accepted, DefectState.Reported)]
    [InlineData(DefectState.Accepted, DefectState.Fixed)]
    [InlineData(DefectState.Accepted, DefectState.Released)]
    public void It_goes_on_and_never_back(DefectState from, DefectState to)
    {
        var defect = Reported();
        defect.Move(from);
        Assert.Equal("defect.no-such-move", Assert.Throws<RefusedException>(() => defect.Move(to)).Refusal.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_over_stays_as_it_is(bool released)
    {
        var defect = Reported();
        if (released) defect.Release("9", now);
        else defect.Decline("As designed.", now);
        foreach (var act in new Action[] { () => defect.Fix("10"), () => defect.Release("10", now), () => defect.Decline("x", now), () => defect.Move(DefectState.Accepted), () => defect.Describe("x", "x", "", null, "") })
            Assert.Equal("defect.over", Assert.Throws<RefusedException>(act).Refusal.Code);
    }

    private static Defect Reported() => Defect.Report(DefectKind.Defect, "DF-2026-000001", "Echo", "Echo after a call.", "", null, "9.0.0", "Jonas", now);
}
