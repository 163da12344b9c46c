using Backline.Domain.Catalog;
using Backline.Domain.Contracts;
using Backline.Domain.Coverage;

namespace Backline.Domain.Tests.Coverage;

public sealed class CoverageStepsTests
{
    [Fact]
    public void A_yes_has_passed_every_question() => Assert.All(StepsOf(Scene.BySerial(Service.Replacement), Scene.Device(Scene.X50), Scene.Enterprise()), step => Assert.Equal(StepState.Yes, step.State));

    [Fact]
    public void The_question_that_decided_is_the_only_no_and_later_ones_were_not_asked()
    {
        var steps = StepsOf(Scene.BySerial(), Scene.Device(Scene.Trio), Scene.Enterprise());

        Assert.Equal(
            [("account", StepState.Yes), ("supported", StepState.Yes), ("in-fleet", StepState.Yes), ("contract", StepState.Yes), ("category", StepState.No), ("service", StepState.NotAsked)],
            steps.Select(step => (step.Key, step.State)));
    }

    public static TheoryData<string, CoverageQuestion, DeviceFacts?, ContractFacts[]> Noes => new()
    {
        { "supported", Scene.BySerial(), Scene.Device(Scene.Model("Old", DeviceCategory.Video, Lifecycle.EndOfSupport)), [Scene.Enterprise()] },
        { "in-fleet", Scene.BySerial(), Scene.Device(Scene.X50) with { RemovedOn = Scene.Today }, [Scene.Enterprise()] },
        { "contract", Scene.BySerial(), Scene.Device(Scene.X50), [Scene.Enterprise() with { State = ContractState.Draft }] },
        { "contract", Scene.BySerial(), Scene.Device(Scene.X50), [] },
        { "category", Scene.BySerial(), Scene.Device(Scene.Server), [Scene.Enterprise()] },
        { "service", Scene.BySerial(Service.OnSite), Scene.Device(Scene.X50), [Scene.Enterprise()] },
        { "serial", Scene.ByAccount(Service.Replacement, "Studio X50"), null, [Scene.Enterprise()] },
        { "account", new(null, null, "UNKNOWN1", null, null, Service.Support, default), null, [] },
    };

    [Theory, MemberData(nameof(Noes))]
    public void Each_no_stands_at_its_question(string key, CoverageQuestion question, DeviceFacts? device, ContractFacts[] contracts)
    {
        var facts = Scene.Facts(device, contracts) with { Model = question.Model is null ? null : Scene.X50 };
        var answer = CoverageDecision.Decide(question, facts);

        Assert.False(answer.Covered);
        Assert.Equal(key, CoverageSteps.Of(question, answer).Single(step => step.State == StepState.No).Key);
    }

    [Fact]
    public void What_nobody_asked_is_no_yes()
    {
        var immersive = Scene.Model("RealPresence Immersive Studio", DeviceCategory.ImmersiveTelepresence, Lifecycle.EndOfSupport);
        var question = Scene.ByAccount(model: immersive.Name) with { AccountId = null };
        Assert.Equal(["account NotAsked", "supported No", "in-fleet NotAsked", "contract NotAsked", "category NotAsked", "service NotAsked"], Words(question, Scene.Facts(null) with { Model = immersive }));
        Assert.Equal(["account Yes", "supported NotAsked", "in-fleet NotAsked", "contract Yes", "category No", "service NotAsked"], Words(Scene.ByAccount(model: "Studio X5"), Scene.Facts(null, Scene.Enterprise())));
        Assert.Equal(["account Yes", "supported Yes", "in-fleet NotAsked", "contract Yes", "category Yes", "service Yes"], Words(Scene.ByAccount(model: "Studio X50"), Scene.Facts(null, Scene.Enterprise()) with { Model = Scene.X50 }));

        static IEnumerable<string> Words(CoverageQuestion question, CoverageFacts facts) => CoverageSteps.Of(question, CoverageDecision.Decide(question, facts)).Select(step => $"{step.Key} {step.State}");
    }

    private static IReadOnlyList<CoverageStep> StepsOf(CoverageQuestion question, DeviceFacts? device, params ContractFacts[] contracts) =>
        CoverageSteps.Of(question, CoverageDecision.Decide(question, Scene.Facts(device, contracts)));
}
