using System.Text.Json;
using System.Text.Json.Serialization;
using Backline.Domain.Baselines;
using Backline.Domain.Common;
using Backline.Domain.Contracts;

namespace Backline.Domain.Tests.Contracts;

/// <summary>Settings, quote lines and derivations are kept as JSON and come back as they were.</summary>
public sealed class StoredAsJsonTests
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    [Fact]
    public void Settings_of_every_shipped_plan() => Assert.All(ShippedPlans.All, plan => ComesBack(plan.Settings));

    [Fact]
    public void Lines_and_derivation_of_a_charge()
    {
        var charge = Charge.For([new(new(2026, 3), 30), new(new(2026, 5), 1)], 24, "EUR", Term.OfMonths(new(2026, 1, 1), 12));
        ComesBack(charge.Lines);
        ComesBack(charge.Derivation);
        Assert.Contains("\"from\":\"2026-03\"", JsonSerializer.Serialize(charge.Lines, options), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_in_JSON_are_the_words_everywhere() => Assert.All(
        Enum.GetValues<Service>(), service => Assert.Equal($"\"{service.Word()}\"", JsonSerializer.Serialize(service, options)));

    private static void ComesBack<T>(T value)
    {
        var json = JsonSerializer.Serialize(value, options);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(json, options), options));
    }
}
