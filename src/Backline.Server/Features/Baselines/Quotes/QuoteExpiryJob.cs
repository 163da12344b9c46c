using Backline.Server.Platform.Access;
using Backline.Server.Platform.Database;
using Quartz;

namespace Backline.Server.Features.Baselines.Quotes;

/// <summary>Every hour: quotes whose last day is over where the account is.</summary>
[DisallowConcurrentExecution]
internal sealed class QuoteExpiryJob(IServiceScopeFactory scopes) : IJob
{
    private const int Batch = 100;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        for (var expired = Batch; expired == Batch;)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentReader>().Be(Reader.Programme("quote expiry"));
            expired = await scope.ServiceProvider.GetRequiredService<QuoteOperations>().ExpireDueAsync(Batch, cancellationToken);
            await scope.ServiceProvider.GetRequiredService<Session>().SaveAsync(cancellationToken);
        }
    }
}
