// Breaks each rule once, so that the tests can see the checks fail.
namespace Backline.Server.Tests.Architecture.Red.Domain.Low
{
    internal static class UsesHigher
    {
        // inside a lambda: the compiler moves it to another type
        public static Func<object> Hidden => () => new High.Upper();
    }
}

namespace Backline.Server.Tests.Architecture.Red.Domain.High
{
    internal sealed class Upper;
}

namespace Backline.Server.Tests.Architecture.Red.Features.Cases
{
    internal static class UsesInsides
    {
        public static object Insides() => new Visits.VisitMapping();

        public static object Door() => new Visits.VisitOperations();
    }
}

namespace Backline.Server.Tests.Architecture.Red.Features.Visits
{
    internal sealed class VisitMapping;

    internal sealed class VisitOperations;
}

namespace Backline.Server.Tests.Architecture.Red.Platform
{
    internal sealed class UsesFeature
    {
        public Features.Visits.VisitOperations? Feature { get; init; }
    }
}
