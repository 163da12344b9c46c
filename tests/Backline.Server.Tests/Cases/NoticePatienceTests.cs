using Backline.Server.Features.Cases;

namespace Backline.Server.Tests.Cases;

public class NoticePatienceTests
{
    [Fact]
    public void Mails_wait_for_what_is_to_come_and_a_minute_at_most()
    {
        var patience = new NoticePatience();

        Assert.False(patience.Waits(more: false, At(0)));
        Assert.True(patience.Waits(more: true, At(5)));
        Assert.True(patience.Waits(more: true, At(60)));
        Assert.False(patience.Waits(more: true, At(65)));
        Assert.False(patience.Waits(more: true, At(70)));
        Assert.False(patience.Waits(more: false, At(75)));
        Assert.True(patience.Waits(more: true, At(80)));
    }

    [Fact]
    public void Whoever_was_away_for_long_waits_again()
    {
        var patience = new NoticePatience();
        Assert.True(patience.Waits(more: true, At(0)));

        Assert.True(patience.Waits(more: true, At(36 * 3600)));
    }

    private static DateTimeOffset At(int seconds) => CaseApp.Start.AddSeconds(seconds);
}
