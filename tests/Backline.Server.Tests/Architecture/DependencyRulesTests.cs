using System.Reflection;
using Backline.Server.Platform;

namespace Backline.Server.Tests.Architecture;

public class DependencyRulesTests
{
    private const string DomainRoot = "Backline.Domain";
    private const string FeaturesRoot = "Backline.Server.Features";

    private static readonly Assembly Server = typeof(DataFolder).Assembly;
    private static readonly string DomainPath = Path.Combine(Path.GetDirectoryName(Server.Location)!, "Backline.Domain.dll");
    private static readonly Assembly Domain = Assembly.LoadFrom(DomainPath);

    public static TheoryData<string> DomainFeatures => [.. Names(Domain, DomainRoot)];

    public static TheoryData<string> ServerFeatures => [.. Names(Server, FeaturesRoot)];

    [Fact]
    public void D1_The_domain_references_no_project_and_no_package() =>
        Assert.DoesNotContain(DependencyRules.References(DomainPath), Rules.IsForeignToDomain);

    [Theory, MemberData(nameof(DomainFeatures))]
    public void D3_A_domain_feature_uses_only_what_stands_on_its_line(string feature)
    {
        Assert.True(DomainArrows.All.TryGetValue(feature, out var allowed), $"{feature} has no line in DomainArrows.");
        Assert.Empty(DependencyRules.Violations(DomainPath, $"{DomainRoot}.{feature}", Rules.OutsideOf(DomainRoot, feature, allowed)));
    }

    [Fact]
    public void D3_The_lines_have_no_cycle() => Assert.Null(DomainArrows.Cycle(DomainArrows.All));

    [Theory, MemberData(nameof(ServerFeatures))]
    public void D4_A_feature_uses_of_others_only_their_operations_and_queries(string feature) =>
        Assert.Empty(DependencyRules.Violations(Server.Location, $"{FeaturesRoot}.{feature}", Rules.InsidesOfOtherFeatures(Server.Location, FeaturesRoot, feature)));

    [Theory]
    [InlineData("Backline.Server.Platform")]
    [InlineData("Backline.Server.Ui")]
    public void D5_Platform_and_Ui_never_use_features(string root) =>
        Assert.Empty(DependencyRules.Violations(Server.Location, root, Rules.AnyFeature(FeaturesRoot)));

    private static IEnumerable<string> Names(Assembly assembly, string root) =>
        assembly.GetTypes().Select(type => type.Namespace ?? "").Where(name => name.StartsWith(root + ".", StringComparison.Ordinal))
            .Select(name => name[(root.Length + 1)..].Split('.')[0]).Distinct().Order(StringComparer.Ordinal);
}
