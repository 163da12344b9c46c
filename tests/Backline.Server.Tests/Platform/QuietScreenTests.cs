using Backline.Server.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backline.Server.Tests.Platform;

/// <summary>The screen of `backline serve` is for whoever started it: what they can do nothing about is not there, and every fault is.</summary>
public sealed class QuietScreenTests
{
    private const string Cluster = "Quartz.Impl.AdoJobStore.LocalTransactionJobStore";

    public static TheoryData<string, LogLevel, bool> Lines => new()
    {
        { typeof(ApiKeyAuthentication).FullName!, LogLevel.Information, false },
        { typeof(ApiKeyAuthentication).FullName!, LogLevel.Warning, true },
        { Cluster, LogLevel.Warning, false },
        { Cluster, LogLevel.Error, true },
        { "Quartz.Core.JobRunShell", LogLevel.Warning, true },
        { "Backline.Server.Platform.Audit.AuditAnchorJob", LogLevel.Information, true },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void What_stands_on_the_screen(string category, LogLevel level, bool shown)
    {
        using var services = new ServiceCollection().AddLogging(logging => ServeCommand.Quiet(logging.AddConsole())).BuildServiceProvider();

        Assert.Equal(shown, services.GetRequiredService<ILoggerFactory>().CreateLogger(category).IsEnabled(level));
    }
}
