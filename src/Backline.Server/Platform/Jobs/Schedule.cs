using System.Data.Common;
using Npgsql;
using Quartz;

namespace Backline.Server.Platform.Jobs;

/// <summary>A job that follows the calendar. It is shallow: a query, then an operation per row; and it does nothing twice when it runs twice.</summary>
/// <param name="Cron">Quartz's seven fields, in UTC.</param>
public sealed record ScheduledJob(Type Type, string Name, string Cron);

/// <summary>The scheduler: stored in the database and clustered, so that a job runs once, whichever node is up.</summary>
public static class Schedule
{
    public static IServiceCollection AddSchedule(this IServiceCollection services)
    {
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "backline";
                scheduler.GenerateInstanceId = true;
            });
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(database => database.UseRegisteredDataSource = true);
                store.UseClustering(_ => { });
            });
        });
        // with its defaults each starting node overwrites the stored trigger while the others hold it: a job would run once per node
        services.Configure<QuartzOptions>(options => options.Scheduling.IgnoreDuplicates = true);
        services.AddQuartzHostedService();
        return services.AddHostedService<ScheduleSync>();
    }

    public static IServiceCollection AddScheduledJob<TJob>(this IServiceCollection services, string name, string cron) where TJob : class, IJob =>
        services.AddTransient<TJob>().AddSingleton(new ScheduledJob(typeof(TJob), name, cron));
}

/// <summary>A stored schedule outlives the program that wrote it: at start it is compared, and rescheduled only where it differs.</summary>
internal sealed partial class ScheduleSync(IEnumerable<ScheduledJob> jobs, ISchedulerFactory schedulers, IHostApplicationLifetime lifetime, ILogger<ScheduleSync> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            while (!await SyncedAsync(stoppingToken)) await Task.Delay(TimeSpan.FromSeconds(30), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the app stops, or never started: what stopped it is said elsewhere
        }
    }

    private async Task<bool> SyncedAsync(CancellationToken stop)
    {
        try
        {
            await SyncAsync(stop);
            return true;
        }
        catch (Exception e) when (e is SchedulerException or NpgsqlException)
        {
            LogAway(log, e);
            return false;
        }
    }

    private async Task SyncAsync(CancellationToken stop)
    {
        var scheduler = await schedulers.GetScheduler(stop);
        foreach (var job in jobs)
        {
            var stored = await scheduler.GetTrigger(new TriggerKey(job.Name), stop) as ICronTrigger;
            if (stored?.CronExpressionString == job.Cron) continue;
            var trigger = TriggerBuilder.Create().WithIdentity(job.Name).WithCronSchedule(job.Cron, cron => cron.InTimeZone(TimeZoneInfo.Utc)).Build();
            await scheduler.ScheduleJob(JobBuilder.Create().OfType(job.Type).WithIdentity(job.Name).Build(), [trigger], new ScheduleJobOptions { Replace = true }, stop);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The schedule could not be compared; trying again in half a minute")]
    private static partial void LogAway(ILogger logger, Exception e);
}
