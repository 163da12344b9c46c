namespace Backline.Server.Tests.Architecture;

/// <summary>A guard nobody has seen fail is not a guard.</summary>
public class RulesCanFailTests
{
    private const string Red = "Backline.Server.Tests.Architecture.Red";
    private static readonly string Here = typeof(RulesCanFailTests).Assembly.Location;

    [Fact]
    public void A_domain_with_a_package_is_seen() =>
        Assert.Contains(DependencyRules.References(Here), Rules.IsForeignToDomain);

    [Fact]
    public void A_domain_feature_that_uses_one_not_on_its_line_is_seen_inside_a_lambda() =>
        Assert.NotEmpty(DependencyRules.Violations(Here, $"{Red}.Domain.Low", Rules.OutsideOf($"{Red}.Domain", "Low", [])));

    [Fact]
    public void A_feature_that_uses_the_insides_of_another_is_seen_and_its_operations_are_allowed()
    {
        var violation = Assert.Single(DependencyRules.Violations(Here, $"{Red}.Features.Cases", Rules.InsidesOfOtherFeatures(Here, $"{Red}.Features", "Cases")));

        Assert.EndsWith("VisitMapping", violation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_platform_that_uses_a_feature_is_seen() =>
        Assert.NotEmpty(DependencyRules.Violations(Here, $"{Red}.Platform", Rules.AnyFeature($"{Red}.Features")));

    [Fact]
    public void A_list_with_a_cycle_is_seen() =>
        Assert.NotNull(DomainArrows.Cycle(new Dictionary<string, string[]> { ["A"] = ["B"], ["B"] = ["C"], ["C"] = ["A"] }));
}
