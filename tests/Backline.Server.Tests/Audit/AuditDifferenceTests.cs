using System.Text.Json;
using Backline.Server.Features.Audit;

namespace Backline.Server.Tests.Audit;

public sealed class AuditDifferenceTests
{
    [Theory]
    [InlineData("""{"name":"a"}""", """{"name":"b"}""", "name", "a", "b")]
    [InlineData("""{"endsOn":"2026-12-31","startsOn":"2026-01-01"}""", """{"endsOn":"2027-12-31","startsOn":"2026-01-01"}""", "ends on", "2026-12-31", "2027-12-31")]
    [InlineData("""{"counts":{"rows":1}}""", """{"counts":{"rows":2}}""", "counts, rows", "1", "2")]
    [InlineData("""{"categories":[{"category":"video","counted":5},{"category":"voice","counted":9}]}""", """{"categories":[{"category":"voice","counted":10},{"category":"video","counted":5}]}""", "categories: voice, counted", "9", "10")]
    [InlineData("""[{"category":"voice","triggerAt":210}]""", """[{"category":"voice","triggerAt":220}]""", "voice, trigger at", "210", "220")]
    public void Only_what_changed_is_named_in_words(string before, string after, string name, string was, string now)
    {
        var change = Assert.Single(AuditDifference.Of(JsonSerializer.Deserialize<JsonElement>(before), JsonSerializer.Deserialize<JsonElement>(after)));

        Assert.Equal((name, was, now), (AuditWords.OfValue(change.Name), change.Before, change.After));
    }
}
