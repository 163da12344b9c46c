using Backline.Server.Platform.Database;

namespace Backline.Server.Tests.Platform;

/// <summary>A database that hangs is away before a person gives up.</summary>
public class PatienceTests
{
    [Theory]
    [InlineData("Host=db", 8, 20, 2000)]
    [InlineData("Host=db;Timeout=3;Command Timeout=25", 3, 25, 2000)]
    [InlineData("Host=db;CommandTimeout=45;Cancellation Timeout=-1", 8, 45, -1)]
    public void A_connection_string_is_given_the_patience_it_does_not_name(string given, int connecting, int statement, int cancelling)
    {
        var login = Patience.With(given);

        Assert.Equal((connecting, statement, cancelling), (login.Timeout, login.CommandTimeout, login.CancellationTimeout));
    }
}
