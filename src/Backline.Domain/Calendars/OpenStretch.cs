namespace Backline.Domain.Calendars;

/// <summary>Open time without a gap.</summary>
public sealed record OpenStretch(DateTimeOffset From, DateTimeOffset Until);
