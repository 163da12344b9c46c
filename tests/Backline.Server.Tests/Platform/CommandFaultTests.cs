using Npgsql;

namespace Backline.Server.Tests.Platform;

/// <summary>A database that dies under a command is told in words, however deep the fault comes from.</summary>
public class CommandFaultTests
{
    private static readonly Exception[] faults =
    [
        new NpgsqlException("broken pipe"),
        new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", new NpgsqlException("broken pipe")),
        new ObjectDisposedException(nameof(NpgsqlTransaction)),
        new AggregateException(new TimeoutException(), new ObjectDisposedException("Npgsql.NpgsqlConnection")),
    ];

    [Fact]
    public void A_database_gone_is_told_in_words() => Assert.All(faults, fault => Assert.Contains("backline doctor", BacklineCommand.DatabaseFault(fault), StringComparison.Ordinal));

    [Fact]
    public void Any_other_fault_is_not_put_on_the_database() => Assert.Null(BacklineCommand.DatabaseFault(new InvalidOperationException("a mistake of ours")));
}
