namespace Backline.Server.Features.Cases;

/// <summary>Is told of the alarms of a case in the unit of work in which they sound.</summary>
internal interface ICaseAlarmObserver
{
    /// <param name="alarms">In the order in which they were due.</param>
    Task HearAsync(AlarmedCase one, IReadOnlyList<FiredAlarm> alarms, DateTimeOffset now, CancellationToken stop);
}
