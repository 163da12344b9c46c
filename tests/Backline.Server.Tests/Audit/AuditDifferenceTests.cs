using System.Text.Json;
using Backline.Server.Features.Audit;
using Backline.Server.Platform.Access;
using Backline.Server.Tests.TestDatabase;
using Backline.Server.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Tests.Audit;

public sealed class AuditDifferenceTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("""{"name":"a"}""", """{"name":"b"}""", "Name", "a", "b")]
    [InlineData("""{"endsOn":"2026-12-31","startsOn":"2026-01-01"}""", """{"endsOn":"2027-12-31","startsOn":"2026-01-01"}""", "Ends on", "31 Dec 2026", "31 Dec 2027")]
    [InlineData("""{"counts":{"rows":1}}""", """{"counts":{"rows":2990}}""", "Rows", "1", "2,990")]
    [InlineData("""{"categories":[{"category":"video","counted":5},{"category":"voice","counted":9}]}""", """{"categories":[{"category":"voice","counted":10},{"category":"video","counted":5}]}""", "Categories: voice, counted", "9", "10")]
    [InlineData("""[{"category":"voice","triggerAt":210}]""", """[{"category":"voice","triggerAt":220}]""", "Voice, trigger at", "210", "220")]
    [InlineData("""{"total":{"amount":"600.00","currency":"EUR"}}""", """{"total":{"amount":"1350.00","currency":"EUR"}}""", "Total", "600.00 EUR", "1,350.00 EUR")]
    [InlineData("""{"month":"2026-11"}""", """{"month":"2026-12"}""", "Month", "November 2026", "December 2026")]
    [InlineData("""{"createSites":false}""", """{"createSites":true}""", "Creates sites", "no", "yes")]
    [InlineData("""{"advancePercent":0.000,"counted":5}""", """{"advancePercent":0,"counted":6}""", "Counted", "5", "6")]
    [InlineData("""{"unitPrice":30.0000}""", """{"unitPrice":30.5}""", "Unit price", "30", "30.5")]
    [InlineData("""{"serial":"2026-1"}""", """{"serial":"8G2026-11"}""", "Serial", "2026-1", "8G2026-11")]
    public void Only_what_changed_is_named_in_words(string before, string after, string name, string was, string now)
    {
        using var services = app.Services.CreateScope();
        services.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("test"));
        var (formats, texts) = (services.ServiceProvider.GetRequiredService<Formats>(), services.ServiceProvider.GetRequiredService<IStringLocalizer<AuditTexts>>());

        var change = Assert.Single(AuditDifference.Of(JsonSerializer.Deserialize<JsonElement>(before), JsonSerializer.Deserialize<JsonElement>(after), value => AuditValues.Shown(value, formats, texts)));

        Assert.Equal((name, was, now), (AuditWords.OfValue(texts, change.Name), change.Before, change.After));
    }
}
