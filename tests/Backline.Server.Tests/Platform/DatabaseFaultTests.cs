using Backline.Server.Platform.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Backline.Server.Tests.Platform;

/// <summary>What the database or its driver says, as the answer a caller gets.</summary>
public sealed class DatabaseFaultTests : IDisposable
{
    private readonly ServiceProvider none = new ServiceCollection().BuildServiceProvider();

    public void Dispose() => none.Dispose();

    [Fact]
    public void A_full_disk_is_not_a_database_away() =>
        Assert.Equal((503, "database-full"), Of(new InvalidOperationException("", new PostgresException("could not extend file", "ERROR", "ERROR", "53100"))));

    [Fact]
    public void A_database_that_dies_while_it_greets_is_away() =>
        Assert.Equal((503, "database-away"), Of(new NpgsqlException("Additional unencrypted data received after SSL negotiation - this should never happen, and may be an indication of a man-in-the-middle attack.")));

    [Fact]
    public void A_mistake_of_ours_is_not_put_on_the_database() => Assert.Equal((500, "internal"), Of(new InvalidOperationException("a mistake of ours")));

    private (int Status, string Code) Of(Exception fault)
    {
        var (status, code, _, _) = new Problems(new([], none)).Of(fault);
        return (status, code);
    }
}
