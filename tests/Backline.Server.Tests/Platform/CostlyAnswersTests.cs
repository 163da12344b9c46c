using Backline.Domain.Accounts;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Answers;

namespace Backline.Server.Tests.Platform;

public sealed class CostlyAnswersTests
{
    private static readonly AnswerScope everybody = new(Side.Vendor, null, null, null);
    private readonly HandClock clock = new();
    private readonly CostlyAnswers answers;
    private int asked;

    public CostlyAnswersTests() => answers = new(clock);

    [Theory]
    [InlineData(19, 0, 2)] // cheap: always asked anew
    [InlineData(20, 1.9, 1)]
    [InlineData(20, 2.1, 2)]
    [InlineData(2_000, 199, 1)]
    [InlineData(2_000, 201, 2)]
    [InlineData(60_000, 299, 1)]
    [InlineData(60_000, 301, 2)] // five minutes at most
    public async Task What_took_long_is_kept_a_hundred_times_as_long(int milliseconds, double secondsLater, int asks)
    {
        await answers.GetAsync("question", everybody, () => AskAsync(milliseconds));
        clock.Pass(TimeSpan.FromSeconds(secondsLater));
        await answers.GetAsync("question", everybody, () => AskAsync(milliseconds));
        Assert.Equal(asks, asked);
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(61, 2)]
    public async Task What_is_worth_it_is_kept_for_its_time_however_little_it_took(int secondsLater, int asks)
    {
        await answers.GetAsync("question", everybody, TimeSpan.FromMinutes(1), () => AskAsync(0));
        clock.Pass(TimeSpan.FromSeconds(secondsLater));
        await answers.GetAsync("question", everybody, TimeSpan.FromMinutes(1), () => AskAsync(0));
        Assert.Equal(asks, asked);
    }

    [Fact]
    public void An_answer_is_for_readers_of_its_scope_only()
    {
        var (account, other, partner, person) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var customer = Of(Side.Customer, account, partner);
        answers.Keep("question", AnswerScope.Of(customer), "mine", TimeSpan.FromMinutes(1));

        Assert.True(answers.TryGet<string>("question", AnswerScope.Of(customer, other), out _)); // it has but its own account
        AnswerScope[] others =
        [
            AnswerScope.Of(Of(Side.Customer, other, partner)), AnswerScope.Of(Of(Side.Partner, null, partner)), AnswerScope.Of(Of(Side.Partner, null, partner), account),
            AnswerScope.Of(Of(Side.Vendor, null, null)), AnswerScope.Of(Of(Side.Vendor, null, null), account), everybody with { PersonId = person },
        ];
        Assert.All(others, scope => Assert.False(answers.TryGet<string>("question", scope, out _)));
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.NotEqual(AnswerScope.Of(Of(Side.Partner, null, partner)), AnswerScope.Of(Of(Side.Partner, null, other)));
    }

    [Fact]
    public void No_more_is_kept_than_fits()
    {
        for (var i = 0; i <= 5_000; i++) answers.Keep("question " + i, everybody, "answer", TimeSpan.FromMinutes(1));
        Assert.False(answers.TryGet<string>("question 0", everybody, out _));
        Assert.True(answers.TryGet<string>("question 5000", everybody, out _));
    }

    private static Reader Of(Side side, Guid? account, Guid? partner) => new(null, "Kim", "", side, account, partner, new HashSet<string>(), "UTC");

    private Task<string> AskAsync(int milliseconds)
    {
        asked++;
        clock.Pass(TimeSpan.FromMilliseconds(milliseconds));
        return Task.FromResult("answer");
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 3, 17, 8, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => now += time;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.Ticks;
    }
}
