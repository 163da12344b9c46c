using Backline.Domain.Clocks;
using Backline.Domain.Contracts;
using Backline.Server.Features.Clocks;
using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Backline.Server.Tests.TestDatabase;
using Microsoft.Extensions.DependencyInjection;

namespace Backline.Server.Tests.Clocks;

/// <summary>What a case is measured by is written down under the hash of what it says, and read again as it was.</summary>
public sealed class ClockTermsTests(AppFixture app) : IClassFixture<AppFixture>
{
    private static readonly ClockPlace munich = new("DE", "DE-BY", "Europe/Berlin");

    [Fact]
    public async Task The_same_promises_at_the_same_place_have_the_same_keys()
    {
        var (one, same) = (await TermsAsync(munich, new()), await TermsAsync(munich, new()));

        Assert.Equal(one, same);
        Assert.NotEqual(one.Business, (await TermsAsync(munich with { Subdivision = "DE-BE" }, new())).Business);
        Assert.NotEqual(one.Business, (await TermsAsync(munich with { TimeZone = "Europe/Vienna" }, new())).Business);
        Assert.NotEqual(one.Support, (await TermsAsync(munich, new() { Hours = SupportHours.BusinessHours })).Support);
        Assert.NotEqual(one.Policy, (await TermsAsync(munich, new() { Objectives = [] })).Policy);
    }

    [Theory]
    [InlineData("DE", "DE-BY", "2026-11-01", true)]
    [InlineData("DE", "DE-BE", "2026-11-01", false)]
    [InlineData("DE", null, "2026-10-03", true)]
    [InlineData("SE", null, "2026-12-25", false)]
    public async Task The_nearest_calendar_of_the_place_counts(string country, string? subdivision, string day, bool holiday)
    {
        var terms = await TermsAsync(new(country, subdivision, "Europe/Berlin"), new());

        Assert.Equal(holiday, (await BookAsync(app.Services, terms)).Calendar(terms, PromiseUnit.BusinessDays).HolidayOn(DateOnly.Parse(day, null)) is not null);
    }

    [Fact]
    public async Task Another_node_reads_the_book_as_it_was_written()
    {
        var settings = new SupportSettings { Hours = new(new(8, 0), new(18, 0)) };
        var terms = await TermsAsync(munich, settings);

        await using var scope = Scope();
        var book = await ActivatorUtilities.CreateInstance<ClockQueries>(scope.ServiceProvider, new ClockShelf()).BookAsync([terms], TestContext.Current.CancellationToken);

        var opened = new DateTimeOffset(2026, 4, 30, 15, 30, 0, TimeSpan.Zero);
        var due = new Clock(CaseLedger.Runs([new CaseOpened(opened, "x", Severity.P2, terms)], book)[0], book).DueAt;
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 6, 30, 0, TimeSpan.Zero), due);
        Assert.Equal(ClockPolicy.Of("", settings).Milestones.Select(Words), book.Policy(terms).Milestones.Select(Words));

        static string Words(Milestone milestone) => $"{milestone.Kind} {milestone.Recurrence} {milestone.StartsOn} {milestone.EndsOn} {milestone.Pauses.Bits} {string.Join(';', milestone.Targets.OrderBy(t => t.Key).Select(t => $"{t.Key} {t.Value}"))}";
    }

    [Fact]
    public async Task Without_a_contract_answers_are_promised_and_nothing_else()
    {
        var terms = await TermsAsync(munich, null);

        Assert.Equal([MilestoneKind.FirstResponse, MilestoneKind.NextUpdate], (await BookAsync(app.Services, terms)).Policy(terms).Milestones.Select(milestone => milestone.Kind));
    }

    [Fact]
    public async Task What_was_never_saved_is_written_again()
    {
        var settings = new SupportSettings { Hours = new(new(7, 0), new(8, 0)) };
        await using (var lost = Scope()) await lost.ServiceProvider.GetRequiredService<ClockOperations>().TermsAsync(munich, settings, TestContext.Current.CancellationToken);

        var terms = await TermsAsync(munich, settings);

        await using var seed = new Seed(app.Logins.Owner);
        Assert.Equal(1L, await seed.ScalarAsync<long>("select count(*) from clock_calendar where key = $1", terms.Support));
    }

    private AsyncServiceScope Scope() => app.Services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");

    private async Task<ClockTerms> TermsAsync(ClockPlace place, SupportSettings? settings)
    {
        await using var scope = Scope();
        var terms = await scope.ServiceProvider.GetRequiredService<ClockOperations>().TermsAsync(place, settings, TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(TestContext.Current.CancellationToken);
        return terms;
    }

    private static async Task<ClockBook> BookAsync(IServiceProvider services, ClockTerms terms)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateProgrammeScope("test");
        return await scope.ServiceProvider.GetRequiredService<ClockQueries>().BookAsync([terms], TestContext.Current.CancellationToken);
    }
}
