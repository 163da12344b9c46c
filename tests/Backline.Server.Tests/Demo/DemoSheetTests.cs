using Backline.Server.Demo;

namespace Backline.Server.Tests.Demo;

public sealed class DemoSheetTests
{
    [Fact]
    public void Whom_to_sign_in_as_fits_a_narrow_screen()
    {
        var (data, lines) = (DemoData.Read(), DemoSheet.Lines(DemoData.Read()).ToList());

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 79));
        Assert.All(data.People, person => Assert.Contains(lines, line => line.Contains(person.Email, StringComparison.Ordinal) && line.Contains(person.Name, StringComparison.Ordinal) && line.Contains(person.Role, StringComparison.Ordinal)));
        Assert.Contains("Of Nordhaven Group SE:", lines);
    }
}
