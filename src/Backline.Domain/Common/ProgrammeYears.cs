namespace Backline.Domain.Common;

/// <summary>
/// The years that days and moments given by people lie in. One outside is a slip of the keyboard, and close to the end of the calendar a day more, or a
/// year, can't be reckoned.
/// </summary>
public static class ProgrammeYears
{
    public const int First = 2000;
    public const int Last = 2100;

    public static bool Hold(DateOnly day) => day.Year is >= First and <= Last;

    public static bool Hold(DateTimeOffset moment) => moment.Year is >= First and <= Last;
}
